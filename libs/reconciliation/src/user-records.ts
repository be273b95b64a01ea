import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types, mongo } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored } from '#lib/database';
import { REVERSAL_TYPES, isReversal, type EntryType } from '#lib/ledger';
import { moneyFromMicros, rateFromMicros } from '#lib/money';
import type { Slot } from '#lib/slots';
import type { Entry, TakenBack } from './outcome.js';

/** Whose records of which slots. */
export interface UserQuestion {
  readonly userId: Types.ObjectId;
  readonly slots: readonly Slot[];
  /** Stakes of the user, and the user himself for pools; ids are unchecked. */
  readonly subjectIds: readonly unknown[];
}

/** What is recorded, by `recordKey`. */
export interface UserRecords {
  /** Of payouts that were not taken back. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The latest of those that were, where none stands. */
  readonly takenBack: ReadonlyMap<string, TakenBack>;
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
    const ofSlots = { distributionId: { $in: slots.map(({ _id }) => _id) } };
    const ofSubjects = { $or: [{ stakeId: { $in: [...subjectIds] } }, { stakeId: null }] };
    const failed = { ...ofSlots, subjectId: { $in: [...subjectIds] }, type: { $in: [...PAYOUTS] }, resolved: false };
    const [entries, failures] = await Promise.all([
      this.find(COLLECTIONS.transactions, { userId, ...ofSlots, type: { $in: [...OURS] }, ...ofSubjects }),
      this.find(COLLECTIONS.distributionFailures, failed),
    ]);
    return {
      ...parted(entries),
      failures: new Map(
        failures.map((failure) => [keyOf(failure, failure['subjectId']), String(failure['reason'] ?? 'UNKNOWN')]),
      ),
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
        type: { $in: ['ROI_EARNED', 'ROI_REVERSAL'] },
        stakeId: { $nin: [...without], $type: 'objectId' },
      },
      MOST_OTHERS,
    );
    return standing(entries).map((entry) => ({
      ...toEntry(entry),
      distributionId: entry['distributionId'] as Types.ObjectId,
      stakeId: entry['stakeId'] as Types.ObjectId,
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
const OURS = [...PAYOUTS, ...REVERSAL_TYPES] as const;
const FIELDS = {
  distributionId: 1,
  type: 1,
  userId: 1,
  stakeId: 1,
  subjectId: 1,
  reverses: 1,
  amount: 1,
  'metadata.rosPercentage': 1,
  createdAt: 1,
  reason: 1,
};
const BATCH = 10_000;

function keyOf(record: mongo.BSON.Document, subjectId: unknown): string {
  return recordKey(record['distributionId'], record['type'] as EntryType, subjectId);
}

function ofPayout(entry: mongo.BSON.Document): string {
  return keyOf(entry, entry['stakeId'] ?? entry['userId']);
}

/** Payouts that nothing among these entries takes back. */
function standing(entries: readonly mongo.BSON.Document[]): mongo.BSON.Document[] {
  const undone = new Set(entries.map(({ reverses }) => String(reverses)));
  return entries.filter(({ _id, type }) => !isReversal(String(type)) && !undone.has(String(_id)));
}

function parted(entries: readonly mongo.BSON.Document[]): Pick<UserRecords, 'entries' | 'takenBack'> {
  const stand = new Map(standing(entries).map((entry) => [ofPayout(entry), toEntry(entry)]));
  const payouts = new Map(entries.map((entry) => [String(entry['_id']), entry]));
  const takenBack = new Map<string, TakenBack>();
  for (const reversal of entries.filter(({ type }) => isReversal(String(type)))) {
    const payout = payouts.get(String(reversal['reverses']));
    if (payout === undefined || stand.has(ofPayout(payout))) continue;
    const { createdAt: at } = toEntry(reversal);
    const before = takenBack.get(ofPayout(payout))?.at ?? null;
    if (before === null || (at !== null && at > before)) {
      takenBack.set(ofPayout(payout), { at, amount: toEntry(payout).amount });
    }
  }
  return { entries: stand, takenBack };
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
