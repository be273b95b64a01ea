import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter } from 'mongoose';
import { DatabaseClock } from './database-clock.js';
import { OwnFacts } from './own-facts.js';
import { ProcessRecord, type ProcessKind } from './process-record.schema.js';
import { WorkerIdentity } from './worker-identity.js';

/** A process that was silent for so long does not live (three of the keeper's longest intervals). */
const ALIVE_MS = 30_000;
/** Records of processes that were killed. */
const FORGET_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

/** Everything but the API: a record without a kind is a worker's of an earlier version. */
const WORKERS: QueryFilter<ProcessRecord> = { kind: { $ne: 'api' } };

/** Who works, kept in MongoDB by the database's time: what health, status and alerts read. */
@Injectable()
export class WorkerRegistry {
  private forgetAt = 0;

  constructor(
    @InjectModel(ProcessRecord.name) private readonly records: Model<ProcessRecord>,
    private readonly identity: WorkerIdentity,
    private readonly own: OwnFacts,
    private readonly clock: DatabaseClock,
  ) {}

  /** A sign of life of this process, with what it tells of itself and `facts`. */
  async beat(kind: ProcessKind, facts: Partial<Omit<ProcessRecord, '_id'>> = {}): Promise<void> {
    await this.records.updateOne(
      { _id: this.identity.id },
      { $set: { ...this.own.read(kind), ...facts } },
      { upsert: true },
    );
    if (performance.now() >= this.forgetAt) await this.forgetDead();
  }

  /** Notes that this worker is about to send a canary. */
  async canarySent(nonce: string): Promise<void> {
    await this.beat('worker', { canaryNonce: nonce });
  }

  /**
   * Notes that a canary of `workerId` came home.
   * @returns false for one that it has not sent, or that was home already
   */
  async canaryReturned(workerId: string, nonce: string, sentAt: Date, roundTripMs: number): Promise<boolean> {
    const { matchedCount } = await this.records.updateOne(
      { _id: workerId, canaryNonce: nonce },
      { $set: { lastCanaryAt: sentAt, canaryRoundTripMs: roundTripMs }, $unset: { canaryNonce: 1 } },
    );
    return matchedCount === 1;
  }

  /** @returns when the last canary that came home was sent, or null */
  async lastCanaryOf(workerId: string): Promise<Date | null> {
    const worker = await this.records.findById(workerId).lean<ProcessRecord>();
    return worker?.lastCanaryAt ?? null;
  }

  /** @returns whether this process's own heartbeat is fresh */
  async isAlive(): Promise<boolean> {
    return (await this.processes()).some(({ _id }) => _id === this.identity.id);
  }

  /** A process that stops as it should is gone at once; its record tells since when. */
  async leave(): Promise<void> {
    const now = this.clock.now();
    await this.records.updateOne({ _id: this.identity.id }, { $set: { stoppedAt: now, lastHeartbeat: now } });
    await this.forgetDead();
  }

  /** @returns the workers that gave a sign of life within 30 seconds, newest first */
  async alive(): Promise<ProcessRecord[]> {
    return this.living(WORKERS);
  }

  /** @returns the workers and API processes that gave a sign of life within 30 seconds, newest first */
  async processes(): Promise<ProcessRecord[]> {
    return this.living({});
  }

  /** @returns the latest sign of life of any worker, or null */
  async lastHeartbeat(): Promise<Date | null> {
    const last = await this.records.findOne(WORKERS).sort({ lastHeartbeat: -1 }).lean<ProcessRecord>();
    return last?.lastHeartbeat ?? null;
  }

  private async forgetDead(): Promise<void> {
    this.forgetAt = performance.now() + FORGET_EVERY_MS;
    await this.records.deleteMany({ lastHeartbeat: { $lt: new Date(this.clock.nowMs() - FORGET_MS) } });
  }

  private living(which: QueryFilter<ProcessRecord>): Promise<ProcessRecord[]> {
    const since = new Date(this.clock.nowMs() - ALIVE_MS);
    return this.records
      .find({ ...which, lastHeartbeat: { $gt: since }, stoppedAt: { $exists: false } })
      .sort({ lastHeartbeat: -1 })
      .lean<ProcessRecord[]>();
  }
}
