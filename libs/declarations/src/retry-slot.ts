import { Injectable } from '@nestjs/common';
import { Audit } from '#lib/audit';
import { SlotJobs, SlotStore } from '#lib/slots';
import { DayTransaction, type Change } from './change.js';
import { DeclarationStore } from './declaration-store.js';

/** Pays what a slot left unpaid, on an admin's word (docs/specification.md 3.2). */
@Injectable()
export class RetrySlot {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly enqueueSlots: SlotJobs,
    private readonly audit: Audit,
  ) {}

  /** @throws SlotNotFoundError, SlotStateError */
  async retry(date: string, slotNumber: number, change: Change): Promise<void> {
    const slot = await this.transaction.run(async (session) => {
      const before = await this.slots.slot(date, slotNumber, session);
      await this.store.touch(session, date);
      const asked = await this.slots.requestRetry(session, before, change.origin.actor.email);
      await this.audit.record(session, {
        ...change.origin,
        action: 'slot.retry',
        date,
        target: before.key,
        before: { status: before.status, errors: before.errors, error: before.error },
        after: { retryRequestedAt: asked.run.requestedAt.toISOString() },
      });
      await change.remember(session, undefined);
      return asked;
    });
    await this.enqueueSlots.enqueue([slot]);
  }
}
