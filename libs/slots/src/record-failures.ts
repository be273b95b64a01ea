import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal } from '#lib/database';
import { REVERSAL_TYPES, type EntryType } from '#lib/ledger';
import type { Money } from '#lib/money';
import type { RecordFailureReason } from '#lib/stakes';
import type { Chunk } from './chunk.js';
import { RecordFailure } from './record-failure.schema.js';
import { slicesOf } from './slices-of.js';

export interface NewFailure {
  readonly subjectId: Types.ObjectId;
  readonly reason: RecordFailureReason;
  readonly amount: Money | null;
}

/** Of a failure that still stands, who is owed what. */
export type OpenFailure = Pick<NewFailure, 'subjectId' | 'amount'>;

/** A failure that still stands, with when it was seen. */
export interface ListedFailure extends NewFailure {
  readonly type: EntryType;
  readonly _id: Types.ObjectId;
  readonly distributionId: Types.ObjectId;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Which failures to read. */
export interface FailurePage {
  /** The id of the last one of the page before. */
  readonly after?: Types.ObjectId | undefined;
  readonly reason?: RecordFailureReason | undefined;
  readonly limit: number;
}

/** The failures of one type in a distribution. */
export interface FailureCounts {
  /** Those that still stand. */
  readonly open: number;
  /** How often the subject has left a planned chunk in which it had failed, to be paid or to fail in another. */
  readonly left: number;
}

/** Failures that are looked at together. */
const SLICE = 500;

/** Who could not be paid, and why. */
@Injectable()
export class RecordFailures {
  constructor(@InjectModel(RecordFailure.name) private readonly failures: Model<RecordFailure>) {}

  /** Writes failures of one chunk in the payment's transaction; a repeated one keeps its first time. */
  async record(
    session: ClientSession,
    { distributionId, secondChance }: Pick<Chunk, 'distributionId' | 'secondChance'>,
    type: EntryType,
    failures: readonly NewFailure[],
    at: Date,
  ): Promise<void> {
    if (failures.length === 0) return;
    const stands = { resolved: false, paidElsewhere: false, lastAt: at };
    await this.failures.collection.bulkWrite(
      failures.map(({ subjectId, reason, amount }) => ({
        updateOne: {
          filter: { distributionId, type, subjectId },
          update: {
            $set: { ...stands, reason, amount: amount === null ? null : moneyToDecimal(amount) },
            $inc: { failedIn: secondChance ? 0 : 1 },
            $setOnInsert: { firstAt: at },
          },
          upsert: true,
        },
      })),
      { session, ordered: true },
    );
  }

  /** Marks the subjects of a second chance as resolved, but for those that failed again. */
  async resolve(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    subjectIds: readonly Types.ObjectId[],
    failedAgain: readonly NewFailure[],
  ): Promise<void> {
    const failed = new Set(failedAgain.map(({ subjectId }) => String(subjectId)));
    const resolved = subjectIds.filter((id) => !failed.has(String(id)));
    if (resolved.length === 0) return;
    await this.failures.collection.updateMany(
      { distributionId, type, subjectId: { $in: resolved } },
      { $set: { resolved: true } },
      { session },
    );
  }

  /** Marks subjects as resolved that another chunk than those in which they failed has paid. */
  async resolvePaidElsewhere(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    subjectIds: readonly Types.ObjectId[],
  ): Promise<void> {
    await this.failures.collection.updateMany(
      { distributionId, type, subjectId: { $in: [...subjectIds] }, resolved: false },
      { $set: { resolved: true, paidElsewhere: true } },
      { session },
    );
  }

  /** @returns how many failures still stand: of payouts that could not be made, or that could not be taken back */
  async countOpen(distributionId: Types.ObjectId, of: 'payouts' | 'reversals'): Promise<number> {
    const reversals = [...REVERSAL_TYPES];
    const type = of === 'reversals' ? { $in: reversals } : { $nin: reversals };
    return this.failures.countDocuments({ distributionId, resolved: false, type });
  }

  /** @returns counts of every type of which there are failures */
  async counts(distributionId: Types.ObjectId): Promise<ReadonlyMap<EntryType, FailureCounts>> {
    const chunks = { $ifNull: ['$failedIn', 1] };
    const stays = { $cond: [{ $eq: ['$paidElsewhere', true] }, 0, 1] };
    const groups = await this.failures.collection
      .aggregate<{ _id: EntryType; open: number; left: number }>([
        { $match: { distributionId } },
        {
          $group: {
            _id: '$type',
            open: { $sum: { $cond: ['$resolved', 0, 1] } },
            left: { $sum: { $max: [{ $subtract: [chunks, stays] }, 0] } },
          },
        },
      ])
      .toArray();
    return new Map(groups.map(({ _id, open, left }) => [_id, { open: Number(open), left: Number(left) }]));
  }

  /** @returns how many failures to pay still stand, for every reason of which there are any */
  async countByReason(distributionId: Types.ObjectId): Promise<ReadonlyMap<RecordFailureReason, number>> {
    const groups = await this.failures.collection
      .aggregate<{ _id: RecordFailureReason; count: number }>([
        { $match: { distributionId, resolved: false, type: { $nin: [...REVERSAL_TYPES] } } },
        { $group: { _id: '$reason', count: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(groups.map(({ _id, count }) => [_id, Number(count)]));
  }

  /** @returns the subjects of the failures of a type that still stand, as they are read, some hundred at once */
  async *openSubjects(distributionId: Types.ObjectId, type: EntryType): AsyncGenerator<readonly Types.ObjectId[]> {
    for await (const slice of this.open(distributionId, type, SLICE)) yield slice.map(({ subjectId }) => subjectId);
  }

  /**
   * @returns the failures of a type that still stand, in the order of their subjects, as they are read
   * @param size how many at once
   */
  async *open(distributionId: Types.ObjectId, type: EntryType, size: number): AsyncGenerator<readonly OpenFailure[]> {
    const cursor = this.failures.collection.find<Pick<RecordFailure, 'subjectId' | 'amount'>>(
      { distributionId, type, resolved: false },
      { projection: { _id: 0, subjectId: 1, amount: 1 }, sort: { subjectId: 1 }, batchSize: SLICE },
    );
    for await (const slice of slicesOf(cursor, size)) {
      yield slice.map(({ subjectId, amount }) => ({
        subjectId,
        amount: amount === null ? null : moneyFromDecimal(amount),
      }));
    }
  }

  /** @returns those of these subjects, as text, of which a failure of a type still stands */
  async openAmong(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    subjectIds: readonly Types.ObjectId[],
  ): Promise<ReadonlySet<string>> {
    const open = new Set<string>();
    for (let from = 0; from < subjectIds.length; from += SLICE) {
      const some = subjectIds.slice(from, from + SLICE);
      const found = await this.failures.collection
        .find<Pick<RecordFailure, 'subjectId'>>(
          { distributionId, type, subjectId: { $in: some }, resolved: false },
          { session, projection: { _id: 0, subjectId: 1 }, batchSize: SLICE + 1 },
        )
        .toArray();
      for (const { subjectId } of found) open.add(String(subjectId));
    }
    return open;
  }

  /** @returns failures that still stand, of any of these distributions, in the order of their ids */
  async page(
    distributionIds: readonly Types.ObjectId[],
    { after, reason, limit }: FailurePage,
  ): Promise<ListedFailure[]> {
    const found = await this.failures
      .find({
        distributionId: { $in: [...distributionIds] },
        resolved: false,
        ...(reason === undefined ? {} : { reason }),
        ...(after === undefined ? {} : { _id: { $gt: after } }),
      })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<RecordFailure[]>();
    return found.map(({ _id, distributionId, type, subjectId, reason, amount, firstAt, lastAt }) => ({
      ...{ _id, distributionId, type, subjectId, reason, firstAt, lastAt },
      amount: amount === null ? null : moneyFromDecimal(amount),
    }));
  }
}
