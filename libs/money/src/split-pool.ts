import { moneyFromMicros } from './money.js';
import type { Money } from './money.js';

/** A pool in equal shares: the first `extraCount` receivers get one millionth more than `share`. */
export interface PoolSplit {
  readonly share: Money;
  readonly extraCount: number;
}

/**
 * Splits a pool among `n` receivers: `floor6(pool / n)` each, and the left-over millionths one each to the first
 * `extraCount` of them in ascending id. The shares add up to the pool exactly. `extraCount` is below `n`.
 *
 * @param pool the pool, 0 or more
 * @param n how many receive, a whole number of 1 or more
 * @throws RangeError if nobody receives (n = 0: the caller leaves the pool undistributed and alerts), or the pool is
 *   negative, or n is not a whole number
 * @see docs/specification.md 2, Pool payout
 */
export function splitPoolFloor6(pool: Money, n: number): PoolSplit {
  if (pool < 0n) throw new RangeError(`A pool must be 0 or more to be split; got ${pool} millionths`);
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(`A pool can be split among a whole number of receivers, 1 or more; got ${n}`);
  }
  const receivers = BigInt(n);
  return { share: moneyFromMicros(pool / receivers), extraCount: Number(pool % receivers) };
}

/**
 * What one receiver of a split pool gets.
 *
 * @param split the whole pool's split
 * @param index the receiver's place in ascending order of user id, over all receivers, from 0
 * @throws RangeError if the index is not a whole number of 0 or more
 * @see docs/specification.md 2, Pool payout
 */
export function shareAt({ share, extraCount }: PoolSplit, index: number): Money {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new RangeError(`A receiver's index must be a whole number, 0 or more; got ${index}`);
  }
  return index < extraCount ? moneyFromMicros(share + 1n) : share;
}
