import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types, mongo } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored } from '#lib/database';
import type { EntryType } from '#lib/ledger';
import { moneyFromMicros, rateFromMicros } from '#lib/money';
import type { Slot } from '#lib/slots';
import type { Entry } from './outcome.js';

/** Whose records of which slots. */
export interface UserQuestion {
  readonly userId: Types.ObjectId;
  readonly slots: readonly Slot[];
  /** Stakes of the user, and the user himself for pools; ids are unchecked. */
  readonly subjectIds: readonly unknown[];
}

/** What is recorded, by `recordKey`. */
export interface UserRecords {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Reasons of failures that stand. */
  readonly failures: ReadonlyMap<string, string>;
}

/** An entry for a stake that may be anybody's by now. */
export interface OtherEntry extends Entry {
  readonly distributionId: Types.ObjectId;
  readonly stakeId: Types.ObjectId;
}

/** Stakes rarely change hands. */
const MOST_OTHERS = 1_000;
/** A person waits for it. */
const MAX_TIME_MS = 10_000;

export function recordKey(distributionId: unknown, type: EntryType, subjectId: unknown): string {
  return `${String(distributionId)} ${type} ${String(subjectId)}`;
}

/** What slots recorded of one user: entries, and failures that stand. */
@Injectable()
export class UserRecordsReader {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async read({ userId, slots, subjectIds }: UserQuestion): Promise<UserRecords> {
    const subjects = { distributionId: { $in: slots.map(({ _id }) => _id) }, subjectId: { $in: [...subjectIds] } };
    const [entries, failures] = await Promise.all([
      this.find(COLLECTIONS.transactions, { userId, ...subjects, type: { $in: [...PAYOUTS] } }),
      this.find(COLLECTIONS.distributionFailures, { ...subjects, type: { $in: [...PAYOUTS] }, resolved: false }),
    ]);
    return {
      entries: new Map(entries.map((entry) => [keyOf(entry), toEntry(entry)])),
      failures: new Map(failures.map((failure) => [keyOf(failure), String(failure['reason'] ?? 'UNKNOWN')])),
    };
  }

  /**
   * The first ROS entries of a user in these slots, whatever stakes they are for.
   * @param without stakes that are left out
   */
  async otherRos(
    { userId, slots }: Pick<UserQuestion, 'userId' | 'slots'>,
    without: readonly unknown[],
  ): Promise<readonly OtherEntry[]> {
    const entries = await this.find(
      COLLECTIONS.transactions,
      {
        userId,
        distributionId: { $in: slots.map(({ _id }) => _id) },
        type: 'ROI_EARNED',
        subjectId: { $nin: [...without], $type: 'objectId' },
      },
      MOST_OTHERS,
    );
    return entries.map((entry) => ({
      ...toEntry(entry),
      distributionId: entry['distributionId'] as Types.ObjectId,
      stakeId: entry['subjectId'] as Types.ObjectId,
    }));
  }

  private async find(collection: string, filter: Record<string, unknown>, limit = 0): Promise<mongo.BSON.Document[]> {
    return this.connection
      .collection(collection)
      .find(filter, { ...EXACT_NUMBERS, projection: FIELDS, maxTimeMS: MAX_TIME_MS, batchSize: BATCH, limit })
      .toArray();
  }
}

const PAYOUTS = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL'] as const;
const FIELDS = {
  distributionId: 1,
  type: 1,
  subjectId: 1,
  amount: 1,
  'metadata.rosPercentage': 1,
  createdAt: 1,
  reason: 1,
};
const BATCH = 10_000;

function keyOf(record: mongo.BSON.Document): string {
  return recordKey(record['distributionId'], record['type'] as EntryType, record['subjectId']);
}

function toEntry(entry: mongo.BSON.Document): Entry {
  const amount = microsFromStored(entry['amount']);
  const rate = microsFromStored((entry['metadata'] as { rosPercentage?: unknown } | null | undefined)?.rosPercentage);
  const createdAt: unknown = entry['createdAt'];
  return {
    amount: amount === null ? null : moneyFromMicros(amount),
    rate: rate === null ? null : rateFromMicros(rate),
    createdAt: createdAt instanceof Date ? createdAt : null,
  };
}
