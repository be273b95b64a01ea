import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema } from 'mongoose';
import type { Rules } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import type { ZoneData } from './zone-check.js';

const PROCESS_KINDS = ['api', 'worker'] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

/** What a process of the product tells about itself. Instants are the database's. */
@Schema({ collection: COLLECTIONS.workers, versionKey: false })
export class ProcessRecord {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, enum: PROCESS_KINDS, required: true })
  kind: ProcessKind;

  /** Of the product. */
  @Prop({ type: String, required: true })
  version: string;

  @Prop({ type: String })
  nodeVersion: string;

  @Prop({ type: Date, required: true })
  startedAt: Date;

  @Prop({ type: Date, required: true })
  lastHeartbeat: Date;

  /** Its own clock against the database's at the last heartbeat, in milliseconds; positive: ahead. */
  @Prop({ type: Number })
  skewMs: number;

  /** `skewMs` is within so many milliseconds of the truth. */
  @Prop({ type: Number })
  skewToleranceMs: number;

  /** False: its clock is further off than MAX_CLOCK_SKEW_MS of its own environment. */
  @Prop({ type: Boolean })
  isClockTrusted: boolean;

  /** Those that it lives with. */
  @Prop({ type: MongooseSchema.Types.Mixed })
  rules: Rules;

  @Prop({ type: String })
  rulesHash: string;

  @Prop({ type: MongooseSchema.Types.Mixed })
  zoneData: ZoneData;

  /** When it stopped as it should; absent while it works, and for ever when it died. */
  @Prop({ type: Date })
  stoppedAt?: Date;

  @Prop({ type: Date })
  lastSweepAt?: Date;

  /** Why the last sweep failed; null when it did not. */
  @Prop({ type: String })
  lastSweepError?: string | null;

  @Prop({ type: Date })
  lastCanaryAt?: Date;

  /** Of the canary that is under way. */
  @Prop({ type: String })
  canaryNonce?: string;

  /** Null when the last canary was lost. */
  @Prop({ type: Number })
  canaryRoundTripMs?: number | null;
}

export const ProcessRecordSchema = SchemaFactory.createForClass(ProcessRecord);
