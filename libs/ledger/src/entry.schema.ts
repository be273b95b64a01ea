import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import { OTHER_ENTRIES, OUR_ENTRIES } from './our-entries.js';

/** The types that a distribution pays. */
const PAYOUT_TYPES = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL'] as const;
export type PayoutType = (typeof PAYOUT_TYPES)[number];

/** The types of the entries that take payouts back. */
export const REVERSAL_TYPES = ['ROI_REVERSAL', 'PREMIUM_POOL_REVERSAL', 'PERFORMANCE_POOL_REVERSAL'] as const;
export type ReversalType = (typeof REVERSAL_TYPES)[number];

/** By what type of entries one of each type is taken back. */
export const REVERSAL_OF: Readonly<Record<PayoutType, ReversalType>> = {
  ROI_EARNED: 'ROI_REVERSAL',
  PREMIUM_POOL: 'PREMIUM_POOL_REVERSAL',
  PERFORMANCE_POOL: 'PERFORMANCE_POOL_REVERSAL',
};

export const ENTRY_TYPES = [...PAYOUT_TYPES, ...REVERSAL_TYPES, 'OPENING_BALANCE'] as const;
/** What else `transactions` may hold: the types that other services are known to write. */
export const OTHER_ENTRY_TYPES = ['DEPOSIT', 'WITHDRAWAL', 'TRANSFER', 'Daily ROS Payout'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

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

  /** USDT; below zero where it takes a payout back. */
  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  amount: Decimal128;

  /** The user's wallet right after this entry. Absent, like the next one, from entries of version 0.1.0. */
  @Prop({ type: MongooseSchema.Types.Decimal128 })
  walletAfter?: Decimal128;

  /** The stake's `totalEarned` right after it; only of entries of a stake, but for what took a payout of one back that had gone. */
  @Prop({ type: MongooseSchema.Types.Decimal128 })
  earnedAfter?: Decimal128;

  @Prop({ type: String, required: true })
  status: 'Completed';

  /** Null for opening balances. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  distributionId: Types.ObjectId | null;

  /**
   * What can be done once per distribution: the stake of a ROS payout, the user of a pool share; of what takes a payout
   * back the entry that it undoes; of what is paid again the entry that took it back. So each entry has one successor at
   * most, by the same unique index.
   */
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  subjectId: Types.ObjectId;

  /** The entry that this one undoes; only of those that take a payout back. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  reverses?: Types.ObjectId;

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
