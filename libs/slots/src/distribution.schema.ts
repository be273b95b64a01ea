import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import type { Phase } from './phases.js';
import { SLOT_STATUSES, type SlotStatus } from './slot-moves.js';

export const DISTRIBUTION_KINDS = ['slot', 'manual-ros', 'manual-pools', 'auto-ros', 'auto-pools', 'pool'] as const;
export type DistributionKind = (typeof DISTRIBUTION_KINDS)[number];

/** Why a distribution FAILED; stable words. */
export const FAILURE_REASONS = ['MISFIRED', 'CHUNKS_FAILED', 'NOTHING_PAID', 'LEDGER_MISMATCH', 'INTERRUPTED'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** What a phase has paid: stakes for ROS, users for the pools; money in USDT. */
export interface StoredPhaseTotal {
  readonly count: number;
  readonly total: Decimal128;
}

/** What planning froze. */
export interface StoredPlan {
  readonly at: Date;
  readonly stakes: number;
  readonly premiumQualifiers: number;
  readonly performanceQualifiers: number;
  readonly tookMs: number;
}

/** Runs that broke off one after the other without one more chunk PAID. */
export interface StoredInterruptions {
  readonly count: number;
  readonly paidChunks: number;
}

/** One slot or manual run (design.md section 3). */
@Schema({
  collection: COLLECTIONS.distributions,
  timestamps: true,
  versionKey: false,
  suppressReservedKeysWarning: true,
})
export class Distribution {
  _id: Types.ObjectId;

  /** `2026-02-12/slot-1`, `2026-02-12/manual-ros`, `pool/<id>`. */
  @Prop({ type: String, required: true })
  key: string;

  @Prop({ type: String, enum: DISTRIBUTION_KINDS, required: true })
  kind: DistributionKind;

  @Prop({ type: String })
  date: string | null;

  @Prop({ type: Number })
  slotNumber: number | null;

  @Prop({ type: String, enum: SLOT_STATUSES, required: true })
  status: SlotStatus;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  rosPercentage: Decimal128;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  premiumPoolAmount: Decimal128;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  performancePoolAmount: Decimal128;

  @Prop({ type: Date, required: true })
  scheduledFor: Date;

  /** How often Redis needed a new job for it. */
  @Prop({ type: Number, default: 0 })
  revision: number;

  /** How often it went to EXECUTING; the fencing token of whoever runs it. */
  @Prop({ type: Number, default: 0 })
  attempts: number;

  /** Of the first attempt. */
  @Prop({ type: Date })
  startedAt: Date | null;

  /** Of the latest attempt. */
  @Prop({ type: Date })
  attemptStartedAt: Date | null;

  @Prop({ type: Date })
  executedAt: Date | null;

  @Prop({ type: Number })
  executionTimeMs: number | null;

  @Prop({ type: Date })
  leaseUntil: Date | null;

  @Prop({ type: String })
  leaseOwner: string | null;

  /** Present while EXECUTING: its unique index lets one distribution run at a time. */
  @Prop({ type: Number })
  running?: number;

  @Prop({ type: Date })
  retryRequestedAt: Date | null;

  /** Null unless the latest run broke off with an error of its own. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  interruptions: StoredInterruptions | null;

  @Prop({ type: MongooseSchema.Types.Mixed })
  plan: StoredPlan | null;

  @Prop({ type: MongooseSchema.Types.Mixed })
  totals: Record<Phase, StoredPhaseTotal> | null;

  @Prop({ type: Number, default: 0 })
  usersProcessed: number;

  @Prop({ type: Number, default: 0 })
  processedStakes: number;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  totalDistributed: Decimal128;

  /** Records that could not be paid and still are not. */
  @Prop({ type: Number, default: 0 })
  errors: number;

  @Prop({ type: String })
  reason: FailureReason | null;

  @Prop({ type: String })
  error: string | null;

  createdAt: Date;
  updatedAt: Date;
}

export const DistributionSchema = SchemaFactory.createForClass(Distribution);
DistributionSchema.index({ key: 1 }, { unique: true });
DistributionSchema.index({ running: 1 }, { unique: true, partialFilterExpression: { running: { $exists: true } } });
DistributionSchema.index({ date: 1, slotNumber: 1 });
DistributionSchema.index({ status: 1, scheduledFor: 1 });
