import { netOf, type LedgerTotal } from '#lib/ledger';
import { POOLS, POOL_NAMES, formatMoney, type Money, type Pool } from '#lib/money';
import { ENTRY_TYPE_OF_PHASE, PHASES, type FailureReason, type Order, type PerPhase, type SlotPlan } from '#lib/slots';

/** What the PAID chunks of a phase say. */
export interface ChunkTotal {
  /** Payouts that stand, and their sum. */
  readonly paid: number;
  readonly total: Money;
  readonly users: number;
  /** Payouts that are taken back, less those that a later chunk was to pay again and is done with. */
  readonly reversed: number;
  /** Those whom no later chunk was to pay again, and the sum of what was taken back from them. */
  readonly toPayAgain: number;
  readonly takenBack: Money;
  readonly capped: number;
  readonly nothing: number;
  /** Of the chunks that planning made: how many there are, whether PAID or not, and how many subjects they account for. */
  readonly plannedChunks: number;
  readonly accounted: number;
  /** Stakes that were due at planning and not at payment, and the other way round. */
  readonly left: number;
  readonly joined: number;
}
export type ChunkTotals = PerPhase<ChunkTotal>;

/** @returns a count of all phases together. Pure. */
export function countOf(totals: ChunkTotals, what: 'paid' | 'toPayAgain'): number {
  return PHASES.reduce((sum, phase) => sum + totals[phase][what], 0);
}

export interface Ending {
  readonly status: 'COMPLETED' | 'FAILED';
  readonly reason: FailureReason | null;
  readonly error: string | null;
}

export interface RunFacts {
  readonly order: Pick<Order, 'pools'>;
  readonly plan: SlotPlan | null;
  readonly totals: ChunkTotals;
  readonly entries: readonly LedgerTotal[];
  /** What went wrong last with each chunk that is not PAID: the first of them, and how many there are. */
  readonly unpaidChunks: number;
  readonly firstChunkError: string | null;
  /** Pools that others shared than those with whom planning froze them. */
  readonly redirected: readonly Pool[];
  /** Chunks that are not PAID because they say otherwise than was ordered. */
  readonly altered: number;
  readonly openFailures: number;
}

/**
 * The end of a run from what was paid: COMPLETED when every chunk is PAID, the chunks say what the ledger holds, no pool
 * has paid more than was ordered, and every stake that planning counted is accounted for. Pure.
 */
export function decideEnd(facts: RunFacts): Ending {
  const { totals, unpaidChunks, firstChunkError, openFailures } = facts;
  const mismatch = ledgerMismatch(facts);
  if (mismatch !== null) return failed('LEDGER_MISMATCH', mismatch);
  const excess = orderMismatch(facts);
  if (excess !== null) return failed('ORDER_MISMATCH', excess);
  if (unpaidChunks > 0) {
    const chunks = unpaidChunks === 1 ? '1 chunk' : `${unpaidChunks} chunks`;
    return failed('CHUNKS_FAILED', `${chunks} could not be paid; the first: ${firstChunkError ?? 'not tried'}`);
  }
  const gap = planMismatch(facts);
  if (gap !== null) return failed('PLAN_MISMATCH', gap);
  const paid = countOf(totals, 'paid');
  if (paid === 0 && openFailures > 0) {
    const records =
      openFailures === 1 ? 'the only due record could not' : `none of the ${openFailures} due records could`;
    return failed('NOTHING_PAID', `${records} be paid`);
  }
  return { status: 'COMPLETED', reason: null, error: null };
}

export function failed(reason: FailureReason, detail: string): Ending {
  return { status: 'FAILED', reason, error: `${reason}: ${detail}` };
}

/** Where the chunks do not say what the ledger holds, in words; null where they do. Pure. */
export function ledgerMismatch({ totals, entries }: Pick<RunFacts, 'totals' | 'entries'>): string | null {
  for (const phase of PHASES) {
    const inLedger = netOf(entries, ENTRY_TYPE_OF_PHASE[phase]);
    if (inLedger.count === totals[phase].paid && inLedger.total === totals[phase].total) continue;
    return (
      `${phase}: the chunks say ${totals[phase].paid} payouts of ${formatMoney(totals[phase].total)} USDT, ` +
      `the ledger holds ${inLedger.count} of ${formatMoney(inLedger.total)}`
    );
  }
  return null;
}

function orderMismatch({ order, totals, redirected, altered, firstChunkError }: RunFacts): string | null {
  for (const pool of POOLS) {
    const paid = totals[POOL_NAMES[pool].phase].total;
    if (paid <= order.pools[pool]) continue;
    return `the ${pool} pool has paid ${formatMoney(paid)} USDT, ordered were ${formatMoney(order.pools[pool])}`;
  }
  if (redirected.length > 0) return `others share the ${redirected.join(' and the ')} pool than when it was planned`;
  if (altered === 0) return null;
  const chunks = altered === 1 ? '1 chunk says' : `${altered} chunks say`;
  return `${chunks} otherwise than was ordered, and nothing of that was paid; the first: ${firstChunkError ?? 'not tried'}`;
}

function planMismatch({ plan, totals }: RunFacts): string | null {
  if (plan === null) return 'the slot was never planned';
  if (plan.chunks === null) return null;
  for (const phase of PHASES) {
    const { plannedChunks } = totals[phase];
    const expected = plan.chunks[phase];
    if (plannedChunks !== expected) return `${phase}: ${plannedChunks} of ${expected} planned chunks are there`;
  }
  if (totals.ROS.accounted !== plan.stakes) {
    return `${totals.ROS.accounted} of ${plan.stakes} due stakes are accounted for`;
  }
  return null;
}
