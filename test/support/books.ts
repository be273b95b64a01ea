import type { Connection, Types } from 'mongoose';

export type PhaseName = 'ROS' | 'PREMIUM' | 'PERFORMANCE';

export const ENTRY_TYPE: Readonly<Record<PhaseName, string>> = {
  ROS: 'ROI_EARNED',
  PREMIUM: 'PREMIUM_POOL',
  PERFORMANCE: 'PERFORMANCE_POOL',
};

export const REVERSAL_TYPE: Readonly<Record<PhaseName, string>> = {
  ROS: 'ROI_REVERSAL',
  PREMIUM: 'PREMIUM_POOL_REVERSAL',
  PERFORMANCE: 'PERFORMANCE_POOL_REVERSAL',
};

export interface UserBook {
  readonly _id: Types.ObjectId;
  readonly rank?: string;
  readonly isActive?: boolean;
  readonly premiumQualified?: boolean;
  readonly wallets?: { readonly earnings?: unknown };
}

export interface StakeBook {
  readonly _id: Types.ObjectId;
  readonly userId?: unknown;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
  readonly status?: string;
  readonly activatedAt?: Date;
}

export interface EntryBook {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly stakeId?: Types.ObjectId;
  readonly type: string;
  readonly amount: unknown;
  readonly distributionId: Types.ObjectId | null;
  readonly subjectId: Types.ObjectId;
  readonly reverses?: Types.ObjectId;
  readonly order?: number;
  readonly createdAt: Date;
}

export interface DistributionBook {
  readonly _id: Types.ObjectId;
  readonly key: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly rosPercentage: unknown;
  readonly premiumPoolAmount: unknown;
  readonly performancePoolAmount: unknown;
  readonly scheduledFor: Date;
  readonly startedAt: Date | null;
  readonly executedAt: Date | null;
  readonly attempts: number;
  readonly revision: number;
  readonly run: {
    readonly kind: string;
    readonly state: 'REQUESTED' | 'EXECUTING' | 'ENDED';
    readonly worker: string | null;
    readonly leaseUntil: Date | null;
  };
  readonly rules: { readonly capPercent: number };
  readonly plan: {
    readonly active: number;
    readonly stakes: number;
    readonly activatedLater: number;
    readonly withoutActivation: number;
  } | null;
  readonly accounted: Readonly<
    Record<'paid' | 'capped' | 'nothing' | 'failed' | 'left' | 'joined', number> & { reversed?: number }
  > | null;
  readonly reversal?: {
    readonly outcome: string | null;
    readonly error: string | null;
    readonly total: number;
    readonly reversed: number;
    readonly failed: number;
    readonly amount: unknown;
    readonly reinstatedAt: Date | null;
  };
  readonly totals: Readonly<Record<PhaseName, { readonly count: number; readonly total: unknown }>> | null;
  readonly usersProcessed: number;
  readonly processedStakes: number;
  readonly totalDistributed: unknown;
  readonly errors: number;
  readonly reason: string | null;
  readonly error: string | null;
}

export interface ChunkBook {
  readonly _id: Types.ObjectId;
  readonly distributionId: Types.ObjectId;
  readonly phase: PhaseName;
  readonly index: number;
  readonly status: 'OPEN' | 'PAID' | 'FAILED';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly paid: number;
  readonly total: unknown;
}

export interface FailureBook {
  readonly _id: Types.ObjectId;
  readonly distributionId: Types.ObjectId;
  readonly type: string;
  readonly subjectId: Types.ObjectId;
  readonly reason: string;
  readonly resolved: boolean;
}

/** Everything that tells about money, as it stands, in memory. */
export interface Books {
  readonly users: readonly UserBook[];
  readonly stakes: readonly StakeBook[];
  readonly entries: readonly EntryBook[];
  readonly distributions: readonly DistributionBook[];
  readonly chunks: readonly ChunkBook[];
  readonly failures: readonly FailureBook[];
  readonly readAt: Date;
}

/** Reads the collections by their names in the contract (docs/specification.md 4), past all code of the product. */
export async function readBooks(connection: Connection): Promise<Books> {
  const all = async <T>(collection: string): Promise<T[]> =>
    (await connection.collection(collection).find({}, { batchSize: 20_000 }).toArray()) as T[];
  return {
    users: await all<UserBook>('users'),
    stakes: await all<StakeBook>('stakes'),
    entries: await all<EntryBook>('transactions'),
    distributions: await all<DistributionBook>('distributions'),
    chunks: await all<ChunkBook>('distributionchunks'),
    failures: await all<FailureBook>('distributionfailures'),
    readAt: new Date(),
  };
}

/** The payouts of a type in a slot that nothing has taken back. */
export function standingPayouts({ entries }: Books, { _id }: DistributionBook, phase: PhaseName): EntryBook[] {
  const own = entries.filter(({ distributionId }) => hex(distributionId) === hex(_id));
  const undone = new Set(own.flatMap(({ reverses }) => (reverses === undefined ? [] : [hex(reverses)])));
  return own.filter((entry) => entry.type === ENTRY_TYPE[phase] && !undone.has(hex(entry._id)));
}

export function isReversed({ reversal }: DistributionBook): boolean {
  return reversal !== undefined && reversal.reinstatedAt === null;
}

export function hex(id: unknown): string {
  return String(id);
}

/** Groups by a key. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
