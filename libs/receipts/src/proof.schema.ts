import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, type Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Link } from './link.js';
import type { ClosedSlotFacts } from './slot-facts.js';

/** A link of the chain: a finished slot, closed. Written once, never changed (docs/receipts.md). */
@Schema({ collection: COLLECTIONS.proofs, versionKey: false, minimize: false })
export class StoredProof implements Omit<Link, 'distributionId' | 'closedAt'> {
  _id: Types.ObjectId;

  @Prop({ type: Number, required: true })
  seq: number;

  @Prop({ type: String, required: true })
  prevHash: string;

  /** See `linkHash`. */
  @Prop({ type: String, required: true })
  hash: string;

  @Prop({ type: String, required: true })
  key: string;

  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  distributionId: Types.ObjectId;

  @Prop({ type: Number, required: true })
  round: number;

  @Prop({ type: Number, required: true })
  entries: number;

  @Prop({ type: String, required: true })
  root: string;

  @Prop({ type: String, required: true })
  slotHash: string;

  @Prop({ type: MongooseSchema.Types.Mixed })
  audit: { readonly seq: number; readonly hash: string } | null;

  @Prop({ type: Date, required: true })
  closedAt: Date;

  /** The slot's date, or that of its instant: by it proofs are found. */
  @Prop({ type: String, required: true })
  day: string;

  /** What `slotHash` is of. */
  @Prop({ type: MongooseSchema.Types.Mixed, required: true })
  slot: ClosedSlotFacts;

  /** See `BlockIndex`. */
  @Prop({ type: MongooseSchema.Types.Buffer, required: true })
  blocks: unknown;

  /** From the first read entry to the whole tree. */
  @Prop({ type: Number, required: true })
  tookMs: number;
}

export const StoredProofSchema = SchemaFactory.createForClass(StoredProof);
StoredProofSchema.index({ seq: 1 }, { unique: true });
StoredProofSchema.index({ distributionId: 1, round: 1 }, { unique: true });
StoredProofSchema.index({ day: 1, seq: 1 });

/** Which entries a block of a tree was made of, so that what was changed later can be named. */
@Schema({ collection: COLLECTIONS.proofBlocks, versionKey: false })
export class StoredProofBlock {
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  distributionId: Types.ObjectId;

  @Prop({ type: Number, required: true })
  round: number;

  /** From 0. */
  @Prop({ type: Number, required: true })
  index: number;

  /** Of each entry its id and the first bytes of its leaf. */
  @Prop({ type: MongooseSchema.Types.Buffer, required: true })
  entries: unknown;
}

export const StoredProofBlockSchema = SchemaFactory.createForClass(StoredProofBlock);
StoredProofBlockSchema.index({ distributionId: 1, round: 1, index: 1 }, { unique: true });
