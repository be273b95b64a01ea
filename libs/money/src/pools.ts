import { ZERO } from './money.js';
import type { Money } from './money.js';

/** The pools of a day, in the order in which they are paid. */
export const POOLS = ['premium', 'performance'] as const;
export type Pool = (typeof POOLS)[number];

/** One of something for each pool. */
export type PerPool<T> = Readonly<Record<Pool, T>>;

/** Every name that a pool has, one row for each pool. The names of fields are those of documents and of REST bodies. */
export const POOL_NAMES = {
  premium: {
    /** The phase of a slot that pays it, and the type of its ledger entries. */
    phase: 'PREMIUM',
    entryType: 'PREMIUM_POOL',
    /** The type of the entries that take such a share back. */
    reversalType: 'PREMIUM_POOL_REVERSAL',
    /** As its receivers read it. */
    title: 'Premium Pool Share',
    /** The field of its amount. */
    amount: 'premiumPoolAmount',
    /** The field of what is told about it. */
    view: 'premiumPool',
    /** The field of what its last execution paid. */
    stats: 'premiumPoolStats',
    /** The field of a plan: how many share it. */
    qualifiers: 'premiumQualifiers',
    /** The field of a slot's rules: whose ranks share it. */
    ranks: 'premiumRanks',
    /** The field of a plan: into which shares it is split. */
    split: 'premiumSplit',
    /** The field of a plan: a digest of those who share it. */
    receivers: 'premiumReceivers',
  },
  performance: {
    phase: 'PERFORMANCE',
    entryType: 'PERFORMANCE_POOL',
    reversalType: 'PERFORMANCE_POOL_REVERSAL',
    title: 'Performance Pool Share',
    amount: 'performancePoolAmount',
    view: 'performancePool',
    stats: 'performancePoolStats',
    qualifiers: 'performanceQualifiers',
    ranks: 'performanceRanks',
    split: 'performanceSplit',
    receivers: 'performanceReceivers',
  },
} as const satisfies PerPool<Readonly<Record<string, string>>>;

/** A column of the names that names fields. */
export type PoolField = 'amount' | 'view' | 'stats' | 'qualifiers' | 'ranks' | 'split' | 'receivers';

type PoolFieldName<F extends PoolField> = (typeof POOL_NAMES)[Pool][F];

/** One field for each pool, by the names of a column: `{ premiumPoolAmount: T, performancePoolAmount: T }`. */
export type PoolFields<F extends PoolField, T> = Readonly<Record<PoolFieldName<F>, T>>;

/** @returns what `of` gives for each pool */
export function perPool<T>(of: (pool: Pool) => T): PerPool<T> {
  return { premium: of('premium'), performance: of('performance') };
}

/** Nothing in any pool. */
export const NO_POOLS: PerPool<Money> = perPool(() => ZERO);

/** @returns the values as fields of a document or body: `{ premiumPoolAmount: …, performancePoolAmount: … }` */
export function toPoolFields<F extends PoolField, T>(field: F, values: PerPool<T>): PoolFields<F, T> {
  return Object.fromEntries(POOLS.map((pool) => [POOL_NAMES[pool][field], values[pool]])) as PoolFields<F, T>;
}

/** The inverse of `toPoolFields`; other fields of the document or body do not matter. */
export function fromPoolFields<F extends PoolField, D extends Partial<PoolFields<F, unknown>>>(
  field: F,
  fields: D,
): PerPool<D[PoolFieldName<F>]> {
  return perPool((pool) => fields[POOL_NAMES[pool][field]]);
}
