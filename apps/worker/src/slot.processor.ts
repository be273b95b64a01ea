import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import { Types } from 'mongoose';
import { SlotRunner } from '#lib/engine';
import { SlotStore } from '#lib/slots';
import { AppLogger, Metrics, withLogContext } from '#lib/observability';
import { JOBS, QUEUES, type CanaryJob, type PaySlotJob } from '#lib/queues';
import { Canary } from './canary.js';
import { JOB_SAFETY } from './job-safety.js';

/** A slot's time has come: run what is due. One job runs a slot while others, canaries among them, pass by. */
@Processor(QUEUES.slots, { ...JOB_SAFETY, concurrency: 10 })
export class SlotProcessor extends WorkerHost {
  constructor(
    private readonly runner: SlotRunner,
    private readonly slots: SlotStore,
    private readonly canary: Canary,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async process(job: Job, token?: string): Promise<void> {
    await withLogContext({ jobId: String(job.id) }, async () => {
      switch (job.name) {
        case JOBS.paySlot:
          await this.delayUntilDue(job as Job<PaySlotJob>, token);
          return this.runner.runDueOrAsk();
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
    this.log.failure('A slot job failed; the keeper takes its slot up again', error, { jobId: job?.id });
  }

  @OnWorkerEvent('error')
  broken(): void {
    this.metrics.errors.inc({ where: 'slot-queue' });
  }

  /** Clocks differ, and a slot may have been moved: MongoDB says when it is due, not the job. */
  private async delayUntilDue(job: Job<PaySlotJob>, token: string | undefined): Promise<void> {
    const slot = await this.slots.byId(new Types.ObjectId(job.data.distributionId));
    if (slot === null || slot.status !== 'PENDING' || slot.scheduledFor.getTime() <= Date.now()) return;
    await job.moveToDelayed(slot.scheduledFor.getTime(), token);
    throw new DelayedError();
  }
}
