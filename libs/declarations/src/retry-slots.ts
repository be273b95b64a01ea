import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit } from '#lib/audit';
import { AwaitEnd, SlotJobs, SlotProgressReader, SlotStore, hasToPayAgain, isReversed, type Slot } from '#lib/slots';
import { assertPaid } from './assert-paid.js';
import { DayTransaction, admit, askedBy, waitOf, type Change } from './change.js';
import { PlatformDay } from './platform-day.js';
import { dayView } from './day-view.js';
import { DeclarationStore } from './declaration-store.js';
import { NothingToRetryError } from './errors.js';

/** Pays what slots left unpaid, on an admin's word (docs/specification.md 3.2). */
@Injectable()
export class RetrySlots {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly enqueueSlots: SlotJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Asks slots of a date to run again and waits for their ends.
   * @param numbers of the slots; null for everything of the date that FAILED or has errors, manual runs too
   * @param waitMs left out: as long as a request does
   * @returns whether they have ended by then
   * @throws SlotNotFoundError, SlotStateError, NothingToRetryError, DistributionFailedError,
   *   DistributionCancelledError
   */
  async retry(
    date: string,
    numbers: readonly number[] | null,
    change: Change,
    waitMs?: number,
  ): Promise<{ ended: boolean }> {
    const asked = await this.request(date, numbers, change);
    const ids = asked.map(({ _id }) => _id);
    const { ended, distributions } = await this.awaitEnd.of(ids, waitOf(change, waitMs));
    if (ended) assertPaid(distributions, () => 'mend what is named and retry again to pay the rest.');
    return { ended };
  }

  /** As `retry`, without waiting. @returns the slots as they wait to run again */
  async request(date: string, numbers: readonly number[] | null, change: Change): Promise<readonly Slot[]> {
    const asked = await this.transaction.run(async (session) => {
      const wanted = await this.wanted(session, date, numbers);
      await this.store.touch(session, date);
      const asked: Slot[] = [];
      for (const before of wanted) asked.push(await this.ask(session, date, before, change));
      await admit(session, change, { date, now: this.day.now(), slots: asked });
      const [declaration, slots] = [await this.store.find(date, session), await this.slots.ofDate(date, session)];
      await change.remember(session, dayView(date, declaration, slots, await this.progress.read(slots)), true);
      return asked;
    });
    await this.enqueueSlots.enqueue(asked);
    return asked;
  }

  private async wanted(session: ClientSession, date: string, numbers: readonly number[] | null): Promise<Slot[]> {
    if (numbers !== null) {
      const named: Slot[] = [];
      // One after the other: a transaction takes no two operations at once.
      for (const number of new Set(numbers)) named.push(await this.slots.slot(date, number, session));
      return named;
    }
    const left = (await this.slots.ofDate(date, session)).filter(hasRest);
    if (left.length === 0) throw new NothingToRetryError(date);
    return left;
  }

  private async ask(session: ClientSession, date: string, before: Slot, change: Change): Promise<Slot> {
    const asked = await this.slots.requestRetry(session, before, askedBy(change));
    await this.audit.record(session, {
      ...change.origin,
      action: 'slot.retry',
      date,
      target: before.key,
      before: { status: before.status, errors: before.errors, error: before.error },
      after: { retryRequestedAt: asked.run.requestedAt.toISOString() },
    });
    return asked;
  }
}

/** What was taken back and not reinstated is left alone. */
function hasRest(slot: Slot): boolean {
  const { status, errors, run } = slot;
  if (run.state !== 'ENDED' || isReversed(slot)) return false;
  return status === 'FAILED' || (status === 'COMPLETED' && (errors > 0 || hasToPayAgain(slot)));
}
