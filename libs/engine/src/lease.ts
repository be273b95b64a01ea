import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { Distribution, LeaseLostError, claimOf } from '#lib/slots';

export interface HeldLease {
  /** Fires when the lease is lost. */
  readonly signal: AbortSignal;
  /** Stops renewing. */
  stop(): void;
}

/** Keeps a claimed slot, so that others take it over only when its worker is gone. */
@Injectable()
export class Leases {
  constructor(
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Renews until stopped or lost. Money does not depend on it: a chunk is paid once whoever asks. */
  hold(distribution: Distribution): HeldLease {
    const lost = new AbortController();
    const timer = setInterval(() => {
      this.renew(distribution).then(
        (kept) => {
          if (!kept) lost.abort(new LeaseLostError(distribution.key));
        },
        (error: unknown) => {
          this.metrics.errors.inc({ where: 'lease' });
          this.log.failure('A lease was not renewed', error, { key: distribution.key });
        },
      );
    }, this.config.leaseMs / 3);
    return { signal: lost.signal, stop: () => clearInterval(timer) };
  }

  /** Gives a slot up, so that the next worker need not wait for the lease to run out. */
  async release(distribution: Distribution): Promise<void> {
    await this.distributions.updateOne(claimOf(distribution), { $set: { leaseUntil: new Date() } });
  }

  private async renew(distribution: Distribution): Promise<boolean> {
    const renewed = await this.distributions.updateOne(claimOf(distribution), {
      $set: { leaseUntil: new Date(Date.now() + this.config.leaseMs) },
    });
    return renewed.matchedCount === 1;
  }
}
