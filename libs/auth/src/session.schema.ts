import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** What a session opens, and nothing else. */
const AUDIENCES = ['api', 'board'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** One sign-in and everything that comes of it: access tokens, refresh tokens one after the other, streams. */
@Schema({ collection: COLLECTIONS.sessions, versionKey: false })
export class Session {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  userId: Types.ObjectId;

  @Prop({ type: String, enum: AUDIENCES, required: true })
  audience: Audience;

  /** The role at the sign-in: with another one the session is over. */
  @Prop({ type: String, required: true })
  role: string;

  /** The credential's `sessionEpoch` at the sign-in. */
  @Prop({ type: Number, required: true })
  epoch: number;

  /** Of the only refresh token that works now; null: the session cannot be renewed. */
  @Prop({ type: String, default: null })
  refreshHash: string | null;

  /** Of refresh tokens that were used: whoever comes with one of them has copied it, or was copied. */
  @Prop({ type: [String], default: [] })
  usedHashes: string[];

  @Prop({ type: Date, required: true })
  startedAt: Date;

  @Prop({ type: Date, required: true })
  endsAt: Date;

  @Prop({ type: Date, default: null })
  endedAt: Date | null;
}

export const SessionSchema = SchemaFactory.createForClass(Session);
SessionSchema.index({ userId: 1 });
SessionSchema.index({ endsAt: 1 }, { expireAfterSeconds: 0 });
