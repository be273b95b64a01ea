import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Audit, type JsonObject } from '#lib/audit';
import { dayBounds, type CalendarDate } from '#lib/calendar';
import { POOLS, formatMoney, formatRate, perPool, toPoolFields } from '#lib/money';
import { AddedChunks, SlotProgressReader, SlotStateError, SlotStore, canMove, stateOf, type Slot } from '#lib/slots';
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
    private readonly addedChunks: AddedChunks,
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
   * unless it waits out PAYOUT_DELAY_MINUTES, as what was asked to pay again may do, of pools without a date too.
   * Pools that go with the last slot go to the last one that is left. The declaration stays as it is: what is not paid of
   * it can be queued again, or distributed by hand. What has ended stays as it had ended, and owes what it owed.
   * @param slotNumber null for all
   * @param asked the date, today or later; left out: today
   * @throws InvalidDeclarationError, SlotNotFoundError, SlotStateError, NothingPendingError
   */
  async cancel(slotNumber: number | null, change: Change, asked?: CalendarDate): Promise<DayView> {
    const now = this.day.now();
    const date = asked ?? this.day.today(now);
    const { view, changed, cancelled } = await this.transaction.run(async (session) => {
      const cancelled = await this.toCancel(session, date, slotNumber, now);
      for (const slot of cancelled) {
        await this.slots.cancel(session, slot);
        await this.addedChunks.takeAway(session, slot);
      }
      const { before, changed } = await this.inherit(session, date, cancelled.filter(isPending), change);
      await this.audit.record(session, {
        ...change.origin,
        action: 'slot.cancel',
        date,
        target: cancelled.map(({ key }) => key).join(', '),
        before: { ...before, slots: [...cancelled, ...changed.map((slot) => slot.before)].map(slotFacts) },
        after: { ...before, slots: changed.map((slot) => slotFacts(slot.after)) },
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
    const all = await this.slots.ofDate(date, session);
    if (slotNumber !== null) {
      const again = all.find((slot) => slot.slotNumber === slotNumber && waitsToPayAgain(slot));
      if (again !== undefined) return [again];
      assertNotPast(date, this.day.today(now));
      return [await this.slots.slot(date, slotNumber, session)];
    }
    const waiting = all.filter(isPending);
    const { start, end } = dayBounds(date, this.day.clock(now).zone);
    const again = [...all, ...(await this.slots.dateless(start, end, session))].filter(waitsToPayAgain);
    const delayed = [
      ...waiting.filter((slot) => isByHand(slot) && slot.scheduledFor > now),
      ...again.filter(({ run }) => run.notBefore !== undefined && run.notBefore > now),
    ];
    // What is distributed by hand, or asked to pay again, may be of a date that is over.
    if (delayed.length === 0) assertNotPast(date, this.day.today(now));
    const pending = [...waiting.filter(({ kind }) => kind === 'slot'), ...delayed];
    if (pending.length === 0) throw new NothingPendingError(date);
    return pending;
  }

  /**
   * Gives the pools that go with the last slot to the last one that is left.
   * @param cancelled what was PENDING
   * @returns what is declared, and the slots that changed; a date whose slots another system left unpaid may be undeclared
   */
  private async inherit(
    session: ClientSession,
    date: CalendarDate,
    cancelled: readonly Slot[],
    change: Change,
  ): Promise<{ before: JsonObject; changed: readonly ChangedSlot[] }> {
    const before = await this.store.find(date, session);
    if (before === null && cancelled.length === 0) return { before: {}, changed: [] };
    const { poolsWithLastSlot, ...declared } = await this.store.update(session, date, {});
    const standing = await this.slots.ofDate(date, session);
    const left = gatherPools(
      standing.filter((slot) => isPending(slot) && !isByHand(slot)).map(waitingSlot),
      poolsWithLastSlot,
      cancelled.filter((slot) => !isByHand(slot)),
    );
    return { before: { ...valuesView(declared) }, changed: await this.write(session, left, change) };
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
    const declaration = await this.store.find(date, session);
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

/** It has ended, and what it is asked to pay can be cancelled. */
function waitsToPayAgain(slot: Slot): boolean {
  return !isPending(slot) && slot.run.kind !== 'reversal' && canMove(stateOf(slot), 'cancel');
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
    ...(waitsToPayAgain(slot) ? { run: slot.run.kind } : {}),
  };
}
