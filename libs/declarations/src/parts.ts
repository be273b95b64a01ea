import { moneyFromDecimal, rateFromDecimal } from '#lib/database';
import type { Distribution } from '#lib/distributions';

/** ROS and pools can be distributed without each other. */
export type Part = 'ros' | 'pools';

/** @returns the distributions that carry a part and are not cancelled */
export function carrying(distributions: readonly Distribution[], part: Part): Distribution[] {
  return distributions.filter((distribution) => distribution.status !== 'CANCELLED' && carries(distribution, part));
}

export function carries(distribution: Distribution, part: Part): boolean {
  if (part === 'ros') return rateFromDecimal(distribution.rosPercentage) > 0n;
  return (
    moneyFromDecimal(distribution.premiumPoolAmount) > 0n || moneyFromDecimal(distribution.performancePoolAmount) > 0n
  );
}

/** A part is distributed when all that carries it is COMPLETED: derived, never stored twice. */
export function isDistributed(distributions: readonly Distribution[], part: Part): boolean {
  const all = carrying(distributions, part);
  return all.length > 0 && all.every(({ status }) => status === 'COMPLETED');
}

/** @returns when the last of a distributed part was executed; null while it is not distributed */
export function distributedAt(distributions: readonly Distribution[], part: Part): Date | null {
  if (!isDistributed(distributions, part)) return null;
  return carrying(distributions, part).reduce<Date | null>(
    (latest, { executedAt }) => (executedAt !== null && (latest === null || executedAt > latest) ? executedAt : latest),
    null,
  );
}
