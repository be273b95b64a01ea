import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { SlotRunner } from '#lib/distributions';
import { AppLogger } from '#lib/observability';
import { ChunkProcessor } from './chunk.processor.js';
import { Keeper } from './keeper.js';
import { SlotProcessor } from './slot.processor.js';

/**
 * Starts consuming when everything is checked, and drains before anything is closed: Nest closes MongoDB and the
 * workers in one and the same later phase.
 */
@Injectable()
export class Lifecycle implements BeforeApplicationShutdown {
  constructor(
    private readonly slots: SlotProcessor,
    private readonly chunks: ChunkProcessor,
    private readonly runner: SlotRunner,
    private readonly keeper: Keeper,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /** Called once the application has started. */
  start(): void {
    if (!this.config.executionEnabled) {
      this.log.write('warn', 'Execution is switched off (CRON_ENABLED, DISTRIBUTION_CRON_ENABLED): nothing is paid');
    }
    this.chunks.worker.concurrency = this.config.workerConcurrency;
    for (const { worker } of [this.slots, this.chunks]) {
      worker.run().catch((error: unknown) => this.log.failure(`The ${worker.name} worker stopped`, error));
    }
    this.keeper.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Slots first: whoever waits for chunks must hear that it is to stop. Then the chunks that are being paid.
    await Promise.all([this.keeper.stop(), this.runner.stop(), this.slots.worker.close(), this.chunks.worker.close()]);
  }
}
