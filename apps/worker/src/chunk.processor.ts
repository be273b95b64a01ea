import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { UnrecoverableError, type Job } from 'bullmq';
import { Types } from 'mongoose';
import { PayChunk } from '#lib/engine';
import { Metrics, withLogContext } from '#lib/observability';
import { JOBS, QUEUES, QueueClaim, type PayChunkJob } from '#lib/queues';
import { giveBackUnlessOurs } from './give-back.js';
import { JOB_SAFETY } from './job-safety.js';

/** Pays the chunk that a job names. */
@Processor(QUEUES.chunks, JOB_SAFETY)
export class ChunkProcessor extends WorkerHost {
  private readonly paying = new Set<Promise<unknown>>();

  constructor(
    private readonly payChunk: PayChunk,
    private readonly claim: QueueClaim,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async process(job: Job<PayChunkJob>, token?: string): Promise<string> {
    await giveBackUnlessOurs(this.claim, job, token);
    if (job.name !== JOBS.payChunk) throw new UnrecoverableError(`Unknown job ${job.name} in queue ${QUEUES.chunks}`);
    const { chunkId, distributionId } = job.data;
    const payment = withLogContext({ jobId: String(job.id), distributionId }, () =>
      this.payChunk.pay(new Types.ObjectId(chunkId)),
    );
    this.paying.add(payment);
    try {
      return await payment;
    } finally {
      this.paying.delete(payment);
    }
  }

  /** Returns when the chunks that are being paid are paid or rolled back, whatever has become of Redis. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.paying);
  }

  /** What failed was noted on the chunk and logged where it happened. */
  @OnWorkerEvent('failed')
  failed(): void {
    this.metrics.errors.inc({ where: 'chunk-job' });
  }

  @OnWorkerEvent('error')
  broken(): void {
    this.metrics.errors.inc({ where: 'chunk-queue' });
  }
}
