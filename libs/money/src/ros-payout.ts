import { ZERO, moneyFromMicros, subtractMoney } from './money.js';
import type { Money } from './money.js';
import type { Rate } from './rate.js';

/** A rate counts millionths of a percent: 100 % is 100 million of them. */
const RATE_UNITS_IN_WHOLE = 100_000_000n;

/**
 * What a stake earns at a rate, before its cap: `floor6(amount * rate / 100)`.
 *
 * @param amount the stake, 0 or more
 * @param rate the slot's ROS, 0 or more
 * @returns the payout, rounded down to 0.000001 USDT
 * @throws RangeError if the amount or the rate is negative
 * @see docs/specification.md 2, ROS payout
 */
export function rosPayoutFloor6({ amount, rate }: { amount: Money; rate: Rate }): Money {
  requireNotNegative('amount', amount);
  requireNotNegative('rate', rate);
  return moneyFromMicros((amount * rate) / RATE_UNITS_IN_WHOLE);
}

/** What a stake is paid, and whether it has then earned all that it may (and becomes COMPLETED). */
export interface CappedRosPayout {
  readonly payout: Money;
  readonly reachesCap: boolean;
}

/**
 * What a stake is paid at a rate: `rosPayoutFloor6`, cut so that its earnings reach `floor6(amount * capPercent / 100)`
 * exactly and never pass it. A stake at or over its cap already is paid nothing and `reachesCap` is true; so is a stake
 * of 0, whose cap is 0.
 *
 * @param amount the stake, 0 or more
 * @param totalEarned what it has earned so far, 0 or more
 * @param rate the slot's ROS, 0 or more
 * @param capPercent the cap in whole percent of the amount, 1 or more: 200 for twice the stake
 * @throws RangeError if an argument is outside these ranges
 * @see docs/specification.md 2, Stake and ROS payout
 */
export function cappedRosPayoutFloor6({
  amount,
  totalEarned,
  rate,
  capPercent,
}: {
  amount: Money;
  totalEarned: Money;
  rate: Rate;
  capPercent: number;
}): CappedRosPayout {
  requireNotNegative('totalEarned', totalEarned);

  const uncut = rosPayoutFloor6({ amount, rate });
  const room = subtractMoney(capFloor6(amount, capPercent), totalEarned);
  if (room <= ZERO) return { payout: ZERO, reachesCap: true };
  if (uncut >= room) return { payout: room, reachesCap: true };
  return { payout: uncut, reachesCap: false };
}

/**
 * What a stake may earn over its life: `floor6(amount * capPercent / 100)`.
 *
 * @param capPercent whole percent of the amount, 1 or more
 * @throws RangeError if it is anything else
 * @see docs/specification.md 2, Stake
 */
export function capFloor6(amount: Money, capPercent: number): Money {
  if (!Number.isSafeInteger(capPercent) || capPercent < 1) {
    throw new RangeError(`capPercent must be a whole number of percent, 1 or more; got ${capPercent}`);
  }
  return moneyFromMicros((amount * BigInt(capPercent)) / 100n);
}

// Division of bigints rounds towards zero: below zero that would be up, and a negative stake means corrupt data.
function requireNotNegative(name: string, value: bigint): void {
  if (value < 0n) throw new RangeError(`${name} must be 0 or more; got ${value} millionths`);
}
