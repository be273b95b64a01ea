import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { ProofHead } from '#lib/slots';

/** What is alerted (docs/specification.md 3.4); stable words. */
export const ALERT_RULES = [
  'SLOT_FAILED',
  'NOBODY_PAID',
  'NONE_DUE',
  'WITHOUT_ACTIVATION',
  'FEW_STAKES_PAID',
  'ENTRIES_MISSING',
  'NOT_ORDERED',
  'RECORDS_FAILED',
  'SLOT_OVERDUE',
  'SLOT_STALLED',
  'NO_WORKER',
  'REVERSAL_INCOMPLETE',
  'POOL_WITHOUT_QUALIFIERS',
  'LARGE_PAYOUT',
  'CLOCKS_APART',
  'RULES_APART',
  'SIGN_IN_LOCKED',
  'MANY_FAILED_SIGN_INS',
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

export const DELIVERY_STATUSES = ['none', 'pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One alert: raised once for one occasion, acknowledged by a person. */
@Schema({ collection: COLLECTIONS.alerts, versionKey: false })
export class Alert {
  _id: Types.ObjectId;

  /** Rule and occasion: the same trouble is raised once. */
  @Prop({ type: String, required: true })
  key: string;

  @Prop({ type: String, enum: ALERT_RULES, required: true })
  rule: AlertRule;

  @Prop({ type: String, required: true })
  message: string;

  @Prop({ type: String })
  date: string | null;

  @Prop({ type: Number })
  slotNumber: number | null;

  @Prop({ type: MongooseSchema.Types.Mixed })
  facts: Record<string, unknown>;

  /** Of a cause that several slots of a date meet: slot and attempt of each that was told of, as text. */
  @Prop({ type: [String], default: undefined })
  met?: string[];

  /** The newest link of the chain of proofs when it was raised: with the alert it leaves the house. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  proof?: ProofHead | null;

  @Prop({ type: Date, required: true })
  raisedAt: Date;

  /** When its cause was gone; absent or null while it is there, or where nothing tells that it is gone. */
  @Prop({ type: Date })
  resolvedAt?: Date | null;

  @Prop({ type: Date })
  acknowledgedAt: Date | null;

  @Prop({ type: String })
  acknowledgedBy: string | null;

  /** What the admin who acknowledged it noted. */
  @Prop({ type: String })
  note?: string | null;

  @Prop({ type: String, enum: DELIVERY_STATUSES, required: true })
  delivery: DeliveryStatus;

  @Prop({ type: Number, required: true })
  deliveryAttempts: number;

  @Prop({ type: Date })
  nextDeliveryAt: Date | null;

  @Prop({ type: String })
  deliveryError: string | null;
}

export const AlertSchema = SchemaFactory.createForClass(Alert);
AlertSchema.index({ key: 1 }, { unique: true });
AlertSchema.index({ delivery: 1, nextDeliveryAt: 1 });
AlertSchema.index({ acknowledgedAt: 1, _id: -1 });
AlertSchema.index({ 'facts.distributionId': 1, rule: 1 });
AlertSchema.index({ 'facts.distributionIds': 1, rule: 1 });
AlertSchema.index({ resolvedAt: 1, rule: 1 });
