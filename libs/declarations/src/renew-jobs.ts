import { Injectable } from '@nestjs/common';
import { SlotJobs, type Slot } from '#lib/slots';

/** Jobs that Redis holds and shall not, and jobs that it shall hold. */
export interface JobChanges {
  /** The distributions as they were. */
  readonly withdrawn: readonly Slot[];
  /** The distributions as they are now. */
  readonly enqueued: readonly Slot[];
}

/** Brings Redis up to a change that was committed. */
@Injectable()
export class RenewJobs {
  constructor(private readonly enqueueSlots: SlotJobs) {}

  /** When Redis is away the keeper does it later. */
  async apply({ withdrawn, enqueued }: JobChanges): Promise<void> {
    if (withdrawn.length > 0) await this.enqueueSlots.withdraw(withdrawn);
    if (enqueued.length > 0) await this.enqueueSlots.enqueue(enqueued);
  }
}
