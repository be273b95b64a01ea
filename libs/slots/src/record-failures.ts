import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal } from '#lib/database';
import type { EntryType } from '#lib/ledger';
import type { Money } from '#lib/money';
import type { RecordFailureReason } from '#lib/stakes';
import { RecordFailure } from './record-failure.schema.js';

export interface NewFailure {
  readonly subjectId: Types.ObjectId;
  readonly reason: RecordFailureReason;
  readonly amount: Money | null;
}

/** A failure that still stands. */
export interface OpenFailure extends NewFailure {
  readonly type: EntryType;
}

/** Who could not be paid, and why. */
@Injectable()
export class RecordFailures {
  constructor(@InjectModel(RecordFailure.name) private readonly failures: Model<RecordFailure>) {}

  /** Writes failures in the payment's transaction; a repeated one keeps its first time. */
  async record(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    failures: readonly NewFailure[],
    at: Date,
  ): Promise<void> {
    if (failures.length === 0) return;
    await this.failures.collection.bulkWrite(
      failures.map(({ subjectId, reason, amount }) => ({
        updateOne: {
          filter: { distributionId, type, subjectId },
          update: {
            $set: { reason, amount: amount === null ? null : moneyToDecimal(amount), resolved: false, lastAt: at },
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

  /** @param type of those that are counted; all when left out @returns how many failures still stand */
  async countOpen(distributionId: Types.ObjectId, type?: EntryType): Promise<number> {
    return this.failures.countDocuments({ distributionId, resolved: false, ...(type === undefined ? {} : { type }) });
  }

  /** @returns the failures that still stand */
  async open(distributionId: Types.ObjectId, session?: ClientSession): Promise<OpenFailure[]> {
    const open = await this.failures
      .find({ distributionId, resolved: false })
      .sort({ type: 1, subjectId: 1 })
      .session(session ?? null)
      .lean<RecordFailure[]>();
    return open.map(({ type, subjectId, reason, amount }) => ({
      ...{ type, subjectId, reason },
      amount: amount === null ? null : moneyFromDecimal(amount),
    }));
  }
}
