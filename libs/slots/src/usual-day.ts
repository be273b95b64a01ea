import { moneyFromMicros, type Money } from '#lib/money';

/** How far back it is looked for what is usual. */
export const USUAL_DAYS = 30;
/** With fewer days that paid nothing is said to be usual. */
const ENOUGH_DAYS = 5;
/** What factors are counted in. */
const THOUSAND = 1_000n;

/**
 * The median of what days paid. Pure.
 * @param totals of each day; days that paid nothing are none
 * @returns null where too few have paid
 */
export function usualDay(totals: Iterable<Money>): Money | null {
  const paid = [...totals].filter((total) => total > 0n).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (paid.length < ENOUGH_DAYS) return null;
  const [below, above] = [paid[Math.floor((paid.length - 1) / 2)], paid[Math.floor(paid.length / 2)]];
  return below === undefined || above === undefined ? null : moneyFromMicros((below + above) / 2n);
}

/** @param factor in thousandths @returns whether `amount` is more than so many times what is usual. Pure. */
export function isFarAbove(amount: Money, usual: Money, factor: number): boolean {
  return amount * THOUSAND > usual * BigInt(factor);
}

/** The same the other way round. */
export function isFarBelow(amount: Money, usual: Money, factor: number): boolean {
  return amount * BigInt(factor) < usual * THOUSAND;
}
