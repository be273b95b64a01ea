import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import type { EntryType } from '#lib/ledger';
import { RECORD_FAILURES, type RecordFailureReason } from '#lib/stakes';

/** A stake or user that a distribution could not pay, or a payout that it could not take back. */
@Schema({ collection: COLLECTIONS.distributionFailures, versionKey: false })
export class RecordFailure {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  distributionId: Types.ObjectId;

  @Prop({ type: String, required: true })
  type: EntryType;

  /** Stake for ROS, user for pools; of what could not be taken back the entry. Of a stake with an INVALID_STAKE_ID it is whatever stands there. */
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  subjectId: Types.ObjectId;

  @Prop({ type: String, enum: RECORD_FAILURES, required: true })
  reason: RecordFailureReason;

  /** The share that is owed, for pools; what could not be taken back; null for ROS, which is worked out when it is paid. */
  @Prop({ type: MongooseSchema.Types.Decimal128 })
  amount: Decimal128 | null;

  @Prop({ type: Boolean, required: true })
  resolved: boolean;

  /** The planned chunks in which it failed: more than one if it moved from one to another. None in old documents: one. */
  @Prop({ type: Number })
  failedIn?: number;

  /** Whether a chunk has paid it that is none of those. */
  @Prop({ type: Boolean })
  paidElsewhere?: boolean;

  @Prop({ type: Date, required: true })
  firstAt: Date;

  @Prop({ type: Date, required: true })
  lastAt: Date;
}

export const RecordFailureSchema = SchemaFactory.createForClass(RecordFailure);
RecordFailureSchema.index({ distributionId: 1, type: 1, subjectId: 1 }, { unique: true });
