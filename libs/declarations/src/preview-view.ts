import { moneyToNumber, rateToNumber, splitPoolFloor6, sumMoney, ZERO, type Money } from '#lib/money';
import { sumValues, type DayValues, type PoolField } from './day-rules.js';
import type { ValuesView } from './declaration-view.js';
import type { RosResult } from './ros-forecast.js';

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
}

export interface RosPreview {
  readonly stakes: number;
  readonly users: number;
  readonly total: number;
  /** Stakes that reach their cap with this slot. */
  readonly cappedStakes: number;
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

export interface PreviewSlotView {
  readonly slotNumber: number | null;
  readonly scheduledFor: Date;
  readonly rosPercentage: number;
  readonly premiumPoolAmount: number;
  readonly performancePoolAmount: number;
  readonly ros: RosPreview;
  readonly premiumPool: PoolPreview;
  readonly performancePool: PoolPreview;
  readonly total: number;
}

/** What a day would pay now (spec.md 3.2). Money is USDT as a number. */
export interface PreviewView {
  readonly today: string;
  readonly multiSlotEnabled: boolean;
  readonly values: Omit<ValuesView, 'description'>;
  readonly distributionSlots: readonly PreviewSlotView[];
  readonly total: number;
}

/** Pure. @param ros one result per slot, in their order */
export function previewView(
  { date, multiSlot, slots }: PreviewedDay,
  ros: readonly RosResult[],
  qualifiers: Readonly<Record<PoolField, number>>,
): PreviewView {
  const { rate, premiumPool, performancePool } = sumValues(slots);
  const previewed = slots.map((slot, index) => previewSlot(slot, ros[index] ?? NOTHING, qualifiers));
  return {
    today: date,
    multiSlotEnabled: multiSlot,
    values: {
      rosPercentage: rateToNumber(rate),
      premiumPoolAmount: moneyToNumber(premiumPool),
      performancePoolAmount: moneyToNumber(performancePool),
    },
    distributionSlots: previewed.map(({ view }) => view),
    total: moneyToNumber(sumMoney(previewed.map(({ total }) => total))),
  };
}

const NOTHING: RosResult = { stakes: 0, users: 0, total: ZERO, capped: 0, unpayable: {} };

function previewSlot(
  slot: PreviewedSlot,
  ros: RosResult,
  qualifiers: Readonly<Record<PoolField, number>>,
): { view: PreviewSlotView; total: Money } {
  const premium = qualifiers.premiumPool === 0 ? ZERO : slot.premiumPool;
  const performance = qualifiers.performancePool === 0 ? ZERO : slot.performancePool;
  const total = sumMoney([ros.total, premium, performance]);
  const view: PreviewSlotView = {
    slotNumber: slot.slotNumber,
    scheduledFor: slot.scheduledFor,
    rosPercentage: rateToNumber(slot.rate),
    premiumPoolAmount: moneyToNumber(slot.premiumPool),
    performancePoolAmount: moneyToNumber(slot.performancePool),
    ros: {
      stakes: ros.stakes,
      users: ros.users,
      total: moneyToNumber(ros.total),
      cappedStakes: ros.capped,
      unpayable: {
        count: Object.values(ros.unpayable).reduce((sum, count) => sum + count, 0),
        byReason: ros.unpayable,
      },
    },
    premiumPool: poolPreview(slot.premiumPool, qualifiers.premiumPool),
    performancePool: poolPreview(slot.performancePool, qualifiers.performancePool),
    total: moneyToNumber(total),
  };
  return { view, total };
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
