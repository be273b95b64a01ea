import { Injectable } from '@nestjs/common';
import type { Worker } from 'bullmq';
import { AppLogger } from '#lib/observability';
import { QueueClaim } from '#lib/queues';
import { DatabaseClock } from '#lib/workers';
import { ChunkProcessor } from './chunk.processor.js';
import { SlotProcessor } from './slot.processor.js';

const LOOK_EVERY_MS = 1_000;

/**
 * Whether this process takes jobs from Redis: none while the jobs are another system's, and none of slots while its
 * clock is too far off. BullMQ brings delayed jobs by the clock of whoever asks for one.
 */
@Injectable()
export class Consumption {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly slots: SlotProcessor,
    private readonly chunks: ChunkProcessor,
    private readonly claim: QueueClaim,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
  ) {}

  start(): void {
    this.claim.onChange(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** Takes nothing more; what is being done goes on. */
  async stop(): Promise<void> {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    await Promise.all([this.slots, this.chunks].map(({ worker }) => worker.pause(true)));
  }

  private look(): void {
    // A change that is told after the end.
    if (this.timer === null) return;
    const isOurs = this.claim.state.kind !== 'taken';
    this.set(this.chunks.worker, isOurs);
    this.set(this.slots.worker, isOurs && this.clock.isTrusted());
  }

  private set(worker: Worker, takesJobs: boolean): void {
    const takes = worker.isRunning() && !worker.isPaused();
    if (takes === takesJobs) return;
    if (takesJobs) void this.begin(worker);
    else if (takes) {
      worker.pause(true).catch((error: unknown) => this.log.failure(`The ${worker.name} worker did not pause`, error));
    }
  }

  private async begin(worker: Worker): Promise<void> {
    try {
      if (worker.isPaused()) await worker.resume();
      else await worker.run();
    } catch (error) {
      this.log.failure(`The ${worker.name} worker stopped`, error);
    }
  }
}
