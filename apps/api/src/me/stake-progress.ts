import { ZERO, moneyFromMicros, type Money } from '#lib/money';

const HUNDREDTHS_IN_WHOLE = 10_000n;

/**
 * What a stake may earn over its life: `floor6(amount * capPercent / 100)` (docs/specification.md 2, Stake). Pure.
 * @param capPercent whole percent of the amount
 */
export function stakeTarget(amount: Money, capPercent: number): Money {
  return moneyFromMicros((amount * BigInt(capPercent)) / 100n);
}

/**
 * How far a stake has come, in percent of its target with at most two decimals, rounded down: 100 only when it is
 * reached. Pure.
 */
export function progressPercent(totalEarned: Money, target: Money): number {
  return Math.min(earnedPercent(totalEarned, target), 100);
}

/** What a stake has earned in percent of `amount`, with at most two decimals, rounded down. Pure. */
export function earnedPercent(totalEarned: Money, amount: Money): number {
  return amount <= ZERO ? 0 : Number((totalEarned * HUNDREDTHS_IN_WHOLE) / amount) / 100;
}
