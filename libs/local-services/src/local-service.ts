/** A database or queue that runs on this machine, or that the environment names. */
export interface LocalService {
  /** Where clients connect; for MongoDB without a database, which callers put in as the URI's path. */
  uri: string;
  /** Which way was taken, in words for people. */
  source: string;
  /**
   * Kills the server's processes at once, as a power cut would; the port stays its own. Throws when the service came
   * from the environment.
   */
  kill(): Promise<void>;
  /** Starts the killed server again: same port, same data, after crash recovery. Throws as `kill` does. */
  restart(): Promise<void>;
  /** Ends it and removes its data. A service from the environment is left alone. */
  stop(): Promise<void>;
}

/** Says what is going on, one line at a time. */
export type Log = (line: string) => void;

export interface StartOptions {
  log?: Log;
  /** False: a private instance, whatever MONGODB_URI and REDIS_URL say. */
  fromEnvironment?: boolean;
}

/** A way to a service is not open on this machine; the message says why. */
export class UnavailableError extends Error {}
