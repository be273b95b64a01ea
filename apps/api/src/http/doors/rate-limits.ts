import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { RedisClient, within } from '#lib/queues';

const WINDOW_MS = 60_000;

/** One round trip: counts the request and tells how long the window still is. */
const COUNT = `
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {hits, redis.call('PTTL', KEYS[1])}`;

/** While it is down, it is not asked again for this long, so that requests do not each wait. */
const BACK_OFF_MS = 1_000;
const LOG_EVERY_MS = 10_000;

/**
 * Request counts in Redis, shared by all API processes, in fixed windows of a minute. Without Redis nobody is limited,
 * which is logged and counted: the API must go on working, and accounts are still locked by the database.
 */
@Injectable()
export class RateLimits {
  /** A Redis that is slower than this is treated as down. */
  private readonly patienceMs: number = 250;
  private askAgainAt = 0;
  private logAgainAt = 0;

  constructor(
    private readonly redis: RedisClient,
    private readonly config: AppConfig,
    private readonly logger: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes one request out of a budget.
   * @param budget its name
   * @param limit requests per minute
   * @returns 0, or the seconds until there is a new budget
   */
  async take(budget: string, limit: number): Promise<number> {
    if (!this.redis.isReady() || Date.now() < this.askAgainAt) return this.unlimited('not connected');
    try {
      const key = `${this.config.queuePrefix}:limit:${budget}`;
      const counted = this.redis.client.eval(COUNT, 1, key, WINDOW_MS);
      const [hits, leftMs] = (await within(this.patienceMs, 'Counting requests in Redis', counted)) as [number, number];
      return hits > limit ? Math.max(1, Math.ceil(leftMs / 1000)) : 0;
    } catch (error) {
      this.askAgainAt = Date.now() + BACK_OFF_MS;
      return this.unlimited(error instanceof Error ? error.message : String(error));
    }
  }

  private unlimited(reason: string): number {
    this.metrics.errors.inc({ where: 'rate-limit' });
    if (Date.now() >= this.logAgainAt) {
      this.logAgainAt = Date.now() + LOG_EVERY_MS;
      this.logger.write('warn', 'rate limits are off: Redis does not answer', { reason });
    }
    return 0;
  }
}
