import { moneyFromDecimal, moneyToDecimal, rateFromDecimal } from '#lib/database';
import {
  ZERO,
  fromPoolFields,
  perPool,
  toPoolFields,
  type Money,
  type PerPool,
  type PoolFields,
  type PoolSplit,
  type Rate,
} from '#lib/money';
import { perPhase, type PerPhase } from './phases.js';
import type {
  StoredLegacyOrigin,
  StoredPlan,
  StoredReversal,
  StoredRules,
  StoredSlot,
  StoredSplit,
} from './slot.schema.js';

/** What a phase has paid: stakes for ROS, users for the pools. */
export interface PhaseTotal {
  readonly count: number;
  readonly total: Money;
}

/** What planning froze; see `StoredPlan`. */
export type SlotPlan = Readonly<Omit<StoredPlan, PoolFieldsOfPlan | 'splitOwners'>> & {
  /** Owners whose stakes are in several chunks. */
  readonly splitOwners: number;
  /** How many share each pool; 0 for a pool that the slot does not pay. */
  readonly qualifiers: PerPool<number>;
  /** Into which shares each pool is split; null for one that nobody shares, or whose chunks hold the shares. */
  readonly splits: PerPool<PoolSplit | null>;
  /** A digest of those who share each pool, see `ReceiversDigest`; null where the plan has no split. */
  readonly receivers: PerPool<string | null>;
};

type PoolFieldsOfPlan = keyof PoolFields<'qualifiers' | 'split' | 'receivers', unknown>;

/** The rules that a slot is paid by, frozen when it is accepted; see `StoredRules`. */
export type SlotRules = Readonly<Omit<StoredRules, 'premiumRanks' | 'performanceRanks'>> & {
  readonly ranks: PerPool<readonly string[]>;
};

/** What the system before this one says of a slot that it left unpaid; see `StoredLegacyOrigin`. */
export type LegacyOrigin = Readonly<Omit<StoredLegacyOrigin, 'amount'>> & { readonly amount: Money };

/** What is taken back of what a slot had paid; see `StoredReversal`. */
export type Reversal = Readonly<Omit<StoredReversal, 'amount'>> & { readonly amount: Money };

type Encoded =
  'rosPercentage' | 'premiumPoolAmount' | 'performancePoolAmount' | 'rules' | 'plan' | 'totals' | 'legacy' | 'reversal';

/** A slot or manual run. Its other fields are those of the document. */
export interface Slot extends Readonly<Omit<StoredSlot, Encoded | 'totalDistributed' | 'running'>> {
  readonly rate: Rate;
  readonly pools: PerPool<Money>;
  readonly rules: SlotRules;
  /** Null until it is planned. */
  readonly plan: SlotPlan | null;
  /** Null until it has ended. */
  readonly totals: PerPhase<PhaseTotal> | null;
  readonly totalDistributed: Money;
  /** Null where nothing was ever taken back. */
  readonly reversal: Reversal | null;
  /** Null but for what another system left unpaid. */
  readonly legacy: LegacyOrigin | null;
}

/**
 * A slot from its document; the only place where that is decoded. A field is read when it is asked for, and throws
 * `NotAnAmountError` then if no exact amount stands there: a slot whose document is broken can still be claimed, failed,
 * alerted and proved.
 */
export function slotFromStored(stored: StoredSlot): Slot {
  const { rosPercentage, premiumPoolAmount, performancePoolAmount, ...others } = stored;
  const { rules, plan, totals, totalDistributed, reversal = null, legacy = null, ...plain } = others;
  return {
    ...plain,
    get rate() {
      return rateFromDecimal(rosPercentage);
    },
    get pools() {
      const amounts = fromPoolFields('amount', { premiumPoolAmount, performancePoolAmount });
      return perPool((pool) => moneyFromDecimal(amounts[pool]));
    },
    get rules() {
      const { capPercent, timeZone } = rules;
      return { capPercent, timeZone, ranks: fromPoolFields('ranks', rules) };
    },
    get plan() {
      return plan === null ? null : planFromStored(plan);
    },
    get totals() {
      return totals === null ? null : totalsFromStored(totals);
    },
    get reversal() {
      return reversal === null ? null : { ...reversal, amount: moneyFromDecimal(reversal.amount) };
    },
    get legacy() {
      return legacy === null ? null : { ...legacy, amount: moneyFromDecimal(legacy.amount) };
    },
    get totalDistributed() {
      return moneyFromDecimal(totalDistributed);
    },
  };
}

function planFromStored(plan: StoredPlan): SlotPlan {
  const { at, active, stakes, activatedLater, withoutActivation, splitOwners = 0, chunks, tookMs } = plan;
  const qualifiers = fromPoolFields('qualifiers', plan);
  const digests = fromPoolFields('receivers', plan);
  return {
    ...{ at, active, stakes, activatedLater, withoutActivation, splitOwners, qualifiers, chunks, tookMs },
    receivers: perPool((pool) => digests[pool] ?? null),
    get splits() {
      const splits = fromPoolFields('split', plan);
      return perPool((pool) => splitFromStored(splits[pool]));
    },
  };
}

/** @throws NotAnAmountError if no exact amount stands there */
export function splitFromStored(split: StoredSplit | null | undefined): PoolSplit | null {
  if (split === null || split === undefined) return null;
  return { share: moneyFromDecimal(split.share), extraCount: Number(split.extraCount) };
}

function totalsFromStored(totals: NonNullable<StoredSlot['totals']>): PerPhase<PhaseTotal> {
  return perPhase((phase) => {
    const total = totals[phase];
    return total === undefined
      ? { count: 0, total: ZERO }
      : { count: total.count, total: moneyFromDecimal(total.total) };
  });
}

/** A plan as the slot's document holds it. */
export function planToStored({ qualifiers, splits, receivers, ...plain }: SlotPlan): StoredPlan {
  const stored = perPool((pool) => {
    const split = splits[pool];
    return split === null ? null : { share: moneyToDecimal(split.share), extraCount: split.extraCount };
  });
  return {
    ...plain,
    ...toPoolFields('qualifiers', qualifiers),
    ...toPoolFields('split', stored),
    ...toPoolFields('receivers', receivers),
  };
}

/** Rules as the slot's document holds them. */
export function rulesToStored({ ranks, ...plain }: SlotRules): StoredRules {
  return { ...plain, ...toPoolFields('ranks', ranks) };
}
