import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { AlertWatch } from './alert-watch.js';

const FAILED = 'Looking for alerts failed; it is tried again';

/** Looks at each of the keeper's intervals, one look at a time. */
@Injectable()
export class AlertTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly watch: AlertWatch,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.tick(), this.config.keeperIntervalMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.looking;
  }

  private tick(): void {
    this.looking ??= this.watch
      .look()
      .then(() => this.log.succeeded(FAILED))
      .catch((error: unknown) => {
        this.metrics.errors.inc({ where: 'alerts' });
        this.log.failureAgain(FAILED, error);
      })
      .finally(() => {
        this.looking = null;
      });
  }
}
