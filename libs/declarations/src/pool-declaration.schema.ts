import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';

/**
 * Pools that an admin declared without a date (docs/specification.md 3.3), as they are stored. What of them is
 * distributed is told by the distribution.
 */
@Schema({ collection: COLLECTIONS.poolDeclarations, versionKey: false })
export class StoredPoolDeclaration {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  premiumPoolAmount: Decimal128;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  performancePoolAmount: Decimal128;

  @Prop({ type: String })
  description: string;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  declaredBy: Types.ObjectId;

  @Prop({ type: Date, required: true })
  declaredAt: Date;

  /** Null for pools that were declared and not distributed. */
  @Prop({ type: MongooseSchema.Types.ObjectId })
  distributionId: Types.ObjectId | null;

  /** Distributions after the first, of what nobody qualified for before. */
  @Prop({ type: [MongooseSchema.Types.ObjectId], default: undefined })
  furtherIds?: Types.ObjectId[];

  /** Raised by everything that changes the pools, so that no two changes can both commit. */
  @Prop({ type: Number })
  revision?: number;
}

export const StoredPoolDeclarationSchema = SchemaFactory.createForClass(StoredPoolDeclaration);
StoredPoolDeclarationSchema.index({ declaredAt: -1 });
StoredPoolDeclarationSchema.index({ distributionId: 1 });
