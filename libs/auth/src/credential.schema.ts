import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** Wrong codes of an account. */
@Schema({ _id: false })
export class CheckState {
  @Prop({ type: Number, default: 0 })
  failures: number;

  @Prop({ type: Date, default: null })
  lastFailureAt: Date | null;

  @Prop({ type: Date, default: null })
  lockedUntil: Date | null;

  /** Locks within a day: each is twice as long as the one before. */
  @Prop({ type: Number, default: 0 })
  locks?: number;

  @Prop({ type: Date, default: null })
  lastLockAt?: Date | null;
}

/** Lets an admin enrol 2FA, once. */
@Schema({ _id: false })
export class Enrolment {
  @Prop({ type: String, required: true })
  hash: string;

  @Prop({ type: Date, required: true })
  expiresAt: Date;
}

@Schema({ _id: false })
export class Totp {
  /** Sealed by `SecretBox`. */
  @Prop({ type: String, required: true })
  secretEncrypted: string;

  @Prop({ type: Boolean, required: true })
  enabled: boolean;

  /** The last time step (30 s since 1970) whose code was used; only later ones work. */
  @Prop({ type: Number, required: true })
  lastStep: number;

  /** The change that used it; its later transactions may go on with it. */
  @Prop({ type: String })
  usedBy?: string;

  /** The hash of the enrolment code with which an admin made this secret. */
  @Prop({ type: String })
  enrolment?: string;
}

/** Replaces a code of the authenticator app, once. */
@Schema({ _id: false })
export class RecoveryCode {
  @Prop({ type: String, required: true })
  hash: string;

  @Prop({ type: Date, default: null })
  usedAt: Date | null;

  /** The change that used it. */
  @Prop({ type: String, default: null })
  usedBy: string | null;
}

@Schema({ collection: COLLECTIONS.credentials, timestamps: true, versionKey: false })
export class Credential {
  _id: Types.ObjectId;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  userId: Types.ObjectId;

  /** Absent: nobody signs in here with a password; the platform's own sign-in has it. */
  @Prop({ type: String })
  passwordHash?: string;

  @Prop({ type: Totp })
  totp?: Totp;

  @Prop({ type: Enrolment })
  enrolment?: Enrolment;

  @Prop({ type: [RecoveryCode], default: undefined })
  recoveryCodes?: RecoveryCode[];

  /** Raised by whatever ends every session of the account. */
  @Prop({ type: Number, default: 0 })
  sessionEpoch?: number;

  /** What an admin may do; absent: everything. */
  @Prop({ type: [String], default: undefined })
  scopes?: string[];

  @Prop({ type: CheckState })
  codeCheck?: CheckState;
}

export const CredentialSchema = SchemaFactory.createForClass(Credential);
CredentialSchema.index({ userId: 1 }, { unique: true });
