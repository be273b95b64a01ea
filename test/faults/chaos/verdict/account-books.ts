import type { mongo } from 'mongoose';
import type { PhaseName } from '../../../support/books.js';

/** The collections as they stand, read past all code of the product; fields that may be odd are unknown. */
export interface AccountBooks {
  readonly users: readonly User[];
  readonly stakes: readonly Stake[];
  readonly entries: readonly Entry[];
  readonly slots: readonly Slot[];
  readonly chunks: readonly Chunk[];
  /** Those that stand. */
  readonly failures: readonly Failure[];
}

export interface User {
  readonly _id: mongo.ObjectId;
  readonly email: string;
  readonly rank?: unknown;
  readonly isActive?: unknown;
  readonly premiumQualified?: unknown;
  readonly wallets?: { readonly earnings?: unknown };
}

export interface Stake {
  readonly _id: mongo.ObjectId;
  readonly userId?: unknown;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
  readonly status?: unknown;
  readonly activatedAt?: unknown;
}

export interface Entry {
  readonly _id: mongo.ObjectId;
  readonly userId: unknown;
  readonly stakeId?: unknown;
  readonly subjectId: unknown;
  readonly type: string;
  readonly amount: unknown;
  readonly distributionId?: unknown;
  readonly createdAt: Date;
}

export interface Slot {
  readonly _id: mongo.ObjectId;
  readonly key: string;
  readonly kind: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly status: 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly rosPercentage: unknown;
  readonly premiumPoolAmount: unknown;
  readonly performancePoolAmount: unknown;
  readonly scheduledFor: Date;
  readonly attempts: number;
  readonly usersProcessed: number;
  readonly processedStakes: number;
  readonly totalDistributed: unknown;
  readonly errors: number;
  readonly reason?: string | null;
  readonly error?: string | null;
  readonly plan?: Plan | null;
  readonly accounted?: Accounted | null;
}

/** What planning counted: ACTIVE stakes, and what is due of them. */
export interface Plan {
  readonly active?: number;
  readonly stakes: number;
  readonly activatedLater?: number;
  readonly withoutActivation?: number;
}

/** What became of those that were due. */
export interface Accounted {
  readonly paid: number;
  readonly capped: number;
  readonly nothing: number;
  readonly failed: number;
  readonly left: number;
  readonly joined: number;
}

export interface Chunk {
  readonly _id: mongo.ObjectId;
  readonly distributionId: unknown;
  readonly phase: PhaseName;
  readonly status: string;
  readonly paid: number;
  readonly total: unknown;
}

export interface Failure {
  readonly distributionId: unknown;
  readonly type: string;
  readonly subjectId: unknown;
  readonly reason: string;
  readonly resolved?: boolean;
}

export async function readAccountBooks(db: mongo.Db): Promise<AccountBooks> {
  const all = async <T>(collection: string): Promise<T[]> =>
    (await db.collection(collection).find({}, { batchSize: 20_000 }).toArray()) as unknown as T[];
  return {
    users: await all<User>('users'),
    stakes: await all<Stake>('stakes'),
    entries: await all<Entry>('transactions'),
    slots: await all<Slot>('distributions'),
    chunks: await all<Chunk>('distributionchunks'),
    failures: (await all<Failure>('distributionfailures')).filter(({ resolved }) => resolved !== true),
  };
}
