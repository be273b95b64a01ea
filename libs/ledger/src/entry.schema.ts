import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';

export const ENTRY_TYPES = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL', 'OPENING_BALANCE'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];
/** The types that a distribution pays. */
export type PayoutType = Exclude<EntryType, 'OPENING_BALANCE'>;

/** A ledger entry: written once, never changed (spec.md section 4, `transactions`). */
@Schema({ collection: COLLECTIONS.transactions, versionKey: false })
export class LedgerEntry {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  userId: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId })
  stakeId?: Types.ObjectId;

  @Prop({ type: String, enum: ENTRY_TYPES, required: true })
  type: EntryType;

  /** USDT. */
  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  amount: Decimal128;

  @Prop({ type: String, required: true })
  status: 'Completed';

  /** Null for opening balances. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  distributionId: Types.ObjectId | null;

  /** The stake of a ROS payout, the user of a pool share: what can be paid once per distribution. */
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  subjectId: Types.ObjectId;

  @Prop({ type: String })
  distributionDate: string | null;

  @Prop({ type: Number })
  slotNumber: number | null;

  @Prop({ type: MongooseSchema.Types.Mixed })
  metadata: { slotNumber: number | null; rosPercentage?: Decimal128 };

  @Prop({ type: String, required: true })
  description: string;

  @Prop({ type: Date, required: true })
  createdAt: Date;
}

export const LedgerEntrySchema = SchemaFactory.createForClass(LedgerEntry);
// What makes a second payment impossible, whatever the code above it does.
LedgerEntrySchema.index({ distributionId: 1, type: 1, subjectId: 1 }, { unique: true });
LedgerEntrySchema.index({ distributionDate: 1, slotNumber: 1 });
LedgerEntrySchema.index({ userId: 1, _id: 1 });
