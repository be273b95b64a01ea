import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { KeeperSweep } from '#lib/engine';
import { DatabaseClock, WorkerRegistry } from '#lib/workers';
import { AppLogger, Metrics } from '#lib/observability';
import { Canary } from './canary.js';
import { Closing } from './closing.js';
import { DueTimer } from './due-timer.js';

/** The worker's clock that does not need Redis: heartbeat, repairs and overdue slots, on start and at each interval. */
@Injectable()
export class Keeper {
  private timer: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> | null = null;

  constructor(
    private readonly sweeper: KeeperSweep,
    private readonly registry: WorkerRegistry,
    private readonly canary: Canary,
    private readonly closing: Closing,
    private readonly dueTimer: DueTimer,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.tick(), this.config.keeperIntervalMs);
    this.dueTimer.start();
    this.tick();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.dueTimer.stop();
    await Promise.all([this.sweeping, this.closing.stop()]);
    // Without MongoDB the others see the missing heartbeat instead.
    await this.registry.leave().catch((error: unknown) => this.failed('signing off', error));
  }

  private tick(): void {
    // A sweep that takes longer than the interval is not overtaken; the next tick comes soon enough.
    this.sweeping ??= this.sweep().finally(() => {
      this.sweeping = null;
    });
    void this.dueTimer.arm();
    // Running slots may take minutes: it is not part of the sweep, and it fails on its own.
    this.closing.look();
    this.sweeper
      .runOverdue()
      .then(() => {
        this.works('running overdue slots');
        this.closing.look();
      })
      .catch((error: unknown) => this.failed('running overdue slots', error));
  }

  private async sweep(): Promise<void> {
    try {
      await this.registry.beat('worker');
      await this.canary.sendIfDue();
      await this.sweeper.repair();
      await this.registry.beat('worker', { lastSweepAt: this.clock.now(), lastSweepError: null });
      this.metrics.keeperSweeps.inc({ outcome: 'done' });
      this.works('sweeping');
      this.works('reporting a failed sweep');
    } catch (error) {
      this.metrics.keeperSweeps.inc({ outcome: 'failed' });
      this.failed('sweeping', error);
      await this.registry
        .beat('worker', { lastSweepError: error instanceof Error ? error.message : String(error) })
        .catch((cause: unknown) => this.failed('reporting a failed sweep', cause));
    }
  }

  private failed(what: string, error: unknown): void {
    this.metrics.errors.inc({ where: 'keeper' });
    this.log.failureAgain(failedAt(what), error);
  }

  private works(what: string): void {
    this.log.succeeded(failedAt(what));
  }
}

function failedAt(what: string): string {
  return `The keeper failed at ${what}; it tries again`;
}
