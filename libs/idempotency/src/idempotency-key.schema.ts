import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** A retry comes within minutes; a week leaves room for a client that was off. */
const KEPT_SECONDS = 7 * 24 * 3_600;

/** An error as it was answered. */
export interface StoredFailure {
  readonly code: string;
  readonly message: string;
}

@Schema({ collection: COLLECTIONS.idempotencyKeys, versionKey: false, minimize: false })
export class IdempotencyKey {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  adminId: string;

  @Prop({ type: String, required: true })
  key: string;

  /** Of method, path and body, without the 2FA code. */
  @Prop({ type: String, required: true })
  requestHash: string;

  @Prop({ type: Number, required: true })
  status: number;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  body: unknown;

  /** Set when the request failed after its change was accepted. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  failure?: StoredFailure;

  @Prop({ type: Date, required: true })
  at: Date;
}

export const IdempotencyKeySchema = SchemaFactory.createForClass(IdempotencyKey);
IdempotencyKeySchema.index({ adminId: 1, key: 1 }, { unique: true });
IdempotencyKeySchema.index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });
