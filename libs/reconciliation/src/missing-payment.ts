import type { Types } from 'mongoose';
import { isReversed, type Phase, type Reversal, type Slot, type SlotStatus } from '#lib/slots';
import type { Money } from '#lib/money';

/** Somebody who was due in a finished slot and has no entry there. */
export interface MissingPayment {
  readonly slot: Slot;
  readonly phase: Phase;
  /** Stake for ROS, user for pools. */
  readonly subjectId: Types.ObjectId;
  /** Null when the stake names no user. */
  readonly userId: Types.ObjectId | null;
  /** What would be paid now; null when it cannot be paid. */
  readonly amount: Money | null;
  /** Why it cannot be paid now, or else why it could not be paid then; null when nothing explains it. */
  readonly reason: string | null;
  /** The slot counts it among its errors. */
  readonly reported: boolean;
}

/**
 * The wallet or the stake holds another amount than the ledger: the money may be there and only its entry lost, so
 * paying could pay twice. Somebody has to look first.
 */
export const BALANCE_DIFFERS = 'BALANCE_DIFFERS';

/** What of a slot, or of its document, tells whether something can be missing. */
interface MaybeFinished {
  readonly status: SlotStatus;
  readonly plan: object | null;
  readonly reversal?: Pick<Reversal, 'reinstatedAt'> | null;
}

/**
 * Whether a slot was planned and nobody runs it, nor was what it paid taken back: only then something can be missing. Pure.
 */
export function isFinished(slot: MaybeFinished): boolean {
  return (slot.status === 'COMPLETED' || slot.status === 'FAILED') && slot.plan !== null && !isReversed(slot);
}
