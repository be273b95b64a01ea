import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS, type Decimal128 } from '#lib/database';
import type { PerPhase } from './phases.js';
import type { EndedRun, Run } from './run.js';
import { SLOT_STATUSES, type SlotStatus } from './slot-moves.js';

const DISTRIBUTION_KINDS = ['slot', 'manual-ros', 'manual-pools', 'auto-ros', 'auto-pools', 'pool'] as const;
export type DistributionKind = (typeof DISTRIBUTION_KINDS)[number];

/** Why a distribution FAILED; stable words. */
export type FailureReason =
  | 'MISFIRED'
  | 'CHUNKS_FAILED'
  | 'NOTHING_PAID'
  | 'LEDGER_MISMATCH'
  | 'PLAN_MISMATCH'
  | 'INTERRUPTED'
  | 'LEFT_UNPAID'
  | 'NOT_ORDERED'
  | 'ORDER_MISMATCH'
  | 'LIMIT_EXCEEDED';

/** What a phase has paid: stakes for ROS, users for the pools; money in USDT. */
export interface StoredPhaseTotal {
  readonly count: number;
  readonly total: Decimal128;
}

/** What planning froze. Its parts add up: `active` = `stakes` + `activatedLater` + `withoutActivation`. */
export interface StoredPlan {
  readonly at: Date;
  /** ACTIVE stakes at planning; 0 for a slot without ROS, as the three after it. */
  readonly active: number;
  /** Those that are due. */
  readonly stakes: number;
  /** Those that are not, and why. */
  readonly activatedLater: number;
  readonly withoutActivation: number;
  /** Owners whose stakes are in several chunks; absent where none were cut. */
  readonly splitOwners?: number;
  readonly premiumQualifiers: number;
  readonly performanceQualifiers: number;
  /** Null for a pool that nobody shares; absent where each chunk holds its shares. */
  readonly premiumSplit?: StoredSplit | null;
  readonly performanceSplit?: StoredSplit | null;
  /** See `ReceiversDigest`; null and absent as the splits. */
  readonly premiumReceivers?: string | null;
  readonly performanceReceivers?: string | null;
  /** Chunks by phase; null where version 0.1.0 planned, which did not count them. */
  readonly chunks: PerPhase<number> | null;
  readonly tookMs: number;
}

/** A pool in equal shares of USDT: the first `extraCount` users get one millionth more. */
export interface StoredSplit {
  readonly share: Decimal128;
  readonly extraCount: number;
}

/**
 * What became of the stakes that planning found due: the five parts add up to them, less those that joined them before
 * payment or by a compensation.
 */
export interface Accounted {
  readonly paid: number;
  /** They had earned up to their cap before. */
  readonly capped: number;
  /** Their payout rounds down to nothing. */
  readonly nothing: number;
  readonly failed: number;
  /** They had left ACTIVE before they were paid. */
  readonly left: number;
  readonly joined: number;
  /** What they were paid was taken back. Absent where nothing ever was. */
  readonly reversed?: number;
}

/** The rules that a slot is paid by, frozen when it is accepted. */
export interface StoredRules {
  /** A stake earns at most this percentage of its amount. */
  readonly capPercent: number;
  readonly premiumRanks: readonly string[];
  readonly performanceRanks: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
}

/** What was ordered, signed by the process that accepted it. */
export interface StoredSeal {
  /** The text that is signed, see `orderText`. */
  readonly order: string;
  /** Of the public key. */
  readonly keyId: string;
  /** Ed25519, base64url. */
  readonly signature: string;
}

/** What is taken back, or was last, of what a slot had paid (docs/specification.md 3.7). */
export interface StoredReversal {
  /** In the words of the admin. */
  readonly reason: string;
  readonly requestedAt: Date;
  /** The admin who asked for it. */
  readonly requestedBy: string | null;
  /** Of the text of `reversalText`. */
  readonly seal: StoredSeal;
  /** How the slot stood when it was asked for, and stands again when it has ended. */
  readonly before: {
    readonly status: 'COMPLETED' | 'FAILED';
    readonly reason: FailureReason | null;
    readonly error: string | null;
    readonly executedAt: Date | null;
    readonly executionTimeMs: number | null;
  };
  /** What is to be taken back is cut into chunks. */
  readonly isPlanned: boolean;
  /** Payouts: all that the slot made, those that are taken back and no retry was to pay again, those that could not be. */
  readonly total: number;
  readonly reversed: number;
  readonly failed: number;
  /** What is taken back: USDT. */
  readonly amount: Decimal128;
  /** FAILED where some were not even tried, or none could be taken back; null until it has ended. */
  readonly outcome: 'COMPLETED' | 'FAILED' | null;
  readonly error: string | null;
  readonly endedAt: Date | null;
  /** When it was allowed to pay again what was taken back; null until then. */
  readonly reinstatedAt: Date | null;
  readonly reinstatedBy: string | null;
}

/** What the system that paid before this one says of a slot of its own that it left unpaid. */
export interface StoredLegacyOrigin {
  /** Its collection and document. */
  readonly collection: string;
  readonly documentId: string;
  /** As it calls it there. */
  readonly status: string;
  readonly executedAt: Date | null;
  /** Stakes that were due there, and those of them that it paid. */
  readonly due: number;
  readonly paidBefore: number;
  /** Those that it owed when that was found out, and what: USDT. */
  readonly owed: number;
  readonly amount: Decimal128;
}

/** One slot or manual run as it is stored (docs/architecture.md 3). */
@Schema({
  collection: COLLECTIONS.distributions,
  timestamps: true,
  versionKey: false,
  suppressReservedKeysWarning: true,
})
export class StoredSlot {
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

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  rules: StoredRules;

  /** Absent from what nobody ordered. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  seal?: StoredSeal;

  /** Absent from what was never taken back. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  reversal?: StoredReversal;

  /** Only of a slot that another system left unpaid; ours pays the rest of it. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  legacy?: StoredLegacyOrigin;

  /** How often Redis needed a new job for it. */
  @Prop({ type: Number, default: 0 })
  revision: number;

  /** How often it was claimed. */
  @Prop({ type: Number, default: 0 })
  attempts: number;

  /** The run that waits, works, or was the last. */
  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  run: Run;

  /** Those before it, the latest last. */
  @Prop({ type: [MongooseSchema.Types.Mixed] })
  runs: readonly EndedRun[];

  /** Of the first claim. */
  @Prop({ type: Date })
  startedAt: Date | null;

  @Prop({ type: Date })
  executedAt: Date | null;

  /** Of the whole of the last run, from its first claim to its end. */
  @Prop({ type: Number })
  executionTimeMs: number | null;

  /** Present while EXECUTING: its unique index lets one distribution run at a time. */
  @Prop({ type: Number })
  running?: number;

  @Prop({ type: MongooseSchema.Types.Mixed })
  plan: StoredPlan | null;

  @Prop({ type: MongooseSchema.Types.Mixed })
  totals: Partial<PerPhase<StoredPhaseTotal>> | null;

  /** Written with the totals. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  accounted: Accounted | null;

  @Prop({ type: Number, default: 0 })
  usersProcessed: number;

  @Prop({ type: Number, default: 0 })
  processedStakes: number;

  @Prop({ type: MongooseSchema.Types.Decimal128, required: true })
  totalDistributed: Decimal128;

  /** Records that could not be paid and still are not. */
  @Prop({ type: Number, default: 0 })
  errors: number;

  /** Present from the end of a run until its proof is written: when that may be done next. */
  @Prop({ type: Date })
  proofDue?: Date;

  @Prop({ type: String })
  reason: FailureReason | null;

  @Prop({ type: String })
  error: string | null;

  createdAt: Date;
  updatedAt: Date;
}

export const StoredSlotSchema = SchemaFactory.createForClass(StoredSlot);
StoredSlotSchema.index({ key: 1 }, { unique: true });
StoredSlotSchema.index({ running: 1 }, { unique: true, partialFilterExpression: { running: { $exists: true } } });
StoredSlotSchema.index({ date: 1, scheduledFor: 1 });
StoredSlotSchema.index({ status: 1, scheduledFor: 1 });
StoredSlotSchema.index({ 'run.state': 1, scheduledFor: 1, slotNumber: 1 });
// What ended slots are asked for lately, and what of them somebody has to see to: few, however many there are.
StoredSlotSchema.index({ status: 1, updatedAt: 1 });
StoredSlotSchema.index({ executedAt: 1 });
StoredSlotSchema.index({ proofDue: 1 }, { partialFilterExpression: { proofDue: { $exists: true } } });
StoredSlotSchema.index({ scheduledFor: 1 }, { name: 'left_unpaid', partialFilterExpression: { errors: { $gt: 0 } } });
StoredSlotSchema.index({ 'rules.capPercent': 1 });
