import type { Slot } from '#lib/slots';
import { NO_POOLS, POOLS, ZERO, ZERO_RATE, perPool, rateFromMicros, subtractMoney, type Pool } from '#lib/money';
import { areEmpty, sumValues, type DayValues } from './day-rules.js';

/** ROS and pools can be distributed without each other. */
export type Part = 'ros' | 'pools';

/** @returns the distributions that carry a part and are not cancelled */
export function carrying(distributions: readonly Slot[], part: Part): Slot[] {
  return distributions.filter((distribution) => distribution.status !== 'CANCELLED' && carries(distribution, part));
}

export function carries(distribution: Slot, part: Part): boolean {
  return !paysNothing(valuesOfPart(part, distribution));
}

/** What of a day's values belongs to a part; the rest is 0. */
export function valuesOfPart(part: Part, { rate, pools }: DayValues): DayValues {
  return part === 'ros' ? { rate, pools: NO_POOLS } : { rate: ZERO_RATE, pools };
}

export function paysNothing({ rate, pools }: DayValues): boolean {
  return rate === ZERO_RATE && areEmpty(pools);
}

export function isSamePay(a: DayValues, b: DayValues): boolean {
  const [some, others] = [a.pools, b.pools];
  return a.rate === b.rate && POOLS.every((pool) => some[pool] === others[pool]);
}

/** @returns the automatic distributions that wait for their time, each with the part that it distributes */
export function waitingAutomatic(
  distributions: readonly Slot[],
): { readonly distribution: Slot; readonly part: Part }[] {
  return distributions.flatMap((distribution) => {
    const part = automaticPart(distribution);
    return part === null || distribution.status !== 'PENDING' ? [] : [{ distribution, part }];
  });
}

function automaticPart({ kind }: Slot): Part | null {
  if (kind === 'auto-ros') return 'ros';
  return kind === 'auto-pools' ? 'pools' : null;
}

/** Nobody qualified for the pool when it was split: this distribution will never pay it. */
function isWithoutTakers({ plan }: Slot, pool: Pool): boolean {
  return plan?.qualifiers[pool] === 0;
}

/**
 * @returns what distributions that are not cancelled have paid of a day's values, or are still to pay; a pool for which
 * nobody qualified is not among it
 */
export function takenOf(distributions: readonly Slot[]): DayValues {
  const standing = distributions.filter(({ status }) => status !== 'CANCELLED');
  return sumValues(
    standing.map((slot) => ({
      rate: slot.rate,
      pools: perPool((pool) => (isWithoutTakers(slot, pool) ? ZERO : slot.pools[pool])),
    })),
  );
}

/** @returns what of a day's values no distribution has paid or is to pay */
export function restOf(declared: DayValues, distributions: readonly Slot[]): DayValues {
  const taken = takenOf(distributions);
  return {
    rate: declared.rate > taken.rate ? rateFromMicros(declared.rate - taken.rate) : ZERO_RATE,
    pools: perPool((pool) =>
      declared.pools[pool] > taken.pools[pool] ? subtractMoney(declared.pools[pool], taken.pools[pool]) : ZERO,
    ),
  };
}

/** A part is distributed when nothing of it is left and all that carries it is COMPLETED: derived, never stored twice. */
export function isDistributed(declared: DayValues, distributions: readonly Slot[], part: Part): boolean {
  const all = carrying(distributions, part);
  const rest = valuesOfPart(part, restOf(declared, distributions));
  return all.length > 0 && all.every(({ status }) => status === 'COMPLETED') && paysNothing(rest);
}

/** @returns when the last of a distributed part was executed; null while it is not distributed */
export function distributedAt(declared: DayValues, distributions: readonly Slot[], part: Part): Date | null {
  if (!isDistributed(declared, distributions, part)) return null;
  return carrying(distributions, part).reduce<Date | null>(
    (latest, { executedAt }) => (executedAt !== null && (latest === null || executedAt > latest) ? executedAt : latest),
    null,
  );
}
