import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { AlreadyQueuedError, SlotJobs, SlotProgressReader, SlotStore, type Slot } from '#lib/slots';
import { formatRate } from '#lib/money';
import { checkpoint } from '#lib/observability';
import { DayTransaction, adminId, admit, notBefore, type Change } from './change.js';
import { assertDeclarable } from './day-rules.js';
import { dayView, type DayView } from './day-view.js';
import { DeclarationStore } from './declaration-store.js';
import { QueueChangedError } from './errors.js';
import { valuesView } from './declaration-view.js';
import type { Declaration } from './declaration.js';
import { waitingAutomatic } from './parts.js';
import { PlatformDay } from './platform-day.js';
import type { DayRequest } from './prepare-day.js';
import { areAsShown, type PreviewSlotView } from './preview-view.js';
import { prepareQueue, type PreparedQueue } from './prepare-queue.js';

/** Queues a day, as one slot or many (docs/specification.md 3.2). */
@Injectable()
export class QueueDay {
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
   * waits to be distributed automatically is replaced by the slots; of a day that has begun they pay what is left.
   * @param asked the date, today to today + 30; left out: today
   * @param shown the slots of a preview; what would be queued must be the same
   * @throws InvalidDeclarationError, AlreadyQueuedError, QueueChangedError
   */
  async queue(
    request: DayRequest,
    change: Change,
    asked?: CalendarDate,
    shown?: readonly PreviewSlotView[],
  ): Promise<DayView> {
    const now = this.day.now();
    const date = asked ?? this.day.today(now);
    assertDeclarable(date, this.day.today(now));
    const clock = this.day.clock(now, date);
    const { view, accepted, replaced } = await this.transaction.run(async (session) => {
      const before = await this.store.find(date, session);
      const { replaced, begun } = await this.replaceAutomatic(session, date);
      const prepared = prepareQueue(request, before, begun, clock);
      if (shown !== undefined && !areAsShown(prepared.slots, shown, now)) throw new QueueChangedError(date);
      const declaration = await this.writeDeclaration(session, before, prepared, request, change, date);
      const timed = prepared.slots.map((slot) => ({ ...slot, scheduledFor: notBefore(change, slot.scheduledFor) }));
      const accepted = await this.slots.accept(session, timed, change.origin.actor.email, change.approvedBy);
      await admit(session, change, { date, multiSlot: prepared.multiSlot, now, slots: accepted });
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
      const slots = begun.length === 0 ? accepted : await this.slots.ofDate(date, session);
      const view = dayView(date, declaration, slots, await this.progress.read(slots));
      await change.remember(session, view);
      return { view, accepted, replaced };
    });
    checkpoint('queue.committed', { date });
    if (replaced.length > 0) await this.enqueueSlots.withdraw(replaced);
    await this.enqueueSlots.enqueue(accepted);
    return view;
  }

  /**
   * @returns the automatic distributions that waited, and what stands beside them
   * @throws AlreadyQueuedError if a slot waits or works
   */
  private async replaceAutomatic(
    session: ClientSession,
    date: string,
  ): Promise<{ replaced: readonly Slot[]; begun: readonly Slot[] }> {
    const standing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
    const automatic = waitingAutomatic(standing).map(({ distribution }) => distribution);
    const begun = standing.filter((distribution) => !automatic.includes(distribution));
    const open = begun.filter(({ kind, run }) => kind === 'slot' && run.state !== 'ENDED');
    const [first] = open;
    if (first !== undefined) {
      const count = open.length === 1 ? '1 slot waits or works' : `${open.length} slots wait or work`;
      throw new AlreadyQueuedError(
        `${date} is queued already: ${count}, ${first.key} is ${first.status}. Cancel what is PENDING with ` +
          `DELETE /admin/daily-declaration-returns/${date}/queue to queue it anew.`,
      );
    }
    for (const distribution of automatic) await this.slots.cancel(session, distribution);
    return { replaced: automatic, begun };
  }

  private async writeDeclaration(
    session: ClientSession,
    before: Declaration | null,
    prepared: PreparedQueue,
    request: DayRequest,
    change: Change,
    date: string,
  ): Promise<Declaration> {
    const { declared: values, multiSlot: multiSlotEnabled, poolsWithLastSlot } = prepared;
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
