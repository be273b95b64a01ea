import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { Stake } from './stake.schema.js';

/** A stake as it stands in the database; values are unchecked, because a bad one must be reported, not thrown at. */
export interface StakeRecord {
  readonly _id: Types.ObjectId;
  readonly userId: unknown;
  readonly amount: unknown;
  readonly totalEarned?: unknown;
}

/** A due stake with the instant of its activation, for whom several slots are in question. */
export interface ActivatedStakeRecord extends StakeRecord {
  readonly activatedAt: Date;
}

/** Who owns ACTIVE stakes, and how many of each kind. `id` is unchecked: it may be no id at all. */
export interface StakeOwner {
  readonly id: unknown;
  /** Those that are due. */
  readonly stakes: number;
  readonly activatedLater: number;
  readonly withoutActivation: number;
}

/** Which stakes: all of the users in a range of ids, those whose owner is no id at all, or just the named ones. */
export type StakeSelection =
  | { readonly kind: 'range'; readonly fromUserId: Types.ObjectId | null; readonly beforeUserId: Types.ObjectId | null }
  | { readonly kind: 'ownerless' }
  | { readonly kind: 'named'; readonly stakeIds: readonly Types.ObjectId[] };

const FIRST_ID = new Types.ObjectId('000000000000000000000000');
const LAST_ID = new Types.ObjectId('ffffffffffffffffffffffff');
const RECORD_FIELDS = { userId: 1, amount: 1, totalEarned: 1 };

/**
 * Due for ROS is every ACTIVE stake that was activated before the slot's scheduled instant (spec.md section 2); one
 * without `activatedAt` never was.
 */
function due(scheduledFor: Date) {
  return { status: 'ACTIVE', activatedAt: { $lt: scheduledFor } };
}

/** Who is due for ROS, to read. */
@Injectable()
export class DueStakes {
  constructor(@InjectModel(Stake.name) private readonly stakes: Model<Stake>) {}

  /**
   * The owners of all ACTIVE stakes and how many each has, in ascending order; owners that are no ids come first or last.
   * Every ACTIVE stake of one snapshot is in one of the three counts.
   * Counted by the database: a stream of one id per stake took twice as long. In small batches, which are as quick as
   * large ones and do not show in the worker's memory.
   */
  async *owners(scheduledFor: Date): AsyncGenerator<StakeOwner> {
    interface Group {
      readonly _id: unknown;
      readonly active: number;
      readonly dated: number;
      readonly due: number;
    }
    const isDated = { $eq: [{ $type: '$activatedAt' }, 'date'] };
    const isDue = { $and: [isDated, { $lt: ['$activatedAt', scheduledFor] }] };
    const cursor = this.stakes.collection.aggregate<Group>(
      [
        { $match: { status: 'ACTIVE' } },
        {
          $group: {
            _id: '$userId',
            active: { $sum: 1 },
            dated: { $sum: { $cond: [isDated, 1, 0] } },
            due: { $sum: { $cond: [isDue, 1, 0] } },
          },
        },
        { $sort: { _id: 1 } },
      ],
      { batchSize: 2_000, allowDiskUse: true },
    );
    for await (const group of cursor) {
      const [active, dated, stakes] = [Number(group.active), Number(group.dated), Number(group.due)];
      yield { id: group._id, stakes, activatedLater: dated - stakes, withoutActivation: active - dated };
    }
  }

  /** The due stakes of a selection, in ascending order of their ids. Give a session to read in a transaction. */
  async read(selection: StakeSelection, scheduledFor: Date, session?: ClientSession): Promise<StakeRecord[]> {
    const records = await this.stakes.collection
      .find(
        { ...selectionFilter(selection), ...due(scheduledFor) },
        { projection: RECORD_FIELDS, batchSize: 10_000, ...(session === undefined ? {} : { session }) },
      )
      .toArray();
    return records as unknown as StakeRecord[];
  }

  /** The next due stakes after an id, in ascending order of their ids, read in a transaction. */
  async page(
    session: ClientSession,
    scheduledFor: Date,
    after: Types.ObjectId | null,
    limit: number,
  ): Promise<ActivatedStakeRecord[]> {
    const records = await this.stakes.collection
      .find(
        { _id: after === null ? { $gte: FIRST_ID } : { $gt: after }, ...due(scheduledFor) },
        {
          session,
          projection: { ...RECORD_FIELDS, activatedAt: 1 },
          sort: { _id: 1 },
          limit,
          batchSize: limit + 1,
        },
      )
      .toArray();
    return records as unknown as ActivatedStakeRecord[];
  }

  /** All due stakes, streamed in the order of their owners. */
  async *all(scheduledFor: Date): AsyncGenerator<StakeRecord> {
    const cursor = this.stakes.collection.find(due(scheduledFor), {
      projection: RECORD_FIELDS,
      sort: { userId: 1 },
      batchSize: 2_000,
    });
    for await (const record of cursor) yield record as unknown as StakeRecord;
  }

  /** As `all`, with the instant of each stake's activation. */
  async *allActivated(scheduledFor: Date): AsyncGenerator<ActivatedStakeRecord> {
    const cursor = this.stakes.collection.find(due(scheduledFor), {
      projection: { ...RECORD_FIELDS, activatedAt: 1 },
      sort: { userId: 1 },
      batchSize: 2_000,
    });
    // What is before an instant is a date: the filter lets nothing else through.
    for await (const record of cursor) yield record as unknown as ActivatedStakeRecord;
  }
}

function selectionFilter(selection: StakeSelection): Record<string, unknown> {
  switch (selection.kind) {
    case 'range':
      // An open end is the first or last id there can be, so that other types are always the ownerless selection's.
      return {
        userId: {
          $gte: selection.fromUserId ?? FIRST_ID,
          ...(selection.beforeUserId === null ? { $lte: LAST_ID } : { $lt: selection.beforeUserId }),
        },
      };
    case 'ownerless':
      return { userId: { $not: { $type: 'objectId' } } };
    case 'named':
      return { _id: { $in: [...selection.stakeIds] } };
  }
}
