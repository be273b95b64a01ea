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
  /** Ends it and removes its data, unless they are kept. A service from the environment is left alone. */
  stop(): Promise<void>;
}

/** Says what is going on, one line at a time. */
export type Log = (line: string) => void;

export interface StartOptions {
  log?: Log;
  /** False: a private instance, whatever MONGODB_URI and REDIS_URL say. */
  fromEnvironment?: boolean;
  /**
   * A word: data are kept under it from start to start, and the servers listen on their usual ports where those are
   * free. Left out: nothing is kept.
   */
  keep?: string;
}

/** Data that are kept are in use by another process that lives. */
export class InUseError extends Error {
  /** @param holder its identity, see `processIdentity` */
  constructor(keep: string, holder: string) {
    super(`The data kept as "${keep}" are in use by process ${holder.split('-')[0]}: stop it first.`);
  }
}

/** A way to a service is not open on this machine; the message says why. */
export class UnavailableError extends Error {}
