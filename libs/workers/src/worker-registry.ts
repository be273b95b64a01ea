import { Injectable } from '@nestjs/common';
import { InjectModel, Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { WorkerIdentity } from './worker-identity.js';

/** What a worker tells about itself. */
@Schema({ collection: COLLECTIONS.workers, versionKey: false })
export class WorkerRecord {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: String, required: true })
  version: string;

  @Prop({ type: Date, required: true })
  startedAt: Date;

  @Prop({ type: Date, required: true })
  lastHeartbeat: Date;

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

  /** Null when the last canary was lost. */
  @Prop({ type: Number })
  canaryRoundTripMs?: number | null;
}

export const WorkerRecordSchema = SchemaFactory.createForClass(WorkerRecord);

/** A worker that was silent for so long does not live (three of the keeper's longest intervals). */
const ALIVE_MS = 30_000;
const FORGET_MS = 24 * 3_600_000;

/** Who works, kept in MongoDB: what health, status and alerts read. */
@Injectable()
export class WorkerRegistry {
  constructor(
    @InjectModel(WorkerRecord.name) private readonly workers: Model<WorkerRecord>,
    private readonly identity: WorkerIdentity,
  ) {}

  async beat(version: string, facts: Partial<Omit<WorkerRecord, '_id'>> = {}): Promise<void> {
    await this.workers.updateOne(
      { _id: this.identity.id },
      { $set: { version, startedAt: this.identity.startedAt, lastHeartbeat: new Date(), ...facts } },
      { upsert: true },
    );
  }

  /** Notes that a canary of `workerId` came home. */
  async canaryReturned(workerId: string, sentAt: Date, roundTripMs: number): Promise<void> {
    await this.workers.updateOne({ _id: workerId }, { $set: { lastCanaryAt: sentAt, canaryRoundTripMs: roundTripMs } });
  }

  /** @returns when the last canary that came home was sent, or null */
  async lastCanaryOf(workerId: string): Promise<Date | null> {
    const worker = await this.workers.findById(workerId).lean<WorkerRecord>();
    return worker?.lastCanaryAt ?? null;
  }

  /** @returns whether this process's own heartbeat is fresh */
  async isAlive(): Promise<boolean> {
    return (await this.alive()).some(({ _id }) => _id === this.identity.id);
  }

  /** A worker that stops as it should is gone at once; its record tells since when. */
  async leave(): Promise<void> {
    const now = new Date();
    await this.workers.updateOne({ _id: this.identity.id }, { $set: { stoppedAt: now, lastHeartbeat: now } });
    await this.workers.deleteMany({ lastHeartbeat: { $lt: new Date(Date.now() - FORGET_MS) } });
  }

  /** @returns the workers that gave a sign of life within 30 seconds, newest first */
  async alive(): Promise<WorkerRecord[]> {
    return this.workers
      .find({ lastHeartbeat: { $gt: new Date(Date.now() - ALIVE_MS) }, stoppedAt: { $exists: false } })
      .sort({ lastHeartbeat: -1 })
      .lean<WorkerRecord[]>();
  }

  /** @returns the latest sign of life of any worker, or null */
  async lastHeartbeat(): Promise<Date | null> {
    const last = await this.workers.findOne().sort({ lastHeartbeat: -1 }).lean<WorkerRecord>();
    return last?.lastHeartbeat ?? null;
  }
}
