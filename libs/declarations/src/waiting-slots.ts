import type { Slot } from '#lib/slots';
import { ZERO, moneyFromMicros, perPool, rateFromMicros, sumMoney, type Pool } from '#lib/money';
import { AMOUNT_FIELDS, asksNothing, valuesAsked, type AskedValues, type DayValues } from './day-rules.js';
import { InvalidDeclarationError, type FieldProblem } from './errors.js';
import { isSamePay } from './parts.js';
import { readTime, refuse, type DayClock } from './prepare-day.js';

/** What of a slot is to change; what is left out stays. */
export interface SlotPatch extends AskedValues {
  /** An ISO instant, or `HH:mm[:ss]` on the day. */
  readonly scheduledFor?: string | undefined;
}

/** A PENDING slot, with what it is to pay and when; that may differ from what is stored. */
export interface WaitingSlot extends DayValues {
  readonly distribution: Slot;
  readonly scheduledFor: Date;
}

export function waitingSlot(distribution: Slot): WaitingSlot {
  const { rate, pools, scheduledFor } = distribution;
  return { distribution, rate, pools, scheduledFor };
}

export interface ChangedSlots {
  readonly slots: readonly WaitingSlot[];
  readonly poolsWithLastSlot: readonly Pool[];
}

/**
 * Changes one of the waiting slots: first its amounts, then its time, and with that the pools that go with the last
 * slot. Another amount of a pool, given for a slot that is not the last, makes that pool the slots' own from then on;
 * an amount that the slot has already changes nothing. So no change of a time adds to a pool or takes from it. Pure.
 * @param key of the slot to change, which is one of `slots`
 * @param poolsWithLastSlot the pools that go with whichever slot is the last
 * @throws InvalidDeclarationError when the time is not right
 */
export function changeSlot(
  slots: readonly WaitingSlot[],
  key: string,
  patch: SlotPatch,
  poolsWithLastSlot: readonly Pool[],
  clock: DayClock,
): ChangedSlots {
  const problems: FieldProblem[] = [];
  const isAsked = (slot: WaitingSlot): boolean => slot.distribution.key === key;
  const last = lastInTime(slots);
  const changed = slots.map((slot) => (isAsked(slot) ? changedSlot(slot, patch, clock, problems) : slot));
  refuse(problems);
  const following = poolsWithLastSlot.filter((pool) =>
    slots.every(
      (slot) => !isAsked(slot) || slot === last || (patch.pools?.[pool] ?? slot.pools[pool]) === slot.pools[pool],
    ),
  );
  return { slots: gatherPools(changed, following), poolsWithLastSlot: following };
}

function changedSlot(slot: WaitingSlot, patch: SlotPatch, clock: DayClock, problems: FieldProblem[]): WaitingSlot {
  const { scheduledFor } = patch;
  return {
    distribution: slot.distribution,
    ...valuesAsked(slot, patch),
    scheduledFor:
      scheduledFor === undefined ? slot.scheduledFor : readTime('scheduledFor', scheduledFor, clock, problems),
  };
}

/** @throws InvalidDeclarationError when the patch is empty */
export function assertAsksSomething(patch: SlotPatch): void {
  if (!asksNothing(patch)) return;
  throw new InvalidDeclarationError(
    ['scheduledFor', 'rosPercentage', ...AMOUNT_FIELDS].map((field) => ({
      field,
      message: 'must be given, or one of the others must',
    })),
  );
}

/**
 * Gives the pools that go with the last slot to the last of these slots (docs/specification.md 2, Slots). Only what
 * waiting slots carry moves: a pool that a slot has begun to pay stays where it is. Pure.
 * @param cancelled what slots carried whose pools the others inherit
 */
export function gatherPools(
  slots: readonly WaitingSlot[],
  poolsWithLastSlot: readonly Pool[],
  cancelled: readonly DayValues[] = [],
): WaitingSlot[] {
  const last = lastInTime(slots);
  const all: readonly DayValues[] = [...slots, ...cancelled];
  return slots.map((slot) => {
    const pools = perPool((pool) => {
      if (!poolsWithLastSlot.includes(pool)) return slot.pools[pool];
      return slot === last ? sumMoney(all.map((other) => other.pools[pool])) : ZERO;
    });
    return { ...slot, pools };
  });
}

/** Of slots at one instant the one with the highest number runs last. */
function lastInTime(slots: readonly WaitingSlot[]): WaitingSlot | undefined {
  const number = ({ distribution }: WaitingSlot): number => distribution.slotNumber ?? 0;
  return [...slots].sort((a, b) => a.scheduledFor.getTime() - b.scheduledFor.getTime() || number(a) - number(b)).at(-1);
}

/**
 * What is declared for a day after slots of it were changed: less where they pay less, and where they pay more first what
 * nothing was to pay yet, then more. Pure.
 * @param before what all of the day's slots paid or were to pay together, and `after`: what they do now
 */
export function declaredAfter(declared: DayValues, before: DayValues, after: DayValues): DayValues {
  const follow = (was: bigint, sumBefore: bigint, sumAfter: bigint): bigint => {
    const lowered = sumAfter < sumBefore ? was - (sumBefore - sumAfter) : was;
    return lowered > sumAfter ? lowered : sumAfter;
  };
  return {
    rate: rateFromMicros(follow(declared.rate, before.rate, after.rate)),
    pools: perPool((pool) => moneyFromMicros(follow(declared.pools[pool], before.pools[pool], after.pools[pool]))),
  };
}

/** Whether the slot is to pay something else, or at another time, than what is stored. */
export function isChanged(slot: WaitingSlot): boolean {
  const { distribution, scheduledFor } = slot;
  return !isSamePay(slot, distribution) || scheduledFor.getTime() !== distribution.scheduledFor.getTime();
}
