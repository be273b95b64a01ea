import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** Opens one stream or one download; gone once it is used. */
@Schema({ collection: COLLECTIONS.tickets, versionKey: false })
export class Ticket {
  /** The hash of the ticket. */
  @Prop({ type: String, required: true })
  _id: string;

  /** Null: given to somebody who came with a token of the platform's identity provider. */
  @Prop({ type: MongooseSchema.Types.ObjectId, default: null })
  sessionId: Types.ObjectId | null;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  userId: Types.ObjectId;

  @Prop({ type: Date, required: true })
  expiresAt: Date;

  /** When that token runs out, and with it what the ticket has opened. */
  @Prop({ type: Date })
  tokenEndsAt?: Date;
}

export const TicketSchema = SchemaFactory.createForClass(Ticket);
TicketSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
