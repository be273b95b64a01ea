import type { Money, Rate } from '#lib/money';
import type { SlotStatus } from '#lib/slots';
import type { MissingPayment } from './missing-payment.js';

/** What became of a stake or a share in a slot; stable words. */
export const OUTCOMES = [
  'PAID',
  /** It was paid, and taken back. */
  'REVERSED',
  /** It is due and cannot be paid; `reason` says why. */
  'FAILED',
  /** It is due and has no entry; a compensation would pay `owed`. */
  'MISSING',
  'CAPPED',
  'ROUNDS_TO_NOTHING',
  'NOT_ACTIVE_THEN',
  'ACTIVATED_LATER',
  'NO_ACTIVATION',
  /** The slot is one of the system before this one, which owes others and not this stake. */
  'OF_FORMER_SYSTEM',
  'NOT_QUALIFIED',
  'NOBODY_QUALIFIED',
  'SLOT_NOT_RUN',
  'SLOT_RUNNING',
  'SLOT_CANCELLED',
  'SLOT_FAILED',
  /** Nothing that is recorded says it. */
  'NOT_KNOWN',
] as const;
export type OutcomeWord = (typeof OUTCOMES)[number];

/** What was paid, or why nothing was. */
export interface Outcome {
  readonly outcome: OutcomeWord;
  /**
   * `then`: it was recorded when the slot ran. `now`: it follows from how the records are now; what they were then is kept
   * nowhere.
   */
  readonly knownFrom: 'then' | 'now';
  /** What was paid; null where nothing was, or where what is stored is no amount. */
  readonly amount: Money | null;
  /** What a compensation or a retry would pay now. */
  readonly owed: Money | null;
  /** A stable word that tells more; null where there is none. */
  readonly reason: string | null;
}

/** A ledger entry of a distribution. */
export interface Entry {
  /** Null where what is stored is no amount. */
  readonly amount: Money | null;
  /** Of ROS. */
  readonly rate: Rate | null;
  readonly createdAt: Date | null;
}

/** A payout that was taken back. */
export interface TakenBack {
  /** Null where what is stored is no amount. */
  readonly amount: Money | null;
  readonly at: Date | null;
}

/** What is recorded of a subject in a slot. */
export interface Owing {
  /** Of what was not taken back. */
  readonly entry: Entry | null;
  /** The latest payout that was taken back; null where one stands, and where none was. */
  readonly takenBack?: TakenBack | null;
  /** Why it could not be paid, if that stands. */
  readonly failure: string | null;
  /** As the missing list has it. */
  readonly missing: Pick<MissingPayment, 'amount' | 'reason'> | null;
}

/** @returns why a slot that has not been planned, or runs, has paid nothing; null for others. Pure. */
export function whyNotRun(slot: {
  readonly status: SlotStatus;
  readonly reason: string | null;
  readonly isPlanned: boolean;
}): Outcome | null {
  const nothing = { knownFrom: 'then', amount: null, owed: null, reason: null } as const;
  switch (slot.status) {
    case 'PENDING':
      return { ...nothing, outcome: 'SLOT_NOT_RUN' };
    case 'EXECUTING':
      return { ...nothing, outcome: 'SLOT_RUNNING' };
    case 'CANCELLED':
      return { ...nothing, outcome: 'SLOT_CANCELLED' };
    case 'COMPLETED':
    case 'FAILED':
      return slot.isPlanned ? null : { ...nothing, outcome: 'SLOT_FAILED', reason: slot.reason };
  }
}
