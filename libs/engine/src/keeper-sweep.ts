import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { Courier, CourierAwayError } from '#lib/queues';
import { StoredSlot, slotMove, toTicket } from '#lib/slots';
import { DatabaseClock, ExecutionControl } from '#lib/workers';
import { misfireWords, type RanMeanwhile } from './misfire-words.js';
import { SlotRunner } from './slot-runner.js';
import { UniqueGuards } from './unique-guards.js';

/** So long whoever queued or moved a slot has for adding its job; what is due meanwhile runs without one. */
const ENQUEUED_WITHIN_MS = 2_000;

const REDIS_AWAY = 'Slot jobs cannot be looked after: Redis is away';

/** Puts right whatever a crash, a flush or a missing worker left behind (docs/architecture.md 3, step 7). */
@Injectable()
export class KeeperSweep {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    private readonly courier: Courier,
    private readonly runner: SlotRunner,
    private readonly control: ExecutionControl,
    private readonly clock: DatabaseClock,
    private readonly guards: UniqueGuards,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Everything but running slots; quick, and safe in any number of workers at once. */
  async repair(): Promise<void> {
    await this.guards.look();
    if (await this.control.mayExecute()) await this.misfire();
    await this.restoreJobs();
  }

  /** Runs what is due, whether its job arrived or not; returns when it has run. */
  async runOverdue(): Promise<void> {
    await this.runner.runDue();
  }

  /** Past the grace a slot is not paid unasked: it fails, and an admin decides. */
  private async misfire(): Promise<void> {
    const now = this.clock.now();
    const graceEnds = new Date(now.getTime() - this.config.misfireGraceMs);
    const late = await this.distributions
      .find({ status: 'PENDING', scheduledFor: { $lte: graceEnds } })
      .lean<StoredSlot[]>();
    for (const slot of late) {
      const error = misfireWords(slot.scheduledFor, now, await this.ranSince(slot.scheduledFor));
      const { filter, update } = slotMove('misfire', 'PENDING/REQUESTED', {
        // Not one that an admin has moved meanwhile.
        where: { _id: slot._id, scheduledFor: slot.scheduledFor },
        set: { reason: 'MISFIRED', error, 'run.endedAt': now, updatedAt: now },
      });
      const failed = await this.distributions.collection.updateOne(filter, update);
      if (failed.modifiedCount === 0) continue;
      this.metrics.slotsFinished.inc({ status: 'FAILED' });
      this.log.write('error', 'Slot FAILED', { key: slot.key, reason: 'MISFIRED', error });
    }
  }

  /** What kept others waiting since `due`; slots run one at a time. */
  private async ranSince(due: Date): Promise<RanMeanwhile[]> {
    const ran = await this.distributions
      .find(
        { $or: [{ status: 'EXECUTING' }, { executedAt: { $gt: due } }] },
        { key: 1, executedAt: 1, status: 1, run: 1 },
      )
      .lean<Pick<StoredSlot, 'key' | 'executedAt' | 'status' | 'run'>[]>();
    return ran.flatMap(({ key, executedAt, status, run: { startedAt } }) =>
      startedAt === null ? [] : [{ key, startedAt, endedAt: status === 'EXECUTING' ? null : executedAt }],
    );
  }

  /** Adds the jobs that Redis does not have, also after FLUSHALL. */
  private async restoreJobs(): Promise<void> {
    const now = this.clock.now().getTime();
    const waiting = await this.distributions
      .find({
        status: 'PENDING',
        scheduledFor: { $gt: new Date(now) },
        updatedAt: { $lte: new Date(now - ENQUEUED_WITHIN_MS) },
      })
      .sort({ scheduledFor: 1 })
      .lean<StoredSlot[]>();
    if (waiting.length === 0) return;
    try {
      const known = await this.courier.knownSlots(waiting.map(toTicket));
      const missing = waiting.filter(({ key }) => !known.has(key));
      this.log.succeeded(REDIS_AWAY);
      if (missing.length === 0) return;
      // A new revision: Redis may remember the old id as done, and would ignore it in silence. Raised only from what
      // was seen: keepers that sweep at the same moment all add the same job.
      await this.distributions.collection.bulkWrite(
        missing.map(({ _id, revision }) => ({
          updateOne: slotMove('renewJob', 'PENDING/REQUESTED', { where: { _id, revision }, inc: { revision: 1 } }),
        })),
      );
      const tickets = missing.map((slot) => toTicket({ ...slot, revision: slot.revision + 1 }));
      await this.courier.addSlots(tickets, this.clock.now());
      this.metrics.keeperRepairs.inc({ kind: 'job-restored' }, missing.length);
      this.log.write('warn', 'Slot jobs were missing in Redis and were added again', {
        keys: missing.map(({ key }) => key),
      });
    } catch (error) {
      if (!(error instanceof CourierAwayError)) throw error;
      this.metrics.errors.inc({ where: 'keeper-redis' });
      this.log.failureAgain(REDIS_AWAY, error);
    }
  }
}
