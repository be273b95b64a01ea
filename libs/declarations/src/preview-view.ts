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
import { sumValues, type DayValues } from './day-rules.js';
import { amountsView, type AmountsView } from './declaration-view.js';
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
}

/** Pure. @param ros one result per slot, in their order */
export function previewView(
  { date, multiSlot, slots }: PreviewedDay,
  ros: readonly RosResult[],
  qualifiers: PerPool<number>,
): PreviewView {
  const previewed = slots.map((slot, index) => previewSlot(slot, ros[index] ?? NOTHING, qualifiers));
  return {
    today: date,
    multiSlotEnabled: multiSlot,
    values: amountsView(sumValues(slots)),
    distributionSlots: previewed.map(({ view }) => view),
    total: moneyToNumber(sumMoney(previewed.map(({ total }) => total))),
  };
}

const NOTHING: RosResult = { stakes: 0, users: 0, total: ZERO, capped: 0, unpayable: {} };

function previewSlot(
  slot: PreviewedSlot,
  ros: RosResult,
  qualifiers: PerPool<number>,
): { view: PreviewSlotView; total: Money } {
  const shared = POOLS.filter((pool) => qualifiers[pool] > 0).map((pool) => slot.pools[pool]);
  const total = sumMoney([ros.total, ...shared]);
  const view: PreviewSlotView = {
    slotNumber: slot.slotNumber,
    scheduledFor: slot.scheduledFor,
    ...amountsView(slot),
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
    ...toPoolFields(
      'view',
      perPool((pool) => poolPreview(slot.pools[pool], qualifiers[pool])),
    ),
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
