import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { DatabaseClock, WorkerIdentity, WorkerRegistry } from '#lib/workers';
import { AppLogger, Metrics } from '#lib/observability';
import { Courier, CourierAwayError, type CanaryJob } from '#lib/queues';

const NOT_SENT = 'No canary could be sent: Redis is away';
const LOST = 'A canary did not come back: no worker takes jobs from Redis';

/**
 * A job that a worker sends through the real queue to see whether it comes back: a BullMQ worker can stop consuming
 * while it says that it runs. Any worker may bring it home.
 */
@Injectable()
export class Canary {
  private away: { sentAt: number } | null = null;
  private lastSentAt = 0;

  constructor(
    private readonly courier: Courier,
    private readonly registry: WorkerRegistry,
    private readonly identity: WorkerIdentity,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Sends one if it is time; reports the last one lost if it is still away. */
  async sendIfDue(): Promise<void> {
    const now = this.clock.nowMs();
    if (now - this.lastSentAt < this.config.canaryIntervalMs) return;
    if (this.away !== null) {
      if (await this.isHome(this.away.sentAt)) this.log.succeeded(LOST);
      else await this.reportLost();
    }
    this.lastSentAt = now;
    try {
      const nonce = randomUUID();
      await this.registry.canarySent(nonce);
      await this.courier.sendCanary({ workerId: this.identity.id, sentAt: now, nonce });
      this.away = { sentAt: now };
      this.log.succeeded(NOT_SENT);
    } catch (error) {
      if (!(error instanceof CourierAwayError)) throw error;
      this.away = null;
      this.metrics.errors.inc({ where: 'canary-redis' });
      this.log.failureAgain(NOT_SENT, error);
    }
  }

  /** Called by the worker that got the job. */
  async returned({ workerId, sentAt, nonce }: CanaryJob): Promise<void> {
    const roundTripMs = Math.max(0, this.clock.nowMs() - sentAt);
    if (await this.registry.canaryReturned(String(workerId), String(nonce), new Date(sentAt), roundTripMs)) {
      this.metrics.canaryRoundTrip.observe(roundTripMs / 1_000);
    } else {
      this.log.write('warn', 'A canary came that no worker has sent: somebody else writes into Redis', { workerId });
    }
  }

  private async isHome(sentAt: number): Promise<boolean> {
    return (await this.registry.lastCanaryOf(this.identity.id))?.getTime() === sentAt;
  }

  private async reportLost(): Promise<void> {
    this.metrics.canaryLost.inc();
    this.log.failureAgain(LOST, undefined, { workerId: this.identity.id });
    await this.registry.beat('worker', { canaryRoundTripMs: null });
  }
}
