/**
 * How BullMQ treats our jobs. MongoDB decides what a slot or chunk has become, so a job may be started again as often
 * as workers crash: the default of one stall would fail it without running it.
 */
export const JOB_SAFETY = {
  autorun: false,
  lockDuration: 30_000,
  stalledInterval: 10_000,
  maxStalledCount: 1_000,
} as const;
