import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import { PHASES, type Phase } from './phases.js';
import { CHUNK_STATUSES, type ChunkStatus } from './slot-moves.js';

/** Whom a chunk pays, or what it takes back, as it is stored; see `ChunkSubjects`. */
export type StoredSubjects =
  | ({ kind: 'range'; fromUserId: Types.ObjectId | null; beforeUserId: Types.ObjectId | null } & StoredStakeBounds)
  | ({ kind: 'ownerless' } & StoredStakeBounds)
  | { kind: 'named'; stakeIds: Types.ObjectId[] }
  | { kind: 'receivers'; userIds: Types.ObjectId[]; offset: number }
  | { kind: 'shares'; userIds: Types.ObjectId[]; amounts: Decimal128[] }
  | { kind: 'payouts'; entryIds: Types.ObjectId[] };

/** Where a range begins and ends within the stakes of one owner; absent where it begins and ends with an owner. */
export interface StoredStakeBounds {
  fromStakeId?: Types.ObjectId | null;
  beforeStakeId?: Types.ObjectId | null;
}

/** One transaction's worth of a distribution as it is stored; carries all that paying it needs, frozen. */
@Schema({ collection: COLLECTIONS.distributionChunks, versionKey: false, suppressReservedKeysWarning: true })
export class StoredChunk {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  distributionId: Types.ObjectId;

  @Prop({ type: String, enum: PHASES, required: true })
  phase: Phase;

  @Prop({ type: Number, required: true })
  index: number;

  @Prop({ type: String, enum: CHUNK_STATUSES, required: true })
  status: ChunkStatus;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  subjects: StoredSubjects;

  /** Added after planning, for subjects that were left unpaid: a retry of failed records or a compensation. */
  @Prop({ type: Boolean, required: true })
  secondChance: boolean;

  /** The compensation that added it, see `Run.compensations`; absent from all others. */
  @Prop({ type: String })
  compensation?: string;

  @Prop({ type: String })
  date: string | null;

  @Prop({ type: Number })
  slotNumber: number | null;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  rosPercentage: Decimal128;

  @Prop({ type: Date, required: true })
  scheduledFor: Date;

  /** Of the slot's rules. */
  @Prop({ type: Number, required: true })
  capPercent: number;

  /** The place of its entries in the order in which money was paid; of the claim that planned or reopened it. */
  @Prop({ type: Number, required: true })
  order: number;

  /** It is paid in a later run than the one that it was planned or added for. */
  @Prop({ type: Boolean })
  reopened?: boolean;

  /** It names records that failed; those that fail again, or are not tried, are named anew by the next run. */
  @Prop({ type: Boolean })
  namesFailures?: boolean;

  /** Failed attempts in this run of the slot. */
  @Prop({ type: Number, required: true })
  attempts: number;

  /** Attempts of this run that something broke off that passes, as an election of the database. */
  @Prop({ type: Number, required: true })
  passing: number;

  @Prop({ type: String })
  lastError: string | null;

  @Prop({ type: Date })
  paidAt: Date | null;

  /** Subjects that the slot has counted as due: stakes for ROS, users for pools. */
  @Prop({ type: Number, required: true })
  planned: number;

  /** Payouts made, less those taken back. */
  @Prop({ type: Number, required: true })
  paid: number;

  /**
   * Payouts that it took back, which are in `paid` the other way round; or, below zero, those that it is to pay again, whatever
   * becomes of each: summed up those that stand as taken back. Absent where there are none.
   */
  @Prop({ type: Number })
  reversed?: number;

  /** Of one that took payouts back: a later chunk pays them again. */
  @Prop({ type: Boolean })
  paidAgain?: boolean;

  /** Stakes found at their cap, and stakes whose payout rounds down to nothing. */
  @Prop({ type: Number, required: true })
  capped: number;

  @Prop({ type: Number, required: true })
  nothing: number;

  /** Stakes that were counted as due and were so no longer; below zero: so many had joined them. */
  @Prop({ type: Number, required: true })
  left: number;

  @Prop({ type: Number, required: true })
  users: number;

  @Prop({ type: Number, required: true })
  errors: number;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  total: Decimal128;
}

export const StoredChunkSchema = SchemaFactory.createForClass(StoredChunk);
StoredChunkSchema.index({ distributionId: 1, phase: 1, index: 1 }, { unique: true });
// Which chunks are open, and how often they have failed, is answered from it alone.
StoredChunkSchema.index({ distributionId: 1, status: 1, phase: 1, index: 1, attempts: 1, passing: 1 });
