import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import { OTHER_ENTRIES, OUR_ENTRIES } from './our-entries.js';

export const ENTRY_TYPES = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL', 'OPENING_BALANCE'] as const;
/** What else `transactions` may hold: the types that other services are known to write. */
export const OTHER_ENTRY_TYPES = ['DEPOSIT', 'WITHDRAWAL', 'TRANSFER', 'Daily ROS Payout'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];
/** The types that a distribution pays. */
export type PayoutType = Exclude<EntryType, 'OPENING_BALANCE'>;

/** A ledger entry: written once, never changed (docs/specification.md 4, `transactions`). */
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

  /** Where it stands in its user's history, see `Posting.order`; entries of opening balances have none. */
  @Prop({ type: Number })
  order?: number;

  @Prop({ type: Date, required: true })
  createdAt: Date;
}

export const LedgerEntrySchema = SchemaFactory.createForClass(LedgerEntry);
// What makes a second payment impossible, whatever the code above it does; and the way to a user's entries.
LedgerEntrySchema.index(
  { userId: 1, distributionId: 1, type: 1, subjectId: 1 },
  { unique: true, partialFilterExpression: OUR_ENTRIES },
);
// The way to a distribution's entries, user by user: they are added up in slices.
LedgerEntrySchema.index({ distributionId: 1, userId: 1 }, { partialFilterExpression: OUR_ENTRIES });
// The way to what other services wrote for a user; no payment of ours touches it.
LedgerEntrySchema.index({ userId: 1, createdAt: -1 }, { partialFilterExpression: OTHER_ENTRIES });
