import type { OldDayProblem } from './old-slot.js';

/** What is known of a slot of the old system; money as decimal text of USDT. */
export interface OldSlotLine {
  readonly date: string;
  readonly slotNumber: number;
  readonly scheduledFor: Date;
  readonly rosPercentage: string;
  readonly collection: string;
  readonly documentId: string;
  /** As the old system calls it. */
  readonly status: string;
  /** ACTIVE stakes that were due then, and what became of them; the parts add up. */
  readonly due: number;
  readonly paid: number;
  readonly nothing: number;
  readonly unclear: number;
  /** Who can be paid, and what they are owed. */
  readonly owed: number;
  readonly amount: string;
  /** Who cannot be paid as they stand. */
  readonly unpayable: number;
  /** Whether it stands among our slots, to be compensated; a slot of ours with its number keeps it out. */
  readonly state: 'found' | 'settled' | 'recorded' | 'number-taken';
}

/** One stake that somebody has to look at. */
export interface OldStakeProblem {
  readonly date: string;
  readonly slotNumber: number;
  readonly stakeId: string;
  readonly reason: string;
}

/** What the old system owes, as a person can sign it. */
export interface OldDaysReport {
  /** What its times of day mean. */
  readonly wallClock: string;
  readonly slots: readonly OldSlotLine[];
  readonly problems: readonly OldDayProblem[];
  /** The first of them, and how many there are. */
  readonly unclear: { readonly count: number; readonly items: readonly OldStakeProblem[] };
  readonly unpayable: { readonly count: number; readonly items: readonly OldStakeProblem[] };
  /** Payouts of one stake for one slot that the old system wrote more than once, as `<stake> <date>#<slot>`. */
  readonly paidTwice: { readonly count: number; readonly items: readonly string[] };
  /** Payout entries that name no user. */
  readonly payoutsOfNobody: number;
}
