import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { CloseSlots } from '#lib/receipts';
import { WatchClosed } from './watch-closed.js';

const FAILED = 'A slot could not be closed, or not counted again; the keeper tries again';

/** Between two slots that are counted again, in intervals of the keeper. */
const COUNTED_EVERY = 10;

/** Closes slots whose runs have ended, beside whatever else the worker does (docs/specification.md 3.9). */
@Injectable()
export class Closing {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private askedAgain = false;
  /** A start has enough to do. */
  private countedAt = performance.now();

  constructor(
    private readonly closeSlots: CloseSlots,
    private readonly watchClosed: WatchClosed,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Called after a slot's end, and now and then. Returns at once; never throws. */
  look(): void {
    this.askedAgain = true;
    this.running ??= this.rounds().finally(() => {
      this.running = null;
    });
  }

  /** Begins no further slot and waits for the one that is being closed. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async rounds(): Promise<void> {
    while (this.askedAgain && !this.stopping.signal.aborted) {
      this.askedAgain = false;
      try {
        await this.closeSlots.closeDue(this.stopping.signal);
        await this.countIfTime();
        this.log.succeeded(FAILED);
      } catch (error) {
        this.metrics.errors.inc({ where: 'closing' });
        this.log.failureAgain(FAILED, error);
      }
    }
  }

  private async countIfTime(): Promise<void> {
    if (performance.now() - this.countedAt < COUNTED_EVERY * this.config.keeperIntervalMs) return;
    this.countedAt = performance.now();
    await this.watchClosed.countNext();
  }
}
