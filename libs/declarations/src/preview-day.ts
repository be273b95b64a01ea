import { Injectable } from '@nestjs/common';
import { AdoptionNotices } from '#lib/adoption-state';
import { Accounts } from '#lib/accounts';
import type { CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { SlotStore } from '#lib/slots';
import { DueStakes, ownersOf, type ActivatedStakeRecord, type NotDue } from '#lib/stakes';
import { POOLS, ZERO, perPool, sumMoney, type Money, type PerPool } from '#lib/money';
import { PoolQualifiers, ranksInForce } from '#lib/qualifiers';
import type { Types } from 'mongoose';
import { PreviewWarnings } from './approvals/preview-warnings.js';
import { DayTransaction } from './change.js';
import { asksNothing, assertDeclarable } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { paysNothing, restOf } from './parts.js';
import { PlatformDay } from './platform-day.js';
import type { DayRequest } from './prepare-day.js';
import { prepareQueue } from './prepare-queue.js';
import { RosForecast } from './ros-forecast.js';
import { previewView, totalOfSlots, type PreviewView, type PreviewedDay, type PreviewedSlot } from './preview-view.js';

interface PreviewOptions {
  readonly paid?: Money;
  /** Aborted when nobody waits for it any more. */
  readonly gone?: AbortSignal | undefined;
  readonly asker?: Types.ObjectId | undefined;
}

interface Previewed {
  readonly view: PreviewView;
  readonly total: Money;
}

/** How many stakes are looked at at once: what is held in memory, whatever the number of stakes. */
const BATCH = 1_000;

/** What each slot of a day would pay now (docs/specification.md 3.2); changes nothing. */
@Injectable()
export class PreviewDay {
  constructor(
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly stakes: DueStakes,
    private readonly accounts: Accounts,
    private readonly qualifiers: PoolQualifiers,
    private readonly transaction: DayTransaction,
    private readonly config: AppConfig,
    private readonly day: PlatformDay,
    private readonly adoption: AdoptionNotices,
    private readonly warnings: PreviewWarnings,
  ) {}

  /**
   * Previews the request as if it were queued. An empty one previews the slots that are queued and still PENDING; if
   * none is queued, the declaration. Pools are shared among those who qualify now; a stake counts for the slots after
   * its activation and earns over them until its cap.
   * @param gone aborted when nobody waits for it any more
   * @param asked the date, today to today + 30; left out: today
   * @param asker who asks, and is told whether he would be among those who receive
   * @throws InvalidDeclarationError, AlreadyQueuedError as queueing does; an AbortError
   */
  async preview(
    request: DayRequest,
    gone?: AbortSignal,
    asked?: CalendarDate,
    asker?: Types.ObjectId,
  ): Promise<PreviewView> {
    const { paid, ...planned } = await this.plan(request, asked);
    return (await this.of(planned, { paid, gone, asker })).view;
  }

  /**
   * What these slots would pay now.
   * @param paid what their date has paid already
   * @returns it as it is shown, and exactly
   */
  async of(planned: PreviewedDay, { paid = ZERO, gone, asker }: PreviewOptions = {}): Promise<Previewed> {
    const { slots } = planned;
    const forecast = new RosForecast(slots, this.config.rosCapPercent);
    let isAmong = false;
    for await (const batch of this.batches(slots)) {
      gone?.throwIfAborted();
      // The wallets are read as the payment reads them: in a transaction.
      const wallets = await this.transaction.run((session) => this.accounts.wallets(session, ownersOf(batch)));
      forecast.add(batch, wallets);
      isAmong ||= asker !== undefined && batch.some(({ userId }) => String(userId) === asker.toHexString());
    }
    const results = forecast.results();
    const counts = { qualifiers: await this.countQualifiers(slots), notDue: await this.dueInNone(slots) };
    const total = totalOfSlots(slots, results, counts);
    const limits = await this.warnings.of({
      date: planned.date,
      total,
      paid,
      isAskerAmong: isAmong || (asker !== undefined && (await this.sharesPool(asker, slots))),
    });
    const view = previewView(planned, results, { ...counts, limits, adoption: await this.adoption.lines() });
    return { view, total };
  }

  private async sharesPool(asker: Types.ObjectId, slots: readonly PreviewedSlot[]): Promise<boolean> {
    const paid = POOLS.filter((pool) => slots.some(({ pools }) => pools[pool] > 0n));
    if (paid.length === 0) return false;
    const { qualifies } = await this.qualifiers.standing(asker, ranksInForce(this.config));
    return paid.some((pool) => qualifies[pool]);
  }

  private async plan(request: DayRequest, asked?: CalendarDate): Promise<PreviewedDay & { readonly paid: Money }> {
    const now = this.day.now();
    const today = this.day.today(now);
    const clock = this.day.clock(now, asked ?? today);
    assertDeclarable(clock.date, today);
    const declaration = await this.store.find(clock.date);
    const queued = (await this.slots.ofDate(clock.date)).filter(({ status }) => status !== 'CANCELLED');
    const waiting = queued.filter(({ status }) => status === 'PENDING');
    const paid = sumMoney(queued.map(({ totalDistributed }) => totalDistributed));
    const isSpent = declaration === null || paysNothing(restOf(declaration, queued));
    if (asksNothing(request) && queued.length > 0 && (waiting.length > 0 || isSpent)) {
      return {
        ...{ paid, date: clock.date },
        multiSlot: declaration?.multiSlotEnabled ?? false,
        now,
        slots: waiting.map((slot) => ({
          slotNumber: slot.slotNumber,
          scheduledFor: slot.scheduledFor,
          rate: slot.rate,
          pools: slot.pools,
        })),
      };
    }
    const begun = queued.filter(({ status }) => status !== 'PENDING');
    const { multiSlot, slots } = prepareQueue(request, declaration, begun, clock);
    return { date: clock.date, multiSlot, slots, now, paid };
  }

  /** The stakes that are due in any of the slots, owner by owner. */
  private async *batches(slots: readonly PreviewedSlot[]): AsyncGenerator<ActivatedStakeRecord[]> {
    const last = lastWithRos(slots);
    if (last === undefined) return;
    let batch: ActivatedStakeRecord[] = [];
    for await (const stake of this.stakes.allActivated(last.scheduledFor)) {
      batch.push(stake);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  private async dueInNone(slots: readonly PreviewedSlot[]): Promise<NotDue> {
    const last = lastWithRos(slots);
    return last === undefined ? { activatedLater: 0, withoutActivation: 0 } : this.stakes.notDue(last.scheduledFor);
  }

  private async countQualifiers(slots: readonly PreviewedSlot[]): Promise<PerPool<number>> {
    const counts = { ...perPool(() => 0) };
    for (const pool of POOLS.filter((one) => slots.some(({ pools }) => pools[one] > 0n))) {
      counts[pool] = (await this.qualifiers.count(pool)).totalQualifiers;
    }
    return counts;
  }
}

function lastWithRos(slots: readonly PreviewedSlot[]): PreviewedSlot | undefined {
  return slots.filter(({ rate }) => rate > 0n).at(-1);
}
