import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** Who did it: a person, with the second one who approved it where two were needed, or a part of the system. */
export type AuditActor =
  { readonly id: string; readonly email: string; readonly approvedBy?: string } | { readonly system: string };

/** Plain data as JSON has it; amounts as numbers or strings, instants as ISO 8601. */
export type JsonObject = { readonly [key: string]: unknown };

@Schema({ collection: COLLECTIONS.auditLog, versionKey: false, minimize: false })
export class AuditEntry {
  _id: Types.ObjectId;

  @Prop({ type: String, required: true })
  action: string;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  actor: AuditActor;

  /** The client's network address; null for the system. */
  @Prop({ type: String, default: null })
  address: string | null;

  @Prop({ type: String, default: null })
  requestId: string | null;

  /** The calendar date that it concerns, if one. */
  @Prop({ type: String, default: null })
  date: string | null;

  /** What was changed: a key such as `2026-02-12/slot-1`. */
  @Prop({ type: String, default: null })
  target: string | null;

  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  before: JsonObject | null;

  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  after: JsonObject | null;

  @Prop({ type: Date, required: true })
  at: Date;

  /** Its number in the chain, from 1; records from before there was one have none of these. */
  @Prop({ type: Number })
  seq?: number;

  @Prop({ type: String })
  prevHash?: string;

  @Prop({ type: String })
  hash?: string;
}

export const AuditEntrySchema = SchemaFactory.createForClass(AuditEntry);
AuditEntrySchema.index({ at: -1, _id: -1 });
AuditEntrySchema.index({ action: 1, at: -1, _id: -1 });
AuditEntrySchema.index({ 'actor.id': 1, at: -1, _id: -1 });
AuditEntrySchema.index(
  { 'actor.email': 1, at: -1, _id: -1 },
  { partialFilterExpression: { 'actor.email': { $exists: true } } },
);
AuditEntrySchema.index(
  { 'actor.system': 1, at: -1, _id: -1 },
  { partialFilterExpression: { 'actor.system': { $exists: true } } },
);
AuditEntrySchema.index({ date: 1, at: -1, _id: -1 });
AuditEntrySchema.index({ target: 1, at: -1, _id: -1 });
AuditEntrySchema.index({ requestId: 1, at: -1, _id: -1 }, { partialFilterExpression: { requestId: { $gt: '' } } });
AuditEntrySchema.index({ seq: 1 }, { unique: true, partialFilterExpression: { seq: { $exists: true } } });
