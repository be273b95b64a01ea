import type { Account } from '#lib/accounts';
import { sumPaid, type Distribution, type SlotProgress } from '#lib/slots';
import { addMoney, moneyToNumber, rateToNumber } from '#lib/money';
import type { QualifierCount } from '#lib/qualifiers';
import { valuesOf } from './declaration-store.js';
import type { Declaration } from './declaration.schema.js';
import { carrying, distributedAt, isDistributed } from './parts.js';

/** Declarations in the words of the REST contract (spec.md 3.1). Money is USDT as a number. Pure. */
export interface DeclaredBy {
  readonly _id: string;
  readonly email: string;
  readonly username: string;
}

export interface ValuesView {
  readonly rosPercentage: number;
  readonly premiumPoolAmount: number;
  readonly performancePoolAmount: number;
  readonly description: string;
}

export interface PoolPaidView {
  /** Users who received. */
  readonly distributed: number;
  readonly totalDistributed: number;
}

export interface PoolDistributionView {
  readonly distributed: boolean;
  readonly distributedAt: Date | null;
  readonly performancePool: PoolPaidView;
  readonly premiumPool: PoolPaidView;
  readonly totalDistributed: number;
}

export interface QualifiersView {
  readonly performancePool: QualifierCount;
  readonly premiumPool: QualifierCount;
}

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

/** What of a declaration is shown. */
export type Declared<D extends string | null = string> = Pick<
  Declaration,
  'premiumPoolAmount' | 'performancePoolAmount' | 'rosPercentage' | 'description' | 'declaredBy' | 'declaredAt'
> & { readonly date: D };

/** Everything that a declaration is shown with. */
export interface DeclarationFacts<D extends string | null = string> {
  readonly declaration: Declared<D>;
  readonly distributions: readonly Distribution[];
  readonly progress: ReadonlyMap<string, SlotProgress>;
  readonly declaredBy: Account | undefined;
}

export function valuesView(declaration: Declared<string | null>): ValuesView {
  const values = valuesOf(declaration);
  return {
    rosPercentage: rateToNumber(values.rate),
    premiumPoolAmount: moneyToNumber(values.premiumPool),
    performancePoolAmount: moneyToNumber(values.performancePool),
    description: declaration.description,
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
      totalPoolAmount: totalPool(declaration),
      declaredBy: declaredByView(facts.declaredBy),
      declaredAt: declaration.declaredAt,
    },
    poolDistribution: poolDistributionView(facts),
    rosDistribution: {
      scheduled: scheduled.length > 0,
      scheduledFor: scheduled[0]?.scheduledFor ?? null,
      distributed: isDistributed(distributions, 'ros'),
      distributedAt: distributedAt(distributions, 'ros'),
    },
    qualifiers,
  };
}

export function poolDistributionView({
  distributions,
  progress,
}: Pick<DeclarationFacts, 'distributions' | 'progress'>): PoolDistributionView {
  const paid = sumPaid(progressOf(distributions, progress));
  return {
    distributed: isDistributed(distributions, 'pools'),
    distributedAt: distributedAt(distributions, 'pools'),
    performancePool: {
      distributed: paid.PERFORMANCE.count,
      totalDistributed: moneyToNumber(paid.PERFORMANCE.total),
    },
    premiumPool: { distributed: paid.PREMIUM.count, totalDistributed: moneyToNumber(paid.PREMIUM.total) },
    totalDistributed: moneyToNumber(addMoney(paid.PREMIUM.total, paid.PERFORMANCE.total)),
  };
}

export function progressOf(
  distributions: readonly Distribution[],
  progress: ReadonlyMap<string, SlotProgress>,
): SlotProgress[] {
  return distributions.flatMap(({ _id }) => progress.get(_id.toHexString()) ?? []);
}

export function listedDeclaration(
  declaration: Declaration,
  distributions: readonly Distribution[],
  declaredBy: Account | undefined,
): ListedDeclaration {
  return {
    date: declaration.date,
    ...valuesView(declaration),
    totalPoolAmount: totalPool(declaration),
    poolsDistributed: isDistributed(distributions, 'pools'),
    poolsDistributedAt: distributedAt(distributions, 'pools'),
    rosDistributed: isDistributed(distributions, 'ros'),
    rosDistributedAt: distributedAt(distributions, 'ros'),
    declaredBy: declaredByView(declaredBy),
    declaredAt: declaration.declaredAt,
    createdAt: declaration.createdAt,
    updatedAt: declaration.updatedAt,
  };
}

function totalPool(declaration: Declared<string | null>): number {
  const { premiumPool, performancePool } = valuesOf(declaration);
  return moneyToNumber(addMoney(premiumPool, performancePool));
}

function declaredByView(account: Account | undefined): DeclaredBy | null {
  if (account === undefined) return null;
  return { _id: account.id.toHexString(), email: account.email, username: account.username };
}
