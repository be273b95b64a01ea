import type { Types } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal, rateFromDecimal, type Decimal128 } from '#lib/database';
import {
  POOLS,
  POOL_NAMES,
  fromPoolFields,
  perPool,
  toPoolFields,
  type Money,
  type PerPool,
  type Pool,
  type PoolFields,
} from '#lib/money';
import type { DayValues } from './day-rules.js';
import type { StoredDeclaration } from './declaration.schema.js';

/** What an admin declared. @typeParam D null is for pools without a date */
export interface Declared<D extends string | null = string> extends DayValues {
  readonly date: D;
  readonly description: string;
  readonly declaredBy: Types.ObjectId;
  readonly declaredAt: Date;
}

/** What an admin declared for a date. */
export interface Declaration extends Declared {
  /** The day is queued as several slots. */
  readonly multiSlotEnabled: boolean;
  /** The pools that belong to whichever slot is the last in time, not to the slots that named them. */
  readonly poolsWithLastSlot: readonly Pool[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * A declaration from its document; the only place where that is decoded.
 * @throws NotAnAmountError if an amount of it is not exact
 */
export function declarationFromStored(stored: StoredDeclaration): Declaration {
  const { date, description, declaredBy, declaredAt, multiSlotEnabled, createdAt, updatedAt } = stored;
  return {
    ...{ date, description, declaredBy, declaredAt, multiSlotEnabled, createdAt, updatedAt },
    rate: rateFromDecimal(stored.rosPercentage),
    pools: poolsFromStored(stored),
    poolsWithLastSlot: POOLS.filter((pool) => stored.poolsWithLastSlot?.includes(POOL_NAMES[pool].view) === true),
  };
}

/** @throws NotAnAmountError if an amount is not exact */
export function poolsFromStored(stored: PoolFields<'amount', Decimal128>): PerPool<Money> {
  const amounts = fromPoolFields('amount', stored);
  return perPool((pool) => moneyFromDecimal(amounts[pool]));
}

export function poolsToStored(pools: PerPool<Money>): PoolFields<'amount', Decimal128> {
  return toPoolFields(
    'amount',
    perPool((pool) => moneyToDecimal(pools[pool])),
  );
}
