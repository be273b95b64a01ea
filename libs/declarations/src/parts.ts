import { moneyFromDecimal, rateFromDecimal } from '#lib/database';
import type { Distribution } from '#lib/slots';
import { ZERO, ZERO_RATE } from '#lib/money';
import type { DayValues } from './day-rules.js';

/** ROS and pools can be distributed without each other. */
export type Part = 'ros' | 'pools';

/** @returns the distributions that carry a part and are not cancelled */
export function carrying(distributions: readonly Distribution[], part: Part): Distribution[] {
  return distributions.filter((distribution) => distribution.status !== 'CANCELLED' && carries(distribution, part));
}

export function carries(distribution: Distribution, part: Part): boolean {
  return !paysNothing(valuesOfPart(part, paidBy(distribution)));
}

/** What a distribution pays, exact. */
export function paidBy(distribution: Distribution): DayValues {
  return {
    rate: rateFromDecimal(distribution.rosPercentage),
    premiumPool: moneyFromDecimal(distribution.premiumPoolAmount),
    performancePool: moneyFromDecimal(distribution.performancePoolAmount),
  };
}

/** What of a day's values belongs to a part; the rest is 0. */
export function valuesOfPart(part: Part, { rate, premiumPool, performancePool }: DayValues): DayValues {
  return part === 'ros'
    ? { rate, premiumPool: ZERO, performancePool: ZERO }
    : { rate: ZERO_RATE, premiumPool, performancePool };
}

export function paysNothing({ rate, premiumPool, performancePool }: DayValues): boolean {
  return rate === ZERO_RATE && premiumPool === ZERO && performancePool === ZERO;
}

export function isSamePay(a: DayValues, b: DayValues): boolean {
  return a.rate === b.rate && a.premiumPool === b.premiumPool && a.performancePool === b.performancePool;
}

/** @returns the automatic distributions that wait for their time, each with the part that it distributes */
export function waitingAutomatic(
  distributions: readonly Distribution[],
): { readonly distribution: Distribution; readonly part: Part }[] {
  return distributions.flatMap((distribution) => {
    const part = automaticPart(distribution);
    return part === null || distribution.status !== 'PENDING' ? [] : [{ distribution, part }];
  });
}

function automaticPart({ kind }: Distribution): Part | null {
  if (kind === 'auto-ros') return 'ros';
  return kind === 'auto-pools' ? 'pools' : null;
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
