import { POOLS, POOL_NAMES, ZERO, type Pool } from '#lib/money';
import { agree, isExact, plus, toText, type Found } from './amounts.js';
import { entriesOf, firstPayoutsOf, idsOf } from './check-slot-totals.js';
import type { Difference } from './report.js';
import type { SlotFacts } from './slot-facts.js';

/**
 * I4: the shares that planning froze add up to the pool, and so does what a COMPLETED slot paid together with the
 * shares whose failure still stands; of a slot that was reversed what it had paid before that. A pool without qualifiers has no shares and pays nothing. Pure.
 * @returns the differences, and how many pools were looked at
 */
export function checkPools(facts: SlotFacts): { checked: number; differences: Difference[] } {
  if (facts.slot.plan === null) return { checked: 0, differences: [] };
  const pools = POOLS.filter((pool) => !agree(facts.told.pools[pool], ZERO));
  return { checked: pools.length, differences: pools.flatMap((pool) => checkPool(facts, pool)) };
}

function checkPool(facts: SlotFacts, pool: Pool): Difference[] {
  const { phase, entryType } = POOL_NAMES[pool];
  const qualifiers = facts.slot.plan?.qualifiers[pool] ?? 0;
  const expected = qualifiers === 0 ? ZERO : facts.told.pools[pool];
  const ids = idsOf(facts);
  const differences: Difference[] = [];
  const shares = facts.planned[pool];
  if (!agree(expected, shares)) {
    const what = `the planned ${phase} shares against the pool`;
    differences.push({ what, ids, expected: toText(expected), actual: toText(shares) });
  }
  if (facts.slot.status !== 'COMPLETED' || facts.slot.run.state !== 'ENDED') return differences;
  const owed = facts.owed.get(entryType) ?? ZERO;
  const isReversed = facts.slot.reversal !== null;
  const paid = plus((isReversed ? firstPayoutsOf : entriesOf)(facts, phase).total, owed);
  if (isReversed ? !isWithin(expected, paid, owed) : !agree(expected, paid)) {
    const what = `${phase} entries, with the shares that could not be paid, against the pool`;
    differences.push({ what, ids, expected: toText(expected), actual: toText(paid) });
  }
  return differences;
}

/** What was paid once, taken back, and could not be paid again is among what is owed, too. */
function isWithin(expected: Found, paid: Found, owed: Found): boolean {
  if (!isExact(expected) || !isExact(paid) || !isExact(owed)) return false;
  return expected <= paid && paid - owed <= expected;
}
