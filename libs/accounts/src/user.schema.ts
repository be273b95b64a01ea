import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { RANKS, type Rank } from '#lib/config';
import { ANY_CASE, COLLECTIONS, type Decimal128 } from '#lib/database';

export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

@Schema({ _id: false })
export class Wallets {
  /** USDT; written by the ledger only. */
  @Prop({ type: MongooseSchema.Types.Decimal128 })
  earnings: Decimal128;
}

@Schema({ collection: COLLECTIONS.users, timestamps: true, versionKey: false })
export class User {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  email: string;

  @Prop({ type: String, required: true })
  username: string;

  @Prop({ type: String, enum: ROLES, default: 'user' })
  role: Role;

  @Prop({ type: String, enum: RANKS, default: 'Stakeholder' })
  rank: Rank;

  /** Kept by the platform's rank service; missing counts as true. */
  @Prop({ type: Boolean, default: true })
  premiumQualified: boolean;

  @Prop({ type: Boolean, default: true })
  isActive: boolean;

  @Prop({ type: Wallets })
  wallets: Wallets;
}

export const UserSchema = SchemaFactory.createForClass(User);
// Not unique: users are written by other services, and no index of ours refuses what they write.
UserSchema.index({ email: 1 }, { name: 'email_any_case', collation: ANY_CASE });
UserSchema.index({ rank: 1, isActive: 1 });
