import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit, type JsonObject } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { POOLS, formatMoney, formatRate, perPool, toPoolFields } from '#lib/money';
import { SlotProgressReader, SlotStateError, SlotStore, type Slot } from '#lib/slots';
import { DayTransaction, admit, notBefore, type Change } from './change.js';
import { assertNotPast, assertPaysSomething, sumValues } from './day-rules.js';
import { dayView, type DayView } from './day-view.js';
import { valuesView } from './declaration-view.js';
import { DeclarationStore } from './declaration-store.js';
import { NothingPendingError } from './errors.js';
import { takenOf } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { RenewJobs, type JobChanges } from './renew-jobs.js';
import {
  assertAsksSomething,
  changeSlot,
  declaredAfter,
  gatherPools,
  isChanged,
  waitingSlot,
  type SlotPatch,
  type WaitingSlot,
} from './waiting-slots.js';

/** A slot as it was and as it is now. */
interface ChangedSlot {
  readonly before: Slot;
  readonly after: Slot;
}

/** Changes and cancels slots of a day that are still PENDING (docs/specification.md 3.2). */
@Injectable()
export class ChangeSlots {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly renewJobs: RenewJobs,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Changes one slot; the declaration follows, see `declaredAfter`. What becomes of the pools: see `changeSlot`.
   * @param asked the date, today or later; left out: today
   * @throws InvalidDeclarationError, SlotNotFoundError, SlotStateError
   */
  async change(slotNumber: number, patch: SlotPatch, change: Change, asked?: CalendarDate): Promise<DayView> {
    assertAsksSomething(patch);
    const now = this.day.now();
    const date = asked ?? this.day.today(now);
    assertNotPast(date, this.day.today(now));
    const clock = this.day.clock(now, date);
    const { view, changed } = await this.transaction.run(async (session) => {
      const slot = await this.slots.slot(date, slotNumber, session);
      if (slot.status !== 'PENDING') throw new SlotStateError('changed', slot.status, 'only a PENDING one can');
      const before = await this.store.get(date, session);
      const { poolsWithLastSlot } = before;
      const standing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
      const pending = standing.filter(isPending).map(waitingSlot);
      const wanted = changeSlot(pending, slot.key, patch, poolsWithLastSlot, clock);
      const begun = standing.filter((distribution) => !isPending(distribution));
      const sums = sumValues([...wanted.slots, ...begun]);
      assertPaysSomething(sums);
      const values = declaredAfter(before, takenOf(standing), sumValues([...wanted.slots, takenOf(begun)]));
      assertPaysSomething(values);

      const after = await this.store.update(session, date, { ...values, poolsWithLastSlot: wanted.poolsWithLastSlot });
      const changed = await this.write(session, wanted.slots, change);
      const isMore = paysMore(changed);
      if (isMore || changed.some(({ before, after }) => after.scheduledFor < before.scheduledFor)) {
        await admit(session, change, { date, now, isMore, slots: changed.map((one) => one.after) });
      }
      await this.audit.record(session, {
        ...change.origin,
        action: 'slot.change',
        date,
        target: slot.key,
        before: { ...valuesView(before), slots: changed.map((slot) => slotFacts(slot.before)) },
        after: { ...valuesView(after), slots: changed.map((slot) => slotFacts(slot.after)) },
      });
      return { changed, view: await this.remembered(session, date, change) };
    });
    await this.renewJobs.apply(jobsOf(changed));
    return view;
  }

  /**
   * Cancels one slot, or every slot of a day that is PENDING; what runs by hand or automatically is not of the queue,
   * unless it waits out PAYOUT_DELAY_MINUTES.
   * Pools that go with the last slot go to the last one that is left. The declaration stays as it is: what is not paid of
   * it can be queued again, or distributed by hand.
   * @param slotNumber null for all
   * @param asked the date, today or later; left out: today
   * @throws InvalidDeclarationError, SlotNotFoundError, SlotStateError, NothingPendingError
   */
  async cancel(slotNumber: number | null, change: Change, asked?: CalendarDate): Promise<DayView> {
    const now = this.day.now();
    const date = asked ?? this.day.today(now);
    const { view, changed, cancelled } = await this.transaction.run(async (session) => {
      const cancelled = await this.toCancel(session, date, slotNumber, now);
      for (const slot of cancelled) await this.slots.cancel(session, slot);
      const before = await this.store.get(date, session);
      const standing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
      const left = gatherPools(
        standing.filter((slot) => isPending(slot) && !isByHand(slot)).map(waitingSlot),
        before.poolsWithLastSlot,
        cancelled.filter((slot) => !isByHand(slot)),
      );
      const after = await this.store.update(session, date, {});
      const changed = await this.write(session, left, change);
      await this.audit.record(session, {
        ...change.origin,
        action: 'slot.cancel',
        date,
        target: cancelled.map(({ key }) => key).join(', '),
        before: { ...valuesView(before), slots: [...cancelled, ...changed.map((slot) => slot.before)].map(slotFacts) },
        after: { ...valuesView(after), slots: changed.map((slot) => slotFacts(slot.after)) },
      });
      return { changed, cancelled, view: await this.remembered(session, date, change) };
    });
    await this.renewJobs.apply(jobsOf(changed, cancelled));
    return view;
  }

  private async toCancel(
    session: ClientSession,
    date: CalendarDate,
    slotNumber: number | null,
    now: Date,
  ): Promise<Slot[]> {
    const waiting = (await this.slots.ofDate(date, session)).filter(isPending);
    const delayed = waiting.filter((slot) => isByHand(slot) && slot.scheduledFor > now);
    // What is distributed by hand may be of a date that is over.
    if (slotNumber !== null || delayed.length === 0) assertNotPast(date, this.day.today(now));
    if (slotNumber !== null) return [await this.slots.slot(date, slotNumber, session)];
    const pending = [...waiting.filter(({ kind }) => kind === 'slot'), ...delayed];
    if (pending.length === 0) throw new NothingPendingError(date);
    return pending;
  }

  /** Writes the slots that differ from what is stored; each gets a new job. */
  private async write(session: ClientSession, slots: readonly WaitingSlot[], change: Change): Promise<ChangedSlot[]> {
    const changed: ChangedSlot[] = [];
    for (const { distribution: before, ...wanted } of slots.filter(isChanged)) {
      const timed = { ...wanted, scheduledFor: notBefore(change, wanted.scheduledFor) };
      changed.push({ before, after: await this.slots.change(session, before, timed, change.approvedBy) });
    }
    return changed;
  }

  private async remembered(session: ClientSession, date: string, change: Change): Promise<DayView> {
    const declaration = await this.store.get(date, session);
    const distributions = await this.slots.ofDate(date, session);
    const view = dayView(date, declaration, distributions, await this.progress.read(distributions));
    await change.remember(session, view);
    return view;
  }
}

function jobsOf(changed: readonly ChangedSlot[], cancelled: readonly Slot[] = []): JobChanges {
  return {
    withdrawn: [...cancelled, ...changed.map(({ before }) => before)],
    enqueued: changed.map(({ after }) => after),
  };
}

function isByHand({ kind }: Slot): boolean {
  return kind === 'manual-ros' || kind === 'manual-pools';
}

/** Together: a pool that moves from one slot to another is paid once all the same. */
function paysMore(changed: readonly ChangedSlot[]): boolean {
  const [before, after] = [sumValues(changed.map((one) => one.before)), sumValues(changed.map((one) => one.after))];
  return after.rate > before.rate || POOLS.some((pool) => after.pools[pool] > before.pools[pool]);
}

function isPending({ status }: Slot): boolean {
  return status === 'PENDING';
}

function slotFacts(slot: Slot): JsonObject {
  return {
    key: slot.key,
    rosPercentage: formatRate(slot.rate),
    ...toPoolFields(
      'amount',
      perPool((pool) => formatMoney(slot.pools[pool])),
    ),
    scheduledFor: slot.scheduledFor.toISOString(),
  };
}
