import { accountProblems } from './check-accounts.js';
import { balanceProblems } from './check-balances.js';
import { poolProblems } from './check-pools.js';
import { rosProblems } from './check-ros.js';
import { slotProblems } from './check-slots.js';
import type { Evidence } from './evidence.js';

/** What does not hold, in words, by arithmetic that is none of the product's; empty when the books are in order. */
export function judge(evidence: Evidence): string[] {
  return [
    ...balanceProblems(evidence),
    ...slotProblems(evidence),
    ...rosProblems(evidence),
    ...accountProblems(evidence),
    ...poolProblems(evidence),
  ];
}
