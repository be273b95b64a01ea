import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';

export const STAKE_STATUSES = ['ACTIVE', 'COMPLETED', 'CANCELLED'] as const;
export type StakeStatus = (typeof STAKE_STATUSES)[number];

@Schema({ collection: COLLECTIONS.stakes, timestamps: true, versionKey: false })
export class Stake {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  userId: Types.ObjectId;

  /** USDT. */
  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  amount: Decimal128;

  @Prop({ type: String, enum: STAKE_STATUSES, default: 'ACTIVE' })
  status: StakeStatus;

  /** USDT over the stake's life; written by the ledger only. */
  @Prop({ type: MongooseSchema.Types.Decimal128 })
  totalEarned: Decimal128;

  @Prop({ type: Date })
  activatedAt: Date;

  @Prop({ type: Date })
  completedAt?: Date;

  /** The distribution that paid it last; written with the payout. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  lastPaidIn?: Types.ObjectId;

  /** The user who got that payout, and those who got payouts before the stake was somebody else's. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  lastPaidTo?: Types.ObjectId;

  @Prop({ type: [MongooseSchema.Types.ObjectId], default: undefined })
  formerOwners?: Types.ObjectId[];
}

export const StakeSchema = SchemaFactory.createForClass(Stake);
// Its end is for owners whose stakes are several chunks.
StakeSchema.index({ userId: 1, status: 1, _id: 1 });
