import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics, MetricsServer } from '#lib/observability';
import { StateGauges } from './state-gauges.js';

/** The metrics of this process and the gauges of the whole system, on METRICS_PORT where it has one of its own. */
@Injectable()
export class MetricsPort implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: MetricsServer | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly gauges: StateGauges,
    private readonly log: AppLogger,
  ) {}

  /** The port that it listens on; null where there is none of its own. */
  get port(): number | null {
    return this.server?.port ?? null;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { apiMetrics, metricsPort: port, listenAddress: host } = this.config;
    if (apiMetrics !== 'own' || port === null) return;
    this.server = await MetricsServer.listen({ port, host }, () => this.scrape());
    this.log.write('info', 'metrics listening', { event: 'metrics-listening', port: this.server.port });
  }

  onApplicationShutdown(): void {
    this.server?.close();
  }

  /** @returns the text format of Prometheus */
  async scrape(): Promise<string> {
    await this.gauges.fill();
    return this.metrics.registry.metrics();
  }
}
