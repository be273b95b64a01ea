import { PHASES, type Phase } from '#lib/slots';
import { ZERO, subtractMoney, sumMoney, type Money } from '#lib/money';
import { isExact, toText } from './amounts.js';
import { entriesOf } from './check-slot-totals.js';
import type { PaidFacts } from './slot-facts.js';

/** Payouts that the chunks count and the ledger does not hold. */
export interface LostEntries {
  readonly phase: Phase;
  readonly count: number;
  readonly total: Money;
}

/** Somebody whom a compensation would pay. */
export interface Claim {
  readonly phase: Phase;
  readonly amount: Money;
}

/**
 * Where a slot's chunks and the ledger differ, it cannot be finished again. Entries that were lost together with their
 * money are among the missing, and paying these mends it; any other difference needs somebody to look. Pure.
 * @param claims the missing that can be paid; their wallets and stakes agree with the ledger
 * @returns what was lost, by phase; or in words why the claims do not explain it
 */
export function explainLostEntries(facts: PaidFacts, claims: readonly Claim[]): readonly LostEntries[] | string {
  const lost: LostEntries[] = [];
  for (const phase of PHASES) {
    const chunks = facts.paid[phase];
    const ledger = entriesOf(facts, phase);
    if (!isExact(chunks.total) || !isExact(ledger.total)) return contradiction(facts, phase);
    const count = chunks.count - ledger.count;
    const total = subtractMoney(chunks.total, ledger.total);
    if (count === 0 && total === ZERO) continue;
    const claimed = claims.filter((claim) => claim.phase === phase);
    const isExplained =
      count > 0 && total > ZERO && count <= claimed.length && total <= sumMoney(claimed.map(({ amount }) => amount));
    if (!isExplained) return contradiction(facts, phase);
    lost.push({ phase, count, total });
  }
  return lost;
}

function contradiction(facts: PaidFacts, phase: Phase): string {
  const chunks = facts.paid[phase];
  const ledger = entriesOf(facts, phase);
  return (
    `LEDGER_MISMATCH: ${phase}: the chunks say ${chunks.count} payouts of ${toText(chunks.total)} USDT, the ledger holds ` +
    `${ledger.count} of ${toText(ledger.total)}, and what is missing does not explain it. Mend the ledger, then try again.`
  );
}
