import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Worker } from 'bullmq';
import { AppConfig } from '#lib/config';
import { SlotRunner } from '#lib/engine';
import { AppLogger } from '#lib/observability';
import { RedisClient, within } from '#lib/queues';
import { ChunkProcessor } from './chunk.processor.js';
import { Consumption } from './consumption.js';
import { DatabaseAnswers } from './database-answers.js';
import { Keeper } from './keeper.js';
import { SlotProcessor } from './slot.processor.js';

const CLOSE_MS = 3_000;

/**
 * Starts consuming when everything is checked, and drains before anything is closed: Nest closes MongoDB and the
 * workers in one and the same later phase.
 */
@Injectable()
export class Lifecycle implements BeforeApplicationShutdown {
  private draining: Promise<void> | null = null;

  constructor(
    private readonly slots: SlotProcessor,
    private readonly chunks: ChunkProcessor,
    private readonly runner: SlotRunner,
    private readonly consumption: Consumption,
    private readonly keeper: Keeper,
    private readonly database: DatabaseAnswers,
    private readonly redis: RedisClient,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /** Called once the application has started. */
  start(): void {
    if (!this.config.executionEnabled) {
      this.log.write('warn', 'Execution is switched off (CRON_ENABLED, DISTRIBUTION_CRON_ENABLED): nothing is paid');
    }
    this.chunks.worker.concurrency = this.config.workerConcurrency;
    this.consumption.start();
    this.keeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  /** Takes nothing new, and returns when what runs has been paid or rolled back; without MongoDB, soon. */
  drain(): Promise<void> {
    this.draining ??= this.drainOnce();
    return this.draining;
  }

  private async drainOnce(): Promise<void> {
    const workers = [this.slots.worker, this.chunks.worker];
    await this.consumption.stop();
    // Whoever waits for chunks must hear that it is to stop; the chunks that are being paid end by themselves.
    const ended = Promise.all([this.keeper.stop(), this.runner.stop(), this.chunks.idle()]);
    await this.database.whileItAnswers(ended.then(() => undefined));
    await Promise.all(workers.map((worker) => this.close(worker)));
  }

  /** Without Redis, BullMQ waits for it for ever; nothing of ours is lost by not telling it that a job has ended. */
  private async close(worker: Worker): Promise<void> {
    if (!this.redis.isReady()) return worker.close(true);
    await within(CLOSE_MS, `closing the ${worker.name} worker`, worker.close()).catch((error: unknown) =>
      this.log.failure('A queue was not closed in order; its jobs are found to be done when they come again', error),
    );
  }
}
