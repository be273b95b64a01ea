import { Injectable } from '@nestjs/common';
import { AppLogger, Metrics } from '#lib/observability';
import { Courier, CourierAwayError, type SlotTicket } from '#lib/queues';
import { DatabaseClock } from '#lib/workers';
import type { Slot } from './slot.js';

type Queued = Pick<Slot, '_id' | 'key' | 'date' | 'slotNumber' | 'revision' | 'scheduledFor' | 'run'>;

/** Gives accepted slots to Redis, after their transaction was committed. */
@Injectable()
export class SlotJobs {
  constructor(
    private readonly courier: Courier,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** @returns false when Redis did not take them: they are accepted all the same, the keeper adds them or pays them */
  async enqueue(distributions: readonly Slot[]): Promise<boolean> {
    return this.orLater('enqueued', distributions, () =>
      this.courier.addSlots(distributions.map(toTicket), this.clock.now()),
    );
  }

  /** Takes away the jobs of slots that were cancelled or got another time. */
  async withdraw(distributions: readonly Slot[]): Promise<boolean> {
    return this.orLater('withdrawn', distributions, () => this.courier.removeSlots(distributions.map(toTicket)));
  }

  private async orLater(what: string, distributions: readonly Slot[], work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof CourierAwayError)) throw error;
      this.metrics.enqueueFailures.inc(distributions.length);
      this.log.failure(`Slots could not be ${what} now; the keeper will see to them`, error, {
        keys: distributions.map(({ key }) => key),
      });
      return false;
    }
  }
}

/** A slot, or its document, as the courier wants it. */
export function toTicket(distribution: Queued): SlotTicket {
  return {
    distributionId: distribution._id.toHexString(),
    date: distribution.date,
    slotNumber: distribution.slotNumber,
    key: distribution.key,
    revision: distribution.revision,
    scheduledFor: distribution.run.notBefore ?? distribution.scheduledFor,
  };
}
