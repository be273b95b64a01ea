import { mongo } from 'mongoose';

/** A write is done when most members have it in their journals. */
export const MAJORITY = { w: 'majority', journal: true } as const;

/** What money needs of the driver, whatever the URI says. */
export const SAFE = {
  ...MAJORITY,
  // What is not acknowledged in time is written all the same: a limit would tell of failures that are none.
  wtimeoutMS: 0,
  readConcernLevel: 'majority',
  // Not the word: together with the URI's maxStalenessSeconds the driver would refuse it.
  readPreference: mongo.ReadPreference.primary,
  readPreferenceTags: [],
  retryWrites: true,
  retryReads: true,
} as const satisfies mongo.MongoClientOptions;

/** For people and programs, and for every start. */
export const SHORT_MS = 5_000;

/** What connects. */
interface Client {
  /** How long a call waits for a server that takes it. */
  readonly waitsMs: number;
  /** How long the server may work on a read; null: until it is done. */
  readonly readsMs: number | null;
  /** The name by which the database's log knows it. */
  readonly appName: string;
}

/**
 * People and programs wait for the API and for commands, and go; what a worker has begun outlasts an election and ends
 * by itself, as does what takes a whole database over.
 */
export const CLIENTS = {
  api: { waitsMs: SHORT_MS, readsMs: 30_000, appName: 'ddr-api' },
  command: { waitsMs: SHORT_MS, readsMs: 1_800_000, appName: 'ddr-command' },
  takeover: { waitsMs: SHORT_MS, readsMs: null, appName: 'ddr-command' },
  worker: { waitsMs: 30_000, readsMs: null, appName: 'ddr-worker' },
} as const satisfies Record<string, Client>;
