import { isDeepStrictEqual } from 'node:util';
import { isDecimal, rawMicros } from '../survey/raw-values.js';

/** Whether a raw value is still the one that was written: the same amount as Decimal128, the same date, or still nothing. Pure. */
export function isStill(written: unknown, now: unknown): boolean {
  if (isDecimal(written)) return isDecimal(now) && rawMicros(now) !== null && rawMicros(now) === rawMicros(written);
  if (written instanceof Date) return now instanceof Date && now.getTime() === written.getTime();
  return isDeepStrictEqual(written, now);
}
