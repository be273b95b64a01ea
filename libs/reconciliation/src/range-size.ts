/** How many are read at one instant at most: few enough for a short transaction, many enough to be quick. */
export const LARGEST_RANGE = 1_500;
/** A transaction lives for 60 s; a range is to be far from that, however much has been paid to those in it. */
const LONG_MS = 10_000;
const AIM_MS = 5_000;

/** How many to read next, by how long the last ones took. Pure. */
export function nextRangeSize(size: number, tookMs: number): number {
  if (tookMs > LONG_MS) return Math.max(1, Math.floor((size * AIM_MS) / tookMs));
  return Math.min(LARGEST_RANGE, tookMs < AIM_MS ? size * 2 : size);
}

/** MongoDB's codes for what took longer than it may: maxTimeMS, a time limit, a transaction's lifetime, and one that was ended by it. */
const OUT_OF_TIME: readonly unknown[] = [50, 262, 290, 251];

/** Whether the database would rather be asked for less. Pure. */
export function isTooMuch(error: unknown): boolean {
  return OUT_OF_TIME.includes((error as { code?: unknown } | null)?.code);
}
