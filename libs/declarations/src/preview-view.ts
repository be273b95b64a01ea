import { createHash } from 'node:crypto';
import {
  POOLS,
  ZERO,
  moneyToNumber,
  perPool,
  splitPoolFloor6,
  sumMoney,
  toPoolFields,
  type Money,
  type PerPool,
  type PoolFields,
} from '#lib/money';
import type { NotDue } from '#lib/stakes';
import { sumValues, type DayValues } from './day-rules.js';
import { amountsView, type AmountsView } from './declaration-view.js';
import { NO_ROS, type RosResult } from './ros-forecast.js';

/** A slot that is previewed. */
export interface PreviewedSlot extends DayValues {
  readonly slotNumber: number | null;
  readonly scheduledFor: Date;
}

export interface PreviewedDay {
  readonly date: string;
  readonly multiSlot: boolean;
  /** In the order of their instants. */
  readonly slots: readonly PreviewedSlot[];
  /** When it was asked for: what has no time of its own is paid then. */
  readonly now: Date;
}

export interface RosPreview {
  readonly stakes: number;
  readonly users: number;
  readonly total: number;
  /** Stakes that reach their cap with this slot. */
  readonly cappedStakes: number;
  /** Every stake that is ACTIVE now: due and paid, at its cap, due nothing, unpayable; or not due. */
  readonly active: number;
  /** Due stakes that have earned up to their cap before. */
  readonly atCap: number;
  /** Due stakes whose payout rounds down to nothing. */
  readonly nothing: number;
  /** Stakes that are not due, and why. */
  readonly notDue: NotDue;
  /** Stakes that are due and cannot be paid; `byReason` as a failed record names it. */
  readonly unpayable: { readonly count: number; readonly byReason: Readonly<Record<string, number>> };
}

export interface PoolPreview {
  readonly qualifiers: number;
  readonly pool: number;
  /** Of each, rounded down to 0.000001 USDT. */
  readonly share: number;
  /** How many get 0.000001 USDT more, so that the shares add up to the pool. */
  readonly extra: number;
  /** 0 when nobody qualifies: the pool stays undistributed. */
  readonly total: number;
}

export interface PreviewSlotView extends AmountsView, PoolFields<'view', PoolPreview> {
  readonly slotNumber: number | null;
  readonly scheduledFor: Date;
  readonly ros: RosPreview;
  readonly total: number;
}

/** What a day would pay now (docs/specification.md 3.2). Money is USDT as a number. */
export interface PreviewView {
  readonly today: string;
  readonly multiSlotEnabled: boolean;
  readonly values: AmountsView;
  readonly distributionSlots: readonly PreviewSlotView[];
  readonly total: number;
  /** What is to be known before it is queued, in words. */
  readonly warnings: readonly string[];
  /** SHA-256 of what would be paid, in hexadecimal digits: the same as long as that is the same. */
  readonly manifest: string;
}

/** What of a preview is counted once for all of its slots. */
export interface PreviewCounts {
  readonly qualifiers: PerPool<number>;
  /** ACTIVE stakes that are due in none of the slots. */
  readonly notDue: NotDue;
  /** What adoption would still mend, in words. */
  readonly adoption: readonly string[];
  /** What limits, habit and who asks have to say of it, in words; left out: nothing. */
  readonly limits?: readonly string[];
}

/** @returns exactly what slots would pay, each pool that somebody shares included. Pure. */
export function totalOfSlots(
  slots: readonly PreviewedSlot[],
  ros: readonly RosResult[],
  counts: Pick<PreviewCounts, 'qualifiers' | 'notDue'>,
): Money {
  return sumMoney(previewSlots(slots, ros, counts).map(({ total }) => total));
}

function previewSlots(
  slots: readonly PreviewedSlot[],
  ros: readonly RosResult[],
  counts: Pick<PreviewCounts, 'qualifiers' | 'notDue'>,
): { view: PreviewSlotView; total: Money }[] {
  return slots.map((slot, index) => previewSlot(slot, ros[index] ?? NO_ROS, counts));
}

/** Pure. @param ros one result per slot, in their order */
export function previewView(
  { date, multiSlot, slots, now }: PreviewedDay,
  ros: readonly RosResult[],
  counts: PreviewCounts,
): PreviewView {
  const previewed = previewSlots(slots, ros, counts);
  const shown = {
    today: date,
    multiSlotEnabled: multiSlot,
    values: amountsView(sumValues(slots)),
    distributionSlots: previewed.map(({ view }) => view),
    total: moneyToNumber(sumMoney(previewed.map(({ total }) => total))),
  };
  const warnings = [...(counts.limits ?? []), ...stakeWarnings(previewed.map(({ view }) => view)), ...counts.adoption];
  return { ...shown, warnings, manifest: manifestOf(shown, now) };
}

/** With the instants of all but a distribution that has no time of its own: that is paid at once, whenever it is asked for. */
function manifestOf(shown: Omit<PreviewView, 'warnings' | 'manifest'>, now: Date): string {
  const atOnce = now.toISOString();
  const instants = (key: string, value: unknown): unknown =>
    key === 'scheduledFor' && value === atOnce ? 'at once' : value;
  return createHash('sha256').update(JSON.stringify(shown, instants)).digest('hex');
}

/**
 * Whether slots that are about to be queued are those that were shown. Pure.
 * @param now when they are queued: what has no time of its own has this one
 */
export function areAsShown(slots: readonly PreviewedSlot[], shown: readonly PreviewSlotView[], now: Date): boolean {
  return (
    slots.length === shown.length &&
    slots.every((slot, index) => {
      const before = shown[index];
      if (before === undefined || before.slotNumber !== slot.slotNumber) return false;
      const [at, shownAt] = [slot.scheduledFor.getTime(), before.scheduledFor.getTime()];
      const isSameTime = at === shownAt || (at === now.getTime() && shownAt <= at);
      const values = amountsView(slot);
      return (
        isSameTime && (Object.keys(values) as (keyof AmountsView)[]).every((name) => values[name] === before[name])
      );
    })
  );
}

function stakeWarnings(slots: readonly PreviewSlotView[]): string[] {
  const withoutActivation = Math.max(0, ...slots.map(({ ros }) => ros.notDue.withoutActivation));
  const none = slots.filter(({ ros }) => ros.active > 0 && ros.active === notDueOf(ros));
  return [
    ...none.map(({ slotNumber, ros }) => `${nameOf(slotNumber)}: none of ${ros.active} ACTIVE stakes would be due.`),
    ...(withoutActivation === 0
      ? []
      : [`${withoutActivation} ACTIVE stakes have no instant of activation and would not be paid.`]),
  ];
}

function notDueOf({ notDue }: RosPreview): number {
  return notDue.activatedLater + notDue.withoutActivation;
}

function nameOf(slotNumber: number | null): string {
  return slotNumber === null ? 'The distribution' : `Slot ${slotNumber}`;
}

function previewSlot(
  slot: PreviewedSlot,
  ros: RosResult,
  { qualifiers, notDue }: Pick<PreviewCounts, 'qualifiers' | 'notDue'>,
): { view: PreviewSlotView; total: Money } {
  const shared = POOLS.filter((pool) => qualifiers[pool] > 0).map((pool) => slot.pools[pool]);
  const total = sumMoney([ros.total, ...shared]);
  const view: PreviewSlotView = {
    slotNumber: slot.slotNumber,
    scheduledFor: slot.scheduledFor,
    ...amountsView(slot),
    ros: rosPreview(ros, slot.rate > 0n ? notDue : NONE),
    ...toPoolFields(
      'view',
      perPool((pool) => poolPreview(slot.pools[pool], qualifiers[pool])),
    ),
    total: moneyToNumber(total),
  };
  return { view, total };
}

const NONE: NotDue = { activatedLater: 0, withoutActivation: 0 };

function rosPreview(ros: RosResult, inNoSlot: NotDue): RosPreview {
  const { stakes, users, total, capped, atCap, nothing, unpayable } = ros;
  const failing = Object.values(unpayable).reduce((sum, count) => sum + count, 0);
  const activatedLater = inNoSlot.activatedLater + ros.activatedLater;
  const { withoutActivation } = inNoSlot;
  return {
    active: stakes + atCap + nothing + failing + activatedLater + withoutActivation,
    stakes,
    users,
    total: moneyToNumber(total),
    cappedStakes: capped,
    atCap,
    nothing,
    notDue: { activatedLater, withoutActivation },
    unpayable: { count: failing, byReason: unpayable },
  };
}

function poolPreview(pool: Money, qualifiers: number): PoolPreview {
  if (pool === ZERO || qualifiers === 0) {
    return { qualifiers, pool: moneyToNumber(pool), share: 0, extra: 0, total: 0 };
  }
  const { share, extraCount } = splitPoolFloor6(pool, qualifiers);
  return {
    qualifiers,
    pool: moneyToNumber(pool),
    share: moneyToNumber(share),
    extra: extraCount,
    total: moneyToNumber(pool),
  };
}
