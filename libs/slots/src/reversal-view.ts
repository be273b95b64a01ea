import { moneyToNumber } from '#lib/money';
import type { Reversal, Slot } from './slot.js';

export const REVERSAL_STATUSES = ['REQUESTED', 'EXECUTING', 'COMPLETED', 'FAILED', 'REINSTATED'] as const;
export type ReversalStatus = (typeof REVERSAL_STATUSES)[number];

/** What is taken back, or was last, of what a slot paid, as JSON tells it (docs/specification.md 3.7). */
export interface ReversalView {
  readonly status: ReversalStatus;
  /** Payouts that are taken back. */
  readonly reversed: number;
  /** Payouts that could not be. */
  readonly failed: number;
  /** Payouts that the slot made; 0 until they are counted. */
  readonly total: number;
  /** What is taken back: USDT. */
  readonly amount: number;
  readonly reason: string;
  readonly error: string | null;
  readonly requestedAt: Date;
  readonly requestedBy: string | null;
  readonly endedAt: Date | null;
  readonly reinstatedAt: Date | null;
  readonly reinstatedBy: string | null;
}

/** What of a slot tells whether it was reversed; of its document, too. */
interface MaybeReversed {
  readonly reversal?: Pick<Reversal, 'reinstatedAt'> | null;
}

/** Whether what a slot paid was asked to be taken back and not reinstated since: it pays nothing then. Pure. */
export function isReversed({ reversal = null }: MaybeReversed): boolean {
  return reversal !== null && reversal.reinstatedAt === null;
}

/** Whether a slot may pay again what was taken back, and has not yet. Pure. */
export function hasToPayAgain({ reversal }: Pick<Slot, 'reversal'>): boolean {
  return reversal !== null && reversal.reinstatedAt !== null && reversal.reversed > 0;
}

/** Whether a reversal waits or works. Pure. */
export function isBeingReversed({ run }: Pick<Slot, 'run'>): boolean {
  return run.kind === 'reversal' && run.state !== 'ENDED';
}

/** @param live of a reversal that works: what was taken back up to now @returns null where nothing ever was. Pure. */
export function toReversalView(
  slot: Pick<Slot, 'run' | 'reversal'>,
  live?: Pick<Reversal, 'reversed' | 'failed' | 'amount'>,
): ReversalView | null {
  const { reversal } = slot;
  if (reversal === null) return null;
  const { reversed, failed, amount } = (slot.run.state === 'EXECUTING' ? live : undefined) ?? reversal;
  return {
    status: statusOf(slot, reversal),
    ...{ reversed, failed, total: reversal.total, amount: moneyToNumber(amount) },
    ...{ reason: reversal.reason, error: reversal.error },
    requestedAt: reversal.requestedAt,
    requestedBy: reversal.requestedBy,
    endedAt: reversal.endedAt,
    reinstatedAt: reversal.reinstatedAt,
    reinstatedBy: reversal.reinstatedBy,
  };
}

function statusOf({ run }: Pick<Slot, 'run'>, { outcome, reinstatedAt }: Reversal): ReversalStatus {
  if (reinstatedAt !== null) return 'REINSTATED';
  if (run.kind === 'reversal' && run.state !== 'ENDED') return run.state;
  return outcome ?? 'FAILED';
}
