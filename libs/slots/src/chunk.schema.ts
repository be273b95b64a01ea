import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import { PHASES, type Phase } from './phases.js';

/** OPEN is to be paid, PAID is final, FAILED waits for the slot's retry. */
export const CHUNK_STATUSES = ['OPEN', 'PAID', 'FAILED'] as const;
export type ChunkStatus = (typeof CHUNK_STATUSES)[number];

/** Whom a chunk pays: stakes by the range of their owners, ownerless stakes, named stakes, or users with their shares. */
export type ChunkSubjects =
  | { kind: 'range'; fromUserId: Types.ObjectId | null; beforeUserId: Types.ObjectId | null }
  | { kind: 'ownerless' }
  | { kind: 'named'; stakeIds: Types.ObjectId[] }
  | { kind: 'shares'; userIds: Types.ObjectId[]; amounts: Decimal128[] };

/** One transaction's worth of a distribution; carries all that paying it needs, frozen. */
@Schema({ collection: COLLECTIONS.distributionChunks, versionKey: false, suppressReservedKeysWarning: true })
export class Chunk {
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
  subjects: ChunkSubjects;

  /** Added after planning, for subjects that were left unpaid: a retry of failed records or a compensation. */
  @Prop({ type: Boolean, required: true })
  secondChance: boolean;

  @Prop({ type: String })
  date: string | null;

  @Prop({ type: Number })
  slotNumber: number | null;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  rosPercentage: Decimal128;

  @Prop({ type: Date, required: true })
  scheduledFor: Date;

  /** Failed attempts in this run of the slot. */
  @Prop({ type: Number, required: true })
  attempts: number;

  @Prop({ type: String })
  lastError: string | null;

  @Prop({ type: Date })
  paidAt: Date | null;

  /** Ledger entries written: stakes for ROS, users for pools. */
  @Prop({ type: Number, required: true })
  paid: number;

  @Prop({ type: Number, required: true })
  users: number;

  @Prop({ type: Number, required: true })
  errors: number;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  total: Decimal128;
}

export const ChunkSchema = SchemaFactory.createForClass(Chunk);
ChunkSchema.index({ distributionId: 1, phase: 1, index: 1 }, { unique: true });
