import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit } from '#lib/audit';
import { AlreadyQueuedError, SlotJobs, SlotProgressReader, SlotStore, type Slot } from '#lib/slots';
import { formatRate } from '#lib/money';
import { checkpoint } from '#lib/observability';
import { DayTransaction, adminId, type Change } from './change.js';
import { dayView, type DayView } from './day-view.js';
import { DeclarationStore } from './declaration-store.js';
import { valuesView } from './declaration-view.js';
import type { Declaration } from './declaration.js';
import { waitingAutomatic } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { prepareDay, type DayRequest, type PreparedDay } from './prepare-day.js';

/** Queues today, as one slot or many (docs/specification.md 3.2). */
@Injectable()
export class QueueToday {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly enqueueSlots: SlotJobs,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Accepts the day and its slots in one transaction, then gives Redis the jobs. Declares the day if it is not. What
   * waits to be distributed automatically is replaced by the slots.
   * @throws InvalidDeclarationError, AlreadyQueuedError
   */
  async queue(request: DayRequest, change: Change): Promise<DayView> {
    const clock = this.day.clock();
    const date = clock.date;
    const { view, accepted, replaced } = await this.transaction.run(async (session) => {
      const before = await this.store.find(date, session);
      const replaced = await this.replaceAutomatic(session, date);
      const prepared = prepareDay(request, before, clock);
      const declaration = await this.writeDeclaration(session, before, prepared, request, change, date);
      const accepted = await this.slots.accept(session, prepared.slots, change.origin.actor.email);
      await this.audit.record(session, {
        ...change.origin,
        action: 'day.queue',
        date,
        before: before === null ? null : { ...valuesView(before) },
        after: {
          ...valuesView(declaration),
          ...(replaced.length === 0 ? {} : { replaced: replaced.map(({ key }) => key) }),
          slots: accepted.map(({ slotNumber, scheduledFor, rate }) => ({
            slotNumber,
            scheduledFor: scheduledFor.toISOString(),
            rosPercentage: formatRate(rate),
          })),
        },
      });
      const view = dayView(date, declaration, accepted, await this.progress.read(accepted));
      await change.remember(session, view);
      return { view, accepted, replaced };
    });
    checkpoint('queue.committed', { date });
    if (replaced.length > 0) await this.enqueueSlots.withdraw(replaced);
    await this.enqueueSlots.enqueue(accepted);
    return view;
  }

  /** @throws AlreadyQueuedError if anything stands but automatic distributions that wait */
  private async replaceAutomatic(session: ClientSession, date: string): Promise<readonly Slot[]> {
    const standing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
    const automatic = waitingAutomatic(standing).map(({ distribution }) => distribution);
    const others = standing.filter((distribution) => !automatic.includes(distribution));
    const [first] = others;
    if (first === undefined) {
      for (const distribution of automatic) await this.slots.cancel(session, distribution);
      return automatic;
    }
    throw new AlreadyQueuedError(
      `${date} is queued already: ${others.length === 1 ? '1 distribution' : `${others.length} distributions`}, ${first.key} is ${first.status}. ` +
        'Cancel what is PENDING with DELETE /admin/daily-declaration-returns/today/queue to queue it anew.',
    );
  }

  private async writeDeclaration(
    session: ClientSession,
    before: Declaration | null,
    prepared: PreparedDay,
    request: DayRequest,
    change: Change,
    date: string,
  ): Promise<Declaration> {
    const { values, multiSlot: multiSlotEnabled, poolsWithLastSlot } = prepared;
    if (before !== null) {
      const { description } = request;
      return this.store.update(session, date, {
        ...values,
        multiSlotEnabled,
        poolsWithLastSlot,
        ...(description === undefined ? {} : { description }),
      });
    }
    return this.store.create(session, {
      date,
      ...values,
      description: request.description ?? '',
      multiSlotEnabled,
      poolsWithLastSlot,
      declaredBy: adminId(change),
    });
  }
}
