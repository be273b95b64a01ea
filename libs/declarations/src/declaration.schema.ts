import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import { POOLS, POOL_NAMES, type Pool } from '#lib/money';

const POOL_FIELDS = POOLS.map((pool) => POOL_NAMES[pool].view);

/** What an admin declared for a date, as it is stored. What of it is distributed is told by its distributions. */
@Schema({ collection: COLLECTIONS.declarations, timestamps: true, versionKey: false })
export class StoredDeclaration {
  _id: Types.ObjectId;

  /** `YYYY-MM-DD` in the platform's time zone. */
  @Prop({ type: String, required: true })
  date: string;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  premiumPoolAmount: Decimal128;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  performancePoolAmount: Decimal128;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  rosPercentage: Decimal128;

  @Prop({ type: String })
  description: string;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  declaredBy: Types.ObjectId;

  @Prop({ type: Date, required: true })
  declaredAt: Date;

  /** The day is queued as several slots. */
  @Prop({ type: Boolean, default: false })
  multiSlotEnabled: boolean;

  /** The pools that belong to whichever slot is the last in time, not to the slots that named them. */
  @Prop({ type: [String], enum: POOL_FIELDS, default: [] })
  poolsWithLastSlot?: readonly (typeof POOL_NAMES)[Pool]['view'][];

  /** Raised by everything that changes the day, so that a change and a start can never both commit. */
  @Prop({ type: Number, default: 0 })
  revision: number;

  createdAt: Date;
  updatedAt: Date;
}

export const StoredDeclarationSchema = SchemaFactory.createForClass(StoredDeclaration);
StoredDeclarationSchema.index({ date: 1 }, { unique: true });
