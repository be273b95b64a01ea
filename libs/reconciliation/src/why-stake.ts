import { Types } from 'mongoose';
import { moneyToDecimal, storedBalance } from '#lib/database';
import { capFloor6, rosPayoutFloor6, ZERO, type Money, type Rate } from '#lib/money';
import type { SlotStatus } from '#lib/slots';
import { assessStake, type UserStake } from '#lib/stakes';
import { whyNotRun, type Entry, type Outcome, type Owing } from './outcome.js';

/** What of a slot decides about a stake. */
export interface RosSlot {
  readonly status: SlotStatus;
  readonly reason: string | null;
  readonly isPlanned: boolean;
  readonly scheduledFor: Date;
  readonly executedAt: Date | null;
  readonly rate: Rate;
  readonly capPercent: number;
  /** Null for a slot of ours; of one that the system before this one left unpaid: whether it names the stake. */
  readonly namedByFormer: boolean | null;
}

/** What is recorded of a stake in a slot. */
export interface StakeFacts extends Owing {
  readonly stake: UserStake;
  readonly slot: RosSlot;
  /** Another slot of the date owes it money, and is to pay it first. */
  readonly isOwedBefore: boolean;
}

/** How a payout is worked out: `floor6(amount * rosPercentage / 100)`, cut to the cap. By the amount as it is now. */
export interface Calculation {
  readonly amount: Money;
  readonly rate: Rate;
  /** Before the cap. */
  readonly uncut: Money;
  /** The most that it may earn over its life. */
  readonly cap: Money;
  readonly capPercent: number;
  readonly totalEarned: Money;
  /** What was paid is less than `uncut` because the stake reached its cap with it; null where nothing was paid. */
  readonly cutByCap: boolean | null;
  /** What was paid is what this comes to; if not, the amount was another one then. Null where nothing was paid. */
  readonly agrees: boolean | null;
}

/** What became of one stake in one slot. */
export interface StakeWhy extends Outcome {
  /** Null where what is stored is no amount. */
  readonly calculation: Calculation | null;
}

/** @returns what was paid and how it is worked out, or why nothing was. Pure. */
export function whyStake(facts: StakeFacts): StakeWhy {
  return { ...outcomeOf(facts), calculation: calculationOf(facts) };
}

const NOTHING = { amount: null, owed: null, reason: null } as const;

function outcomeOf({ stake, slot, entry, takenBack, failure, missing, isOwedBefore }: StakeFacts): Outcome {
  if (entry !== null) return { ...NOTHING, outcome: 'PAID', knownFrom: 'then', amount: entry.amount };
  if (failure !== null) return { ...unpaid('FAILED', 'then', missing), reason: missing?.reason ?? failure };
  if ((takenBack ?? null) !== null) return unpaid('REVERSED', 'then', missing);
  const notRun = whyNotRun(slot);
  if (notRun !== null) return notRun;
  if (missing !== null) return ofMissing(slot, missing);
  if (slot.namedByFormer === false) return { ...NOTHING, outcome: 'OF_FORMER_SYSTEM', knownFrom: 'then' };
  if (stake.activatedAt === null) return { ...NOTHING, outcome: 'NO_ACTIVATION', knownFrom: 'now' };
  if (stake.activatedAt >= slot.scheduledFor) return { ...NOTHING, outcome: 'ACTIVATED_LATER', knownFrom: 'now' };
  return stake.status === 'ACTIVE' ? ofActive(stake, slot, isOwedBefore) : ofOther(stake, slot);
}

/** A slot that FAILED says itself why those were not paid whom it owes. */
function ofMissing({ status, reason, namedByFormer }: RosSlot, missing: NonNullable<Owing['missing']>): Outcome {
  if (status === 'FAILED' && namedByFormer === null) {
    return { ...unpaid('SLOT_FAILED', 'then', missing), reason: missing.reason ?? reason };
  }
  const isRefused = missing.amount === null && missing.reason !== 'BALANCE_DIFFERS';
  return { ...unpaid(isRefused ? 'FAILED' : 'MISSING', 'now', missing), reason: missing.reason };
}

function unpaid(outcome: Outcome['outcome'], knownFrom: Outcome['knownFrom'], missing: Owing['missing']): Outcome {
  return { ...NOTHING, outcome, knownFrom, owed: missing?.amount ?? null };
}

function ofActive(stake: UserStake, slot: RosSlot, isOwedBefore: boolean): Outcome {
  const assessment = assess(stake, slot);
  switch (assessment.kind) {
    case 'complete':
      return { ...NOTHING, outcome: 'CAPPED', knownFrom: 'now' };
    case 'nothing':
      return { ...NOTHING, outcome: 'ROUNDS_TO_NOTHING', knownFrom: 'now' };
    case 'fail':
      return { ...NOTHING, outcome: 'FAILED', knownFrom: 'now', reason: assessment.reason };
    case 'pay':
      // What another slot of the date owes it fills the rest of its cap.
      return { ...NOTHING, outcome: isOwedBefore ? 'CAPPED' : 'NOT_KNOWN', knownFrom: 'now' };
  }
}

/** A slot that is COMPLETED accounts for every stake that was ACTIVE and due when it paid. */
function ofOther(stake: UserStake, slot: RosSlot): Outcome {
  const isCompletedLater =
    stake.completedAt !== null && slot.executedAt !== null && stake.completedAt > slot.executedAt;
  if (isCompletedLater) return { ...NOTHING, outcome: 'NOT_KNOWN', knownFrom: 'now' };
  const assessment = assess(stake, slot);
  if (assessment.kind === 'complete') return { ...NOTHING, outcome: 'CAPPED', knownFrom: 'now' };
  if (assessment.kind === 'nothing') return { ...NOTHING, outcome: 'ROUNDS_TO_NOTHING', knownFrom: 'now' };
  if (slot.status === 'FAILED') {
    return { ...NOTHING, outcome: 'SLOT_FAILED', knownFrom: 'then', reason: slot.reason };
  }
  return { ...NOTHING, outcome: 'NOT_ACTIVE_THEN', knownFrom: 'now' };
}

/** Whether it can be paid at all is the missing list's to say: here its owner is somebody with a wallet. */
function assess({ id, amount, totalEarned }: UserStake, rules: RosSlot): ReturnType<typeof assessStake> {
  const owner = new Types.ObjectId('000000000000000000000000');
  const record = {
    _id: id as Types.ObjectId,
    userId: owner,
    amount: amount === null ? null : moneyToDecimal(amount),
    totalEarned: moneyToDecimal(totalEarned),
  };
  return assessStake(record, new Map([[owner.toHexString(), storedBalance(undefined)]]), rules);
}

function calculationOf({ stake, slot, entry }: StakeFacts): Calculation | null {
  const { amount, totalEarned } = stake;
  if (amount === null || amount < ZERO) return null;
  const { capPercent } = slot;
  const rate = entry?.rate ?? slot.rate;
  const uncut = rosPayoutFloor6({ amount, rate });
  const cap = capFloor6(amount, capPercent);
  return { amount, rate, uncut, cap, capPercent, totalEarned, ...comparedWith(entry, uncut, totalEarned >= cap) };
}

function comparedWith(entry: Entry | null, uncut: Money, isAtCap: boolean): Pick<Calculation, 'cutByCap' | 'agrees'> {
  const paid = entry?.amount ?? null;
  if (paid === null) return { cutByCap: null, agrees: null };
  const cutByCap = paid < uncut && isAtCap;
  return { cutByCap, agrees: paid === uncut || cutByCap };
}
