import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { setTimeout as wait } from 'node:timers/promises';
import { UnrecoverableError, type Job } from 'bullmq';
import { Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { SlotRunner } from '#lib/engine';
import { SlotStore } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { AppLogger, Metrics, withLogContext } from '#lib/observability';
import { JOBS, QUEUES, QueueClaim, type CanaryJob, type PaySlotJob } from '#lib/queues';
import { Canary } from './canary.js';
import { Closing } from './closing.js';
import { giveBack, giveBackUnlessOurs } from './give-back.js';
import { JOB_SAFETY } from './job-safety.js';

/** A job that is early by no more than this is kept until it is due. */
const WAITED_FOR_MS = 1_000;

/** A slot's time has come: run what is due. One job runs a slot while others, canaries among them, pass by. */
@Processor(QUEUES.slots, { ...JOB_SAFETY, concurrency: 10 })
export class SlotProcessor extends WorkerHost {
  constructor(
    private readonly runner: SlotRunner,
    private readonly slots: SlotStore,
    private readonly canary: Canary,
    private readonly closing: Closing,
    private readonly clock: DatabaseClock,
    private readonly claim: QueueClaim,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async process(job: Job, token?: string): Promise<void> {
    await withLogContext({ jobId: String(job.id) }, async () => {
      await giveBackUnlessOurs(this.claim, job, token);
      switch (job.name) {
        case JOBS.paySlot:
          await this.untilDue(job as Job<PaySlotJob>, token);
          await this.runner.runDueOrAsk();
          return this.closing.look();
        case JOBS.canary:
          return this.canary.returned((job as Job<CanaryJob>).data);
        default:
          throw new UnrecoverableError(`Unknown job ${job.name} in queue ${QUEUES.slots}`);
      }
    });
  }

  @OnWorkerEvent('failed')
  failed(job: Job | undefined, error: Error): void {
    this.metrics.errors.inc({ where: 'slot-job' });
    this.log.failureAgain('A slot job failed; the keeper takes its slot up again', error, { jobId: job?.id });
  }

  @OnWorkerEvent('error')
  broken(): void {
    this.metrics.errors.inc({ where: 'slot-queue' });
  }

  /**
   * BullMQ brings a job by the clock of the process that asked for it, and a slot may have been moved: MongoDB says when
   * it is due. A job that comes much too early is put beyond the reach of a clock that is ahead, or it would come again
   * at once, over and over; the timers of the workers run its slot in time.
   */
  private async untilDue(job: Job<PaySlotJob>, token: string | undefined): Promise<void> {
    const slot = await this.slots.byId(new Types.ObjectId(job.data.distributionId));
    if (slot === null || slot.status !== 'PENDING') return;
    const earlyMs = slot.scheduledFor.getTime() - this.clock.nowMs();
    if (earlyMs > WAITED_FOR_MS) {
      await giveBack(job, token, new Date(slot.scheduledFor.getTime() + this.config.maxClockSkewMs));
    }
    if (earlyMs > 0) await wait(earlyMs);
  }
}
