/** How far two clocks may drift apart while they run freely: twice what a cheap quartz does. */
const DRIFT = 0.0002;

/**
 * One question to the database for its time, and the answer. `sentAt` and `receivedAt` are milliseconds of a clock that
 * only counts on (`performance.now()`); `serverMs` are milliseconds since the epoch.
 */
export interface ClockSample {
  readonly sentAt: number;
  readonly serverMs: number;
  readonly receivedAt: number;
}

/** What a sample says of the database's time at an instant of the counting clock: between these two. */
export interface TimeRange {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/**
 * The database read its clock after the question was sent and before the answer came, and left off a fraction of a
 * millisecond. Pure.
 */
export function rangeAt({ sentAt, serverMs, receivedAt }: ClockSample, at: number): TimeRange {
  const drift = Math.max(0, at - receivedAt) * DRIFT;
  return { earliestMs: serverMs + (at - receivedAt) - drift, latestMs: serverMs + 1 + (at - sentAt) + drift };
}

/**
 * Which of two samples tells more at an instant: the one whose range is narrower, so that a long round trip does not
 * replace a short one that is recent. Ranges that do not meet mean that the database's clock was set or that another
 * server answers: then the newer one tells. Pure.
 */
export function betterSample(older: ClockSample, newer: ClockSample, at: number): ClockSample {
  const before = rangeAt(older, at);
  const after = rangeAt(newer, at);
  if (before.latestMs < after.earliestMs || after.latestMs < before.earliestMs) return newer;
  return after.latestMs - after.earliestMs <= before.latestMs - before.earliestMs ? newer : older;
}
