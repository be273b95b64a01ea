import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { WorkerRegistry } from '#lib/workers';
import { METRICS_TYPE, Metrics, MetricsServer } from '#lib/observability';
import { QueueClaim, redisTrouble } from '#lib/queues';
import { DatabaseAnswers } from './database-answers.js';

const PATHS = ['/health/live', '/health/ready', '/health/all', '/metrics'];

/** GET /health/live, /health/ready, /health/all and /metrics of a worker. */
@Injectable()
export class HealthServer implements OnApplicationShutdown {
  private server: Server | null = null;
  private metricsServer: MetricsServer | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly claim: QueueClaim,
    private readonly registry: WorkerRegistry,
    private readonly database: DatabaseAnswers,
  ) {}

  /** @returns the port it listens on, and the one of the metrics */
  async listen(): Promise<{ readonly port: number; readonly metricsPort: number }> {
    const { workerMetrics, metricsPort, listenAddress } = this.config;
    if (workerMetrics === 'own' && metricsPort !== null) {
      const at = { port: metricsPort, host: listenAddress };
      this.metricsServer = await MetricsServer.listen(at, () => this.metrics.registry.metrics());
    }
    const server = createServer((request, response) => {
      this.answer(request.url ?? '/', response).catch((error: unknown) => {
        this.metrics.errors.inc({ where: 'worker-health' });
        send(response, 503, { ...down({ mongodb: reasonOf(error) }), status: 'down' });
      });
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const { workerPort: port, listenAddress: host } = this.config;
      server.listen(host === '' ? { port } : { port, host }, () => resolve());
    });
    const { port } = server.address() as AddressInfo;
    return { port, metricsPort: this.metricsServer?.port ?? port };
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.metricsServer?.close();
  }

  private async answer(path: string, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/health/live':
        return send(response, 200, { success: true, data: { status: 'live' }, status: 'up' });
      case '/health/ready':
        return this.answerReady(response, false);
      case '/health/all':
        return this.answerReady(response, true);
      case '/metrics':
        if (this.metricsServer !== null) return send(response, 404, { status: 'METRICS_PORT has them' });
        response.setHeader('content-type', METRICS_TYPE);
        response.end(await this.metrics.registry.metrics());
        return;
      default:
        return send(response, 404, { status: 'unknown path', paths: PATHS });
    }
  }

  /** @param all whether Redis counts, without which slots are paid all the same, somewhat later */
  private async answerReady(response: ServerResponse, all: boolean): Promise<void> {
    const alive = await this.database.soon(() => this.registry.isAlive());
    const trouble = redisTrouble(await this.claim.check());
    const up = alive && (trouble === null || !all);
    const lacks = { ...(alive ? {} : { worker: NO_HEARTBEAT }), ...(trouble === null ? {} : { redis: trouble }) };
    const dependencies = { mongodb: 'answers', redis: 'answers', worker: 'alive', ...lacks };
    const status = Object.keys(lacks).length === 0 ? 'ready' : 'degraded';
    send(response, up ? 200 : 503, {
      ...(up ? { success: true, data: { status, dependencies } } : down(lacks)),
      // As earlier versions told it.
      status: up ? 'up' : 'down',
      mongo: 'up',
      redis: trouble === null ? 'up' : 'down',
      heartbeat: alive,
      ...(trouble === null ? {} : { trouble }),
    });
  }
}

const NO_HEARTBEAT = 'has written no heartbeat of late';

/** @param lacks what is down, and why */
function down(lacks: Readonly<Record<string, string>>): object {
  const details = Object.entries(lacks).map(([field, message]) => ({ field, message }));
  const said = details.map(({ field, message }) => `${field} (${message})`).join(', ');
  return { success: false, message: `Not ready: ${said}`, error: { code: 'DEPENDENCY_DOWN', details } };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
