import { PHASES } from '#lib/slots';
import { idsOf } from './check-slot-totals.js';
import type { Difference } from './report.js';
import type { SlotFacts } from './slot-facts.js';

/**
 * I5: COMPLETED where all chunks are PAID and every stake that planning counted is accounted for, and only there. A FAILED slot may have all of them PAID when it says that
 * nobody could be paid or that the ledger contradicted it; a slot that never ran has no chunks. Pure.
 */
export function checkCompletion(facts: SlotFacts): Difference[] {
  const { slot, chunks } = facts;
  const unpaid = chunks.OPEN + chunks.FAILED;
  const all = unpaid + chunks.PAID;
  // Asked to run again: what was added waits for its turn.
  if (slot.status !== 'PENDING' && slot.run.state === 'REQUESTED') return [];
  switch (slot.status) {
    case 'COMPLETED':
      if (slot.plan === null) return [difference(facts, 'a plan', 'COMPLETED without a plan')];
      return unpaid === 0 ? checkPlan(facts) : [difference(facts, 'all chunks PAID', describe(facts))];
    case 'FAILED':
      return checkFailed(facts, unpaid, all);
    case 'PENDING':
    case 'CANCELLED':
      return all === 0 ? [] : [difference(facts, 'no chunks', describe(facts))];
    case 'EXECUTING':
      return [];
  }
}

/** What was planned is there, and nobody of it fell between. */
function checkPlan(facts: SlotFacts): Difference[] {
  const { plan, key } = facts.slot;
  if (plan === null || plan.chunks === null) return [];
  const planned = plan.chunks;
  const chunks = PHASES.filter((phase) => facts.plannedChunks[phase] !== planned[phase]).map((phase) => ({
    what: `the planned ${phase} chunks of ${key}`,
    ids: idsOf(facts),
    expected: String(planned[phase]),
    actual: String(facts.plannedChunks[phase]),
  }));
  const isWhole = facts.accountedStakes === plan.stakes;
  const isSplit = plan.active === plan.stakes + plan.activatedLater + plan.withoutActivation;
  return [
    ...chunks,
    ...(isWhole
      ? []
      : [
          {
            what: `the due stakes of ${key} that its chunks account for`,
            ids: idsOf(facts),
            expected: String(plan.stakes),
            actual: String(facts.accountedStakes),
          },
        ]),
    ...(isSplit
      ? []
      : [
          {
            what: `the ACTIVE stakes of ${key} against those due and not due`,
            ids: idsOf(facts),
            expected: String(plan.active),
            actual: String(plan.stakes + plan.activatedLater + plan.withoutActivation),
          },
        ]),
  ];
}

function checkFailed(facts: SlotFacts, unpaid: number, all: number): Difference[] {
  switch (facts.slot.reason) {
    case 'INTERRUPTED':
      return unpaid > 0 || all === 0 ? [] : [difference(facts, 'a chunk that is not PAID', describe(facts))];
    case 'MISFIRED':
      return all === 0 ? [] : [difference(facts, 'no chunks', describe(facts))];
    case 'NOTHING_PAID':
    case 'LEDGER_MISMATCH':
    case 'PLAN_MISMATCH':
    case 'NOT_ORDERED':
    case 'ORDER_MISMATCH':
    case 'LIMIT_EXCEEDED':
      return [];
    case 'CHUNKS_FAILED':
    case 'LEFT_UNPAID':
    case null:
      return unpaid > 0 ? [] : [difference(facts, 'COMPLETED, or a chunk that is not PAID', describe(facts))];
  }
}

function describe({ slot, chunks }: SlotFacts): string {
  const reason = slot.reason === null ? '' : ` (${slot.reason})`;
  return `${slot.status}${reason} with ${chunks.PAID} chunks PAID, ${chunks.OPEN} OPEN, ${chunks.FAILED} FAILED`;
}

function difference(facts: SlotFacts, expected: string, actual: string): Difference {
  return { what: `the status of ${facts.slot.key} against its chunks`, ids: idsOf(facts), expected, actual };
}
