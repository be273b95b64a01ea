import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model, type mongo } from 'mongoose';
import { AppConfig } from '#lib/config';
import { EXACT_NUMBERS, FIRST_ID, LAST_ID } from '#lib/database';
import { activationOf } from './activation.js';
import { Stake } from './stake.schema.js';

/** A stake as it stands in the database; values are unchecked, because a bad one must be reported, not thrown at. */
export interface StakeRecord {
  readonly _id: Types.ObjectId;
  readonly userId: unknown;
  readonly amount: unknown;
  readonly totalEarned?: unknown;
  /** The distribution that paid it last, and the user who got it. */
  readonly lastPaidIn?: unknown;
  readonly lastPaidTo?: unknown;
  /** Users who got payouts of it before it was somebody else's. */
  readonly formerOwners?: unknown;
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

/** The ACTIVE stakes that are not due at an instant, by why. */
export interface NotDue {
  /** Activated at that instant or later. */
  readonly activatedLater: number;
  /** The field of their activation holds no date, or is not there. */
  readonly withoutActivation: number;
}

/**
 * Which stakes: those from one pair of owner and stake on and before another, those whose owner is no id at all, or just
 * the named ones. A range that begins or ends within an owner's stakes has of him only those whose ids are ObjectIds.
 */
export type StakeSelection =
  | ({
      readonly kind: 'range';
      readonly fromUserId: Types.ObjectId | null;
      readonly beforeUserId: Types.ObjectId | null;
    } & StakeBounds)
  | ({ readonly kind: 'ownerless' } & StakeBounds)
  | { readonly kind: 'named'; readonly stakeIds: readonly Types.ObjectId[] };

/** `fromStakeId` inclusive, `beforeStakeId` exclusive; null or absent is open. */
interface StakeBounds {
  readonly fromStakeId?: Types.ObjectId | null;
  readonly beforeStakeId?: Types.ObjectId | null;
}

/** After any instant. */
const NEVER = new Date(8.64e15);
const RECORD_FIELDS = { userId: 1, amount: 1, totalEarned: 1, lastPaidIn: 1, lastPaidTo: 1, formerOwners: 1 };

/** Who is due for ROS, to read. */
@Injectable()
export class DueStakes {
  /** Where a stake holds the instant of its activation. */
  private readonly field: string;

  constructor(
    @InjectModel(Stake.name) private readonly stakes: Model<Stake>,
    config: AppConfig,
  ) {
    this.field = config.stakeActivatedAtField;
  }

  /**
   * The owners of all ACTIVE stakes and how many each has, in ascending order; owners that are no ids come first or
   * last. Every ACTIVE stake of one snapshot is in one of the three counts.
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
    const instant = `$${this.field}`;
    const isDated = { $eq: [{ $type: instant }, 'date'] };
    const isDue = { $and: [isDated, { $lt: [instant, scheduledFor] }] };
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

  /**
   * The ids of the due stakes of one owner, or of those whose owner is no id at all, in ascending order, as they are read.
   * An id is unchecked: it may be no ObjectId, and such come first or last.
   */
  async *idsOf(owner: Types.ObjectId | 'nobody', scheduledFor: Date): AsyncGenerator<unknown> {
    const cursor = this.stakes.collection.find(
      { userId: owner === 'nobody' ? NO_OWNER : owner, ...this.due(scheduledFor) },
      { projection: { _id: 1 }, sort: { _id: 1 }, batchSize: 2_000 },
    );
    for await (const { _id } of cursor) yield _id;
  }

  /** The due stakes of a selection, in ascending order of their ids. Give a session to read in a transaction. */
  async read(selection: StakeSelection, scheduledFor: Date, session?: ClientSession): Promise<StakeRecord[]> {
    const records = await this.stakes.collection
      .find(
        { ...selectionFilter(selection), ...this.due(scheduledFor) },
        {
          ...EXACT_NUMBERS,
          projection: RECORD_FIELDS,
          batchSize: 10_000,
          ...(session === undefined ? {} : { session }),
        },
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
        { _id: after === null ? { $gte: FIRST_ID } : { $gt: after }, ...this.due(scheduledFor) },
        {
          ...EXACT_NUMBERS,
          session,
          projection: this.activatedFields(),
          sort: { _id: 1 },
          limit,
          batchSize: limit + 1,
        },
      )
      .toArray();
    return records.map((record) => this.activated(record));
  }

  /** Those of these stakes that are due, in ascending order of their ids, read in a transaction. */
  async named(
    session: ClientSession,
    stakeIds: readonly Types.ObjectId[],
    scheduledFor: Date,
  ): Promise<ActivatedStakeRecord[]> {
    const records = await this.stakes.collection
      .find(
        { _id: { $in: [...stakeIds] }, ...this.due(scheduledFor) },
        { ...EXACT_NUMBERS, session, projection: this.activatedFields(), sort: { _id: 1 }, batchSize: 10_000 },
      )
      .toArray();
    return records.map((record) => this.activated(record));
  }

  /** All due stakes, streamed in the order of their owners. */
  async *all(scheduledFor: Date): AsyncGenerator<StakeRecord> {
    const cursor = this.stakes.collection.find(this.due(scheduledFor), {
      ...EXACT_NUMBERS,
      projection: RECORD_FIELDS,
      sort: { userId: 1 },
      batchSize: 2_000,
    });
    for await (const record of cursor) yield record as unknown as StakeRecord;
  }

  /** As `all`, with the instant of each stake's activation. */
  async *allActivated(scheduledFor: Date): AsyncGenerator<ActivatedStakeRecord> {
    const cursor = this.stakes.collection.find(this.due(scheduledFor), {
      ...EXACT_NUMBERS,
      projection: this.activatedFields(),
      sort: { userId: 1 },
      batchSize: 2_000,
    });
    for await (const record of cursor) yield this.activated(record);
  }

  /** @returns those of these stakes that were paid last, of all distributions, by this one */
  async lastPaidIn(
    session: ClientSession,
    distributionId: Types.ObjectId,
    stakeIds: readonly Types.ObjectId[],
  ): Promise<Types.ObjectId[]> {
    const paid = await this.stakes.collection
      .find(
        { _id: { $in: [...stakeIds] }, lastPaidIn: distributionId },
        { session, projection: { _id: 1 }, batchSize: stakeIds.length + 1 },
      )
      .toArray();
    return paid.map(({ _id }) => _id);
  }

  /**
   * With the due ones, whom `owners` counts, these are all ACTIVE stakes there are (docs/specification.md 2, "Every
   * ACTIVE stake is accounted for").
   */
  async notDue(scheduledFor: Date, session?: ClientSession): Promise<NotDue> {
    const options = session === undefined ? {} : { session };
    const { collection } = this.stakes;
    const later = { status: 'ACTIVE', [this.field]: { $gte: scheduledFor } };
    return {
      activatedLater: await collection.countDocuments(later, options),
      withoutActivation: await collection.countDocuments(this.lacking(), options),
    };
  }

  /** The ids of all ACTIVE stakes without an instant of activation, as they are read. */
  async *withoutActivation(): AsyncGenerator<Types.ObjectId> {
    const cursor = this.stakes.collection.find(this.lacking(), { projection: { _id: 1 }, batchSize: 2_000 });
    for await (const { _id } of cursor) yield _id;
  }

  /**
   * Due for ROS is every ACTIVE stake that was activated before the slot's scheduled instant (docs/specification.md 2).
   * MongoDB compares dates with dates only, so one whose field holds text or nothing never was.
   */
  private due(scheduledFor: Date) {
    return { status: 'ACTIVE', [this.field]: { $lt: scheduledFor } };
  }

  private lacking() {
    return { status: 'ACTIVE', [this.field]: { $not: { $type: 'date' } } };
  }

  private activatedFields() {
    return { ...RECORD_FIELDS, [this.field]: 1 };
  }

  /** Its field holds a date: the filter lets nothing else through. */
  private activated(record: mongo.BSON.Document): ActivatedStakeRecord {
    return { ...(record as unknown as StakeRecord), activatedAt: activationOf(record, this.field) ?? NEVER };
  }
}

/** What is no id is of another type; said so that an index can serve it. */
const NO_OWNER = { $not: { $gte: FIRST_ID } };

function selectionFilter(selection: StakeSelection): Record<string, unknown> {
  switch (selection.kind) {
    case 'range':
      return rangeFilter(selection);
    case 'ownerless':
      return { userId: NO_OWNER, ...stakeFilter(selection) };
    case 'named':
      return { _id: { $in: [...selection.stakeIds] } };
  }
}

function rangeFilter({
  fromUserId,
  fromStakeId = null,
  beforeUserId,
  beforeStakeId = null,
}: Extract<StakeSelection, { kind: 'range' }>): Record<string, unknown> {
  const isWithinOne = fromUserId !== null && beforeUserId !== null && fromUserId.equals(beforeUserId);
  if (isWithinOne) return { userId: fromUserId, ...stakeFilter({ fromStakeId, beforeStakeId }) };
  const parts = [
    ...(fromStakeId === null ? [] : [{ userId: fromUserId, ...stakeFilter({ fromStakeId }) }]),
    {
      // An open end is the first or last id there can be, so that other types are always the ownerless selection's.
      userId: {
        [fromStakeId === null ? '$gte' : '$gt']: fromUserId ?? FIRST_ID,
        ...(beforeUserId === null ? { $lte: LAST_ID } : { $lt: beforeUserId }),
      },
    },
    ...(beforeStakeId === null ? [] : [{ userId: beforeUserId, ...stakeFilter({ beforeStakeId }) }]),
  ];
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { $or: parts };
}

function stakeFilter({ fromStakeId = null, beforeStakeId = null }: StakeBounds): Record<string, unknown> {
  if (fromStakeId === null && beforeStakeId === null) return {};
  return { _id: { $gte: fromStakeId ?? FIRST_ID, ...(beforeStakeId === null ? {} : { $lt: beforeStakeId }) } };
}
