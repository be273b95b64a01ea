import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { LeaseLostError, StoredSlot, claimedMove, type Slot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';

export interface HeldLease {
  /** Fires when the lease is lost. */
  readonly signal: AbortSignal;
  /** Says that the slot got on; written with the next renewal. */
  progressed(): void;
  /** Stops renewing. */
  stop(): void;
}

const NOT_RENEWED = 'A lease was not renewed';

/** Keeps a claimed slot, so that others take it over only when its worker is gone. */
@Injectable()
export class Leases {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Renews until stopped or lost. Money does not depend on it: a chunk is paid once whoever asks. */
  hold(distribution: Slot): HeldLease {
    const lost = new AbortController();
    let progressAt: Date | null = null;
    const renew = async (): Promise<void> => {
      const noted = progressAt;
      progressAt = null;
      if (!(await this.renew(distribution, noted))) lost.abort(new LeaseLostError(distribution.key));
    };
    let renewing: Promise<void> | null = null;
    const timer = setInterval(() => {
      // One that waits for the database is not overtaken: of two the older might be written last.
      renewing ??= renew()
        .then(() => this.log.succeeded(NOT_RENEWED, { key: distribution.key }))
        .catch((error: unknown) => {
          this.metrics.errors.inc({ where: 'lease' });
          this.log.failureAgain(NOT_RENEWED, error, { key: distribution.key });
        })
        .finally(() => {
          renewing = null;
        });
    }, this.config.leaseMs / 3);
    return {
      signal: lost.signal,
      progressed: () => {
        progressAt = this.clock.now();
      },
      stop: () => clearInterval(timer),
    };
  }

  /** Gives a slot up, so that the next worker need not wait for the lease to run out. */
  async release(distribution: Slot): Promise<void> {
    await this.write(distribution, { 'run.leaseUntil': this.clock.now() });
  }

  private async renew(distribution: Slot, progressAt: Date | null): Promise<boolean> {
    return this.write(distribution, {
      'run.leaseUntil': new Date(this.clock.now().getTime() + this.config.leaseMs),
      ...(progressAt === null ? {} : { 'run.progressAt': progressAt }),
    });
  }

  private async write(distribution: Slot, set: Record<string, unknown>): Promise<boolean> {
    const { filter, update } = claimedMove('hold', distribution, { set });
    return (await this.distributions.collection.updateOne(filter, update)).matchedCount === 1;
  }
}
