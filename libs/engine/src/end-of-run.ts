import { moneyToDecimal } from '#lib/database';
import { sumMoney } from '#lib/money';
import {
  PHASES,
  RUNS_REMEMBERED,
  perPhase,
  type FailureCounts,
  type claimedMove,
  type Slot,
  type StoredSlot,
} from '#lib/slots';
import { accountedOf } from './accounted.js';
import type { ChunkTotals } from './decide-end.js';

/** How a run ended. */
interface RunEnd {
  readonly now: Date;
  /** As what it is remembered, and why. */
  readonly status: 'COMPLETED' | 'FAILED';
  readonly reason: string | null;
  /** What else is written of the slot. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** What the move that ends the run of a slot writes. Pure. */
export function endOfRun({ run }: Slot, { now, status, reason, set }: RunEnd): Parameters<typeof claimedMove>[2] {
  const { kind, requestedAt, requestedBy, approvedBy, worker, startedAt } = run;
  const approval = approvedBy === undefined ? {} : { approvedBy };
  const ended = { kind, requestedAt, requestedBy, ...approval, worker, startedAt, endedAt: now, status, reason };
  return {
    set: {
      ...set,
      'run.leaseUntil': null,
      'run.endedAt': now,
      'run.interruptions': null,
      proofDue: now,
      updatedAt: now,
    },
    unset: ['running'],
    push: { runs: { $each: [ended], $slice: -RUNS_REMEMBERED } },
  };
}

/**
 * What a slot says of all its runs together, as it is stored. Pure.
 * @param users who were paid by it
 * @param failures of its payouts of ROS
 */
export function sumsToStored(
  totals: ChunkTotals,
  users: number,
  failures: FailureCounts | undefined,
): Pick<StoredSlot, 'totals' | 'accounted' | 'processedStakes' | 'usersProcessed' | 'totalDistributed'> {
  return {
    totals: perPhase((phase) => ({ count: totals[phase].paid, total: moneyToDecimal(totals[phase].total) })),
    accounted: accountedOf(totals, failures),
    processedStakes: totals.ROS.paid,
    usersProcessed: users,
    totalDistributed: moneyToDecimal(sumMoney(PHASES.map((phase) => totals[phase].total))),
  };
}
