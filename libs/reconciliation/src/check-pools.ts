import { ENTRY_TYPE_OF_PHASE } from '#lib/slots';
import { ZERO } from '#lib/money';
import { agree, plus, stored, toText, type Found } from './amounts.js';
import { entriesOf, idsOf } from './check-slot-totals.js';
import type { Difference } from './report.js';
import { POOL_PHASES, type PoolPhase, type SlotFacts } from './slot-facts.js';

/**
 * I4: the shares that planning froze add up to the pool, and so does what a COMPLETED slot paid together with the
 * shares whose failure still stands. A pool without qualifiers has no shares and pays nothing. Pure.
 * @returns the differences, and how many pools were looked at
 */
export function checkPools(facts: SlotFacts): { checked: number; differences: Difference[] } {
  if (facts.slot.plan === null) return { checked: 0, differences: [] };
  const pools = POOL_PHASES.map((phase) => ({ phase, pool: poolOf(facts, phase) })).filter(
    ({ pool }) => !agree(pool, ZERO),
  );
  return { checked: pools.length, differences: pools.flatMap(({ phase, pool }) => checkPool(facts, phase, pool)) };
}

function checkPool(facts: SlotFacts, phase: PoolPhase, pool: Found): Difference[] {
  const expected = qualifiersOf(facts, phase) === 0 ? ZERO : pool;
  const ids = idsOf(facts);
  const differences: Difference[] = [];
  const shares = facts.planned[phase];
  if (!agree(expected, shares)) {
    const what = `the planned ${phase} shares against the pool`;
    differences.push({ what, ids, expected: toText(expected), actual: toText(shares) });
  }
  if (facts.slot.status !== 'COMPLETED' || facts.slot.run.state !== 'ENDED') return differences;
  const paid = plus(entriesOf(facts, phase).total, facts.owed.get(ENTRY_TYPE_OF_PHASE[phase]) ?? ZERO);
  if (!agree(expected, paid)) {
    const what = `${phase} entries, with the shares that could not be paid, against the pool`;
    differences.push({ what, ids, expected: toText(expected), actual: toText(paid) });
  }
  return differences;
}

function poolOf({ slot }: SlotFacts, phase: PoolPhase): Found {
  return stored(phase === 'PREMIUM' ? slot.premiumPoolAmount : slot.performancePoolAmount);
}

function qualifiersOf({ slot }: SlotFacts, phase: PoolPhase): number {
  return (phase === 'PREMIUM' ? slot.plan?.premiumQualifiers : slot.plan?.performanceQualifiers) ?? 0;
}
