import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { COLLECTIONS } from '#lib/database';

/** Wrong passwords of late: at one account from one client, or at one account from everywhere. */
@Schema({ collection: COLLECTIONS.signInAttempts, versionKey: false })
export class SignInAttempt {
  @Prop({ type: String, required: true })
  _id: string;

  /** The hash of the e-mail address that was given, whether somebody has it or not. */
  @Prop({ type: String, required: true })
  account: string;

  @Prop({ type: Number, required: true })
  failures: number;

  @Prop({ type: Date, default: null })
  lastFailureAt: Date | null;

  /** Until then the password is not looked at. */
  @Prop({ type: Date, default: null })
  lockedUntil: Date | null;

  /** Forgotten then. */
  @Prop({ type: Date, required: true })
  expiresAt: Date;
}

export const SignInAttemptSchema = SchemaFactory.createForClass(SignInAttempt);
SignInAttemptSchema.index({ account: 1 });
SignInAttemptSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
