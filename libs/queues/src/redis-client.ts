import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';

/** A plain connection to Redis that fails at once instead of waiting, for health, limits and checks. */
@Injectable()
export class RedisClient implements OnApplicationShutdown {
  readonly client: Redis;
  private lastProblem = '';

  constructor(config: AppConfig, log: AppLogger, metrics: Metrics) {
    this.client = new Redis(config.redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      connectTimeout: 2_000,
      retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
    });
    this.client.on('error', (error: Error) => {
      metrics.errors.inc({ where: 'redis' });
      // One line when the trouble begins or changes, not ten a second while it lasts.
      if (error.message !== this.lastProblem) log.failure('Redis does not answer', error);
      this.lastProblem = error.message;
    });
    this.client.on('ready', () => {
      if (this.lastProblem !== '') log.write('info', 'Redis answers again');
      this.lastProblem = '';
    });
  }

  isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** @returns the round trip in milliseconds, or null when Redis does not answer within a second */
  async ping(): Promise<number | null> {
    const started = performance.now();
    const answer = this.client.ping().then(
      () => true,
      () => false,
    );
    const late = new Promise<boolean>((resolve) => setTimeout(resolve, 1_000, false).unref());
    return (await Promise.race([answer, late])) ? performance.now() - started : null;
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
