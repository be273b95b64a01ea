import { Types } from 'mongoose';
import { addMoney, ZERO, type Money } from '#lib/money';
import { microsFromStored, moneyToDecimal, storedBalance } from '#lib/database';
import { assessStake, type StakeRecord } from '#lib/stakes';
import { moneyFromMicros } from '#lib/money';
import { slotId, type OldSlot } from './old-slot.js';

/** A payout of the old system, as an entry or a line of a stake's history tells it. */
export interface OldPayout {
  /** Null where it names none. */
  readonly stakeId: string | null;
  /** `YYYY-MM-DD`; null where it cannot be told. */
  readonly date: string | null;
  readonly slotNumber: number | null;
  /** It says that it was completed. */
  readonly completed: boolean;
}

/** An ACTIVE stake of the old platform. */
export interface OldStake extends StakeRecord {
  readonly activatedAt: Date | null;
  /** Lines of its own history. */
  readonly history: readonly OldPayout[];
}

/** What became of a stake in an old slot. */
export type OldOutcome =
  | { readonly kind: 'not-due' | 'without-activation' | 'paid' | 'nothing' }
  /** Something says that it may have been paid, and nothing says that it was: somebody has to look. */
  | { readonly kind: 'unclear'; readonly why: string }
  /** `amount` null: it is due and cannot be paid as it stands, with the reason. */
  | { readonly kind: 'owed'; readonly amount: Money | null; readonly why: string | null };

export interface StakeOutcome {
  readonly stake: OldStake;
  readonly slot: OldSlot;
  readonly outcome: OldOutcome;
}

const A_GOOD_WALLET = storedBalance(undefined);

/**
 * Who of one user's stakes an old slot owes: due then, and neither an entry nor its history says that it was paid. Pure.
 * @param slots in the order of their instants
 * @param payouts entries of the old system for this user
 * @param capPercent by which it would be paid now
 */
export function whoIsOwed(
  stakes: readonly OldStake[],
  payouts: readonly OldPayout[],
  slots: readonly OldSlot[],
  capPercent: number,
): StakeOutcome[] {
  const nobodys = payouts.filter(({ stakeId }) => stakeId === null);
  return stakes.flatMap((stake) => {
    const own = payouts.filter(({ stakeId }) => stakeId === String(stake._id));
    const due = slots.filter(({ scheduledFor }) => stake.activatedAt !== null && stake.activatedAt < scheduledFor);
    let current: StakeRecord = stake;
    return slots.map((slot): StakeOutcome => {
      const told = (outcome: OldOutcome): StakeOutcome => ({ stake, slot, outcome });
      if (stake.activatedAt === null) return told({ kind: 'without-activation' });
      if (!due.includes(slot)) return told({ kind: 'not-due' });
      const sameDay = due.filter(({ date }) => date === slot.date).length;
      const evidence = evidenceOf(slot, sameDay, own, stake.history, nobodys);
      if (evidence !== null) return told(evidence);
      const owed = owedBy(current, slot, capPercent);
      if (owed.kind === 'owed' && owed.amount !== null) current = withEarned(current, owed.amount);
      return told(owed);
    });
  });
}

/** @returns null where nothing says that the slot paid the stake */
function evidenceOf(
  slot: OldSlot,
  slotsOfDay: number,
  entries: readonly OldPayout[],
  history: readonly OldPayout[],
  nobodys: readonly OldPayout[],
): OldOutcome | null {
  const unclear = (why: string): OldOutcome => ({ kind: 'unclear', why });
  // An entry and a line of the history tell of one payout: each source is counted by itself.
  for (const source of [entries, history]) {
    const done = source.filter(({ date, completed }) => completed && date === slot.date);
    if (done.some(({ slotNumber }) => slotNumber === slot.slotNumber)) return { kind: 'paid' };
    if (done.length >= slotsOfDay && done.some(({ slotNumber }) => slotNumber === null)) return { kind: 'paid' };
  }
  const told = [...entries, ...history].filter((payout) => mayBeOf(payout, slot));
  if (told.some(({ completed }) => !completed)) return unclear('a payout of it is not completed');
  if (told.length > 0) return unclear('a payout of that date does not say for which slot it was');
  if (nobodys.some((payout) => mayBeOf(payout, slot)))
    return unclear('a payout of its user does not say for which stake it was');
  return null;
}

function mayBeOf({ date, slotNumber }: OldPayout, slot: OldSlot): boolean {
  return date === slot.date && (slotNumber === null || slotNumber === slot.slotNumber);
}

function owedBy(stake: StakeRecord, { rate }: OldSlot, capPercent: number): OldOutcome {
  const owner = stake.userId instanceof Types.ObjectId ? stake.userId.toHexString() : '';
  const assessment = assessStake(stake, new Map([[owner, A_GOOD_WALLET]]), { rate, capPercent });
  switch (assessment.kind) {
    case 'pay':
      return { kind: 'owed', amount: assessment.payout.amount, why: null };
    case 'fail':
      return { kind: 'owed', amount: null, why: assessment.reason };
    case 'complete':
    case 'nothing':
      return { kind: 'nothing' };
  }
}

function withEarned(stake: StakeRecord, amount: Money): StakeRecord {
  const earned = stake.totalEarned === undefined ? ZERO : moneyFromMicros(microsFromStored(stake.totalEarned) ?? 0n);
  return { ...stake, totalEarned: moneyToDecimal(addMoney(earned, amount)) };
}

/** Slots for which the old system wrote more than one entry of a stake. Pure. */
export function paidTwice(payouts: readonly OldPayout[]): string[] {
  const counts = new Map<string, number>();
  for (const { stakeId, date, slotNumber } of payouts) {
    if (stakeId === null || date === null || slotNumber === null) continue;
    const key = `${stakeId} ${slotId({ date, slotNumber })}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([key]) => key);
}
