import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** WAITING until another admin decides; one that nobody decided on in time is told as EXPIRED. */
const PROPOSAL_STATES = ['WAITING', 'APPROVED', 'REJECTED', 'STALE'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** An admin, as a proposal names him. */
export interface ProposalAdmin {
  readonly id: string;
  readonly email: string;
}

/** One payout of a proposal: a slot, a manual run, or what a slot owes. */
export interface ProposedPayout {
  readonly kind: string;
  readonly slotNumber: number | null;
  readonly scheduledFor: Date;
  /** USDT. */
  readonly total: number;
}

/** What would be paid, for whoever decides. */
export interface ProposalSummary {
  /** A stable word, as the audit log has it. */
  readonly action: string;
  readonly date: string | null;
  /** USDT. */
  readonly total: number;
  /** The same as a sentence. */
  readonly text: string;
  readonly payouts: readonly ProposedPayout[];
}

/** A change that waits for a second admin (docs/specification.md 3.8). */
@Schema({ collection: COLLECTIONS.proposals, versionKey: false, minimize: false })
export class StoredProposal {
  _id: Types.ObjectId;

  /** What is asked for. */
  @Prop({ type: String, required: true })
  action: string;

  /** The request, without its code. */
  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  request: Readonly<Record<string, unknown>>;

  /** SHA-256 of what would be paid. */
  @Prop({ type: String, required: true })
  manifest: string;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  summary: ProposalSummary;

  @Prop({ type: String, enum: PROPOSAL_STATES, required: true })
  state: ProposalState;

  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  proposedBy: ProposalAdmin;

  @Prop({ type: Date, required: true })
  proposedAt: Date;

  /** By the database's clock, as all here. */
  @Prop({ type: Date, required: true })
  expiresAt: Date;

  /** Who approved or rejected it, or found it stale. */
  @Prop({ type: MongooseSchema.Types.Mixed, default: null })
  decidedBy: ProposalAdmin | null;

  @Prop({ type: Date, default: null })
  decidedAt: Date | null;

  @Prop({ type: String, default: null })
  reason: string | null;

  /** Of the approval that carries it out: random, so that no two ever both do. */
  @Prop({ type: String, default: null })
  approvalId: string | null;

  /** The approval that tries to carry it out now, and until when others wait for it. */
  @Prop({ type: String, default: null })
  heldBy: string | null;

  @Prop({ type: Date, default: null })
  heldUntil: Date | null;
}

export const StoredProposalSchema = SchemaFactory.createForClass(StoredProposal);
StoredProposalSchema.index({ state: 1, _id: -1 });
StoredProposalSchema.index({ state: 1, expiresAt: 1, _id: -1 });
