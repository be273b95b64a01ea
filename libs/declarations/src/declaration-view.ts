import type { Account } from '#lib/accounts';
import { sumPaid, type Slot, type SlotProgress } from '#lib/slots';
import {
  POOLS,
  POOL_NAMES,
  moneyToNumber,
  perPool,
  rateToNumber,
  sumMoney,
  toPoolFields,
  type Money,
  type PerPool,
  type PoolFields,
} from '#lib/money';
import type { QualifierCount } from '#lib/qualifiers';
import type { DayValues } from './day-rules.js';
import type { Declaration, Declared } from './declaration.js';
import { carrying, distributedAt, isDistributed } from './parts.js';

/** Declarations in the words of the REST contract (docs/specification.md 3.1). Money is USDT as a number. Pure. */
export interface DeclaredBy {
  readonly _id: string;
  readonly email: string;
  readonly username: string;
}

export interface AmountsView extends PoolFields<'amount', number> {
  readonly rosPercentage: number;
}

export interface ValuesView extends AmountsView {
  readonly description: string;
}

export interface PoolPaidView {
  /** Users who received. */
  readonly distributed: number;
  readonly totalDistributed: number;
}

export interface PoolDistributionView extends PoolFields<'view', PoolPaidView> {
  readonly distributed: boolean;
  readonly distributedAt: Date | null;
  readonly totalDistributed: number;
}

export type QualifiersView = PoolFields<'view', QualifierCount>;

/** @typeParam D null is for pools without a date */
export interface DeclarationView<D extends string | null = string> {
  readonly declaration: ValuesView & {
    readonly date: D;
    readonly totalPoolAmount: number;
    readonly declaredBy: DeclaredBy | null;
    readonly declaredAt: Date;
  };
  readonly poolDistribution: PoolDistributionView;
  readonly rosDistribution: {
    readonly scheduled: boolean;
    readonly scheduledFor: Date | null;
    readonly distributed: boolean;
    readonly distributedAt: Date | null;
  };
  readonly qualifiers: QualifiersView;
}

export interface ListedDeclaration extends ValuesView {
  readonly date: string;
  readonly totalPoolAmount: number;
  readonly poolsDistributed: boolean;
  readonly poolsDistributedAt: Date | null;
  readonly rosDistributed: boolean;
  readonly rosDistributedAt: Date | null;
  readonly declaredBy: DeclaredBy | null;
  readonly declaredAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Everything that a declaration is shown with. */
export interface DeclarationFacts<D extends string | null = string> {
  readonly declaration: Declared<D>;
  readonly distributions: readonly Slot[];
  readonly progress: ReadonlyMap<string, SlotProgress>;
  readonly declaredBy: Account | undefined;
}

export function valuesView(declaration: Declared<string | null>): ValuesView {
  return { ...amountsView(declaration), description: declaration.description };
}

export function amountsView({ rate, pools }: DayValues): AmountsView {
  return {
    rosPercentage: rateToNumber(rate),
    ...toPoolFields(
      'amount',
      perPool((pool) => moneyToNumber(pools[pool])),
    ),
  };
}

export function declarationView<D extends string | null>(
  facts: DeclarationFacts<D>,
  qualifiers: QualifiersView,
): DeclarationView<D> {
  const { declaration, distributions } = facts;
  const ros = carrying(distributions, 'ros');
  const scheduled = ros.filter(({ status }) => status === 'PENDING');
  return {
    declaration: {
      date: declaration.date,
      ...valuesView(declaration),
      totalPoolAmount: moneyToNumber(totalOf(declaration.pools)),
      declaredBy: declaredByView(facts.declaredBy),
      declaredAt: declaration.declaredAt,
    },
    poolDistribution: poolDistributionView(facts),
    rosDistribution: {
      scheduled: scheduled.length > 0,
      scheduledFor: scheduled[0]?.scheduledFor ?? null,
      distributed: isDistributed(declaration, distributions, 'ros'),
      distributedAt: distributedAt(declaration, distributions, 'ros'),
    },
    qualifiers,
  };
}

export function poolDistributionView({
  declaration,
  distributions,
  progress,
}: Pick<DeclarationFacts<string | null>, 'declaration' | 'distributions' | 'progress'>): PoolDistributionView {
  const phases = sumPaid(progressOf(distributions, progress));
  const paid = perPool((pool) => phases[POOL_NAMES[pool].phase]);
  return {
    distributed: isDistributed(declaration, distributions, 'pools'),
    distributedAt: distributedAt(declaration, distributions, 'pools'),
    ...toPoolFields(
      'view',
      perPool((pool) => ({ distributed: paid[pool].count, totalDistributed: moneyToNumber(paid[pool].total) })),
    ),
    totalDistributed: moneyToNumber(totalOf(perPool((pool) => paid[pool].total))),
  };
}

export function progressOf(
  distributions: readonly Slot[],
  progress: ReadonlyMap<string, SlotProgress>,
): SlotProgress[] {
  return distributions.flatMap(({ _id }) => progress.get(_id.toHexString()) ?? []);
}

export function listedDeclaration(
  declaration: Declaration,
  distributions: readonly Slot[],
  declaredBy: Account | undefined,
): ListedDeclaration {
  return {
    date: declaration.date,
    ...valuesView(declaration),
    totalPoolAmount: moneyToNumber(totalOf(declaration.pools)),
    poolsDistributed: isDistributed(declaration, distributions, 'pools'),
    poolsDistributedAt: distributedAt(declaration, distributions, 'pools'),
    rosDistributed: isDistributed(declaration, distributions, 'ros'),
    rosDistributedAt: distributedAt(declaration, distributions, 'ros'),
    declaredBy: declaredByView(declaredBy),
    declaredAt: declaration.declaredAt,
    createdAt: declaration.createdAt,
    updatedAt: declaration.updatedAt,
  };
}

/** All pools together. */
export function totalOf(pools: PerPool<Money>): Money {
  return sumMoney(POOLS.map((pool) => pools[pool]));
}

function declaredByView(account: Account | undefined): DeclaredBy | null {
  if (account === undefined) return null;
  return { _id: account.id.toHexString(), email: account.email, username: account.username };
}
