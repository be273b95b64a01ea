import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { WorkerRegistry } from '#lib/workers';

const BEATING = 'giving a sign of life';

/** Tells that this API process lives, by which rules and with which clock: it accepts what workers pay. */
@Injectable()
export class ApiHeartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private beating: Promise<void> | null = null;

  constructor(
    private readonly registry: WorkerRegistry,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.registry.beat('api');
    this.timer = setInterval(() => this.tick(), this.config.keeperIntervalMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.beating;
    // Without MongoDB the missing heartbeat tells it.
    await this.registry.leave().catch((error: unknown) => this.failed('signing off', error));
  }

  private tick(): void {
    this.beating ??= this.registry
      .beat('api')
      .then(() => this.log.succeeded(failedAt(BEATING)))
      .catch((error: unknown) => this.failed(BEATING, error))
      .finally(() => {
        this.beating = null;
      });
  }

  private failed(what: string, error: unknown): void {
    this.metrics.errors.inc({ where: 'api-heartbeat' });
    this.log.failureAgain(failedAt(what), error);
  }
}

function failedAt(what: string): string {
  return `The API failed at ${what}`;
}
