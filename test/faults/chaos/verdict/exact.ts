import { mongo } from 'mongoose';
import { microsOrNull } from '../../../support/exact.js';

/** Beyond this a double has lost its millionths. */
const LARGEST_DOUBLE = 9_007_199_254;

/**
 * Millionths of a stored number of any type, worked out here anew; null where it is no exact amount. The driver gives
 * doubles and small integers as numbers: `microsOf(0.1)` is the nearest millionth.
 */
export function microsOf(value: unknown): bigint | null {
  const plain = value instanceof mongo.Double || value instanceof mongo.Int32 ? value.valueOf() : value;
  if (typeof plain === 'bigint') return plain * 1_000_000n;
  if (mongo.Long.isLong(plain)) return plain.toBigInt() * 1_000_000n;
  if (typeof plain !== 'number') return microsOrNull(plain);
  if (!Number.isFinite(plain) || Math.abs(plain) > LARGEST_DOUBLE) return null;
  return BigInt(Math.round(plain * 1e6));
}

/** As `microsOf`; what is not there is nothing. */
export function balanceOf(value: unknown): bigint | null {
  return value === undefined ? 0n : microsOf(value);
}
