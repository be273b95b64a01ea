/** A write is done when most members have it in their journals. */
export const MAJORITY = { w: 'majority', journal: true } as const;

/** What money needs of the driver, whatever the URI says. */
export const SAFE = {
  ...MAJORITY,
  // What is not acknowledged in time is written all the same: a limit would tell of failures that are none.
  wtimeoutMS: 0,
  readConcernLevel: 'majority',
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
} as const;

/** For people and programs, and for every start. */
export const SHORT_MS = 5_000;

/**
 * How long a call waits for a server that takes it, and the name by which the database's log knows who asked. People and
 * programs wait for the API and for commands; what a worker has begun outlasts an election.
 */
export const CLIENTS = {
  api: { waitsMs: SHORT_MS, appName: 'ddr-api' },
  command: { waitsMs: SHORT_MS, appName: 'ddr-command' },
  worker: { waitsMs: 30_000, appName: 'ddr-worker' },
} as const;
