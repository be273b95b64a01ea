import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { UnrecoverableError, type Job } from 'bullmq';
import { Types } from 'mongoose';
import { PayChunk } from '#lib/distributions';
import { Metrics, withLogContext } from '#lib/observability';
import { JOBS, QUEUES, type PayChunkJob } from '#lib/queues';
import { JOB_SAFETY } from './job-safety.js';

/** Pays the chunk that a job names. */
@Processor(QUEUES.chunks, JOB_SAFETY)
export class ChunkProcessor extends WorkerHost {
  constructor(
    private readonly payChunk: PayChunk,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  async process(job: Job<PayChunkJob>): Promise<string> {
    if (job.name !== JOBS.payChunk) throw new UnrecoverableError(`Unknown job ${job.name} in queue ${QUEUES.chunks}`);
    const { chunkId, distributionId } = job.data;
    return withLogContext({ jobId: String(job.id), distributionId }, () =>
      this.payChunk.pay(new Types.ObjectId(chunkId)),
    );
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
