import { Injectable } from '@nestjs/common';
import { AdoptionNotices } from '#lib/adoption-state';
import { Accounts } from '#lib/accounts';
import type { CalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { SlotStore } from '#lib/slots';
import { DueStakes, ownersOf, type ActivatedStakeRecord, type NotDue } from '#lib/stakes';
import { POOLS, perPool, type PerPool } from '#lib/money';
import { PoolQualifiers } from '#lib/qualifiers';
import { DayTransaction } from './change.js';
import { asksNothing, assertDeclarable } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { paysNothing, restOf } from './parts.js';
import { PlatformDay } from './platform-day.js';
import type { DayRequest } from './prepare-day.js';
import { prepareQueue } from './prepare-queue.js';
import { RosForecast } from './ros-forecast.js';
import { previewView, type PreviewView, type PreviewedDay, type PreviewedSlot } from './preview-view.js';

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
  ) {}

  /**
   * Previews the request as if it were queued. An empty one previews the slots that are queued and still PENDING; if
   * none is queued, the declaration. Pools are shared among those who qualify now; a stake counts for the slots after
   * its activation and earns over them until its cap.
   * @param gone aborted when nobody waits for it any more
   * @param asked the date, today to today + 30; left out: today
   * @throws InvalidDeclarationError, AlreadyQueuedError as queueing does; an AbortError
   */
  async preview(request: DayRequest, gone?: AbortSignal, asked?: CalendarDate): Promise<PreviewView> {
    const planned = await this.plan(request, asked);
    const forecast = new RosForecast(planned.slots, this.config.rosCapPercent);
    for await (const batch of this.batches(planned.slots)) {
      gone?.throwIfAborted();
      // The wallets are read as the payment reads them: in a transaction.
      const wallets = await this.transaction.run((session) => this.accounts.wallets(session, ownersOf(batch)));
      forecast.add(batch, wallets);
    }
    return previewView(planned, forecast.results(), {
      qualifiers: await this.countQualifiers(planned.slots),
      notDue: await this.dueInNone(planned.slots),
      adoption: await this.adoption.lines(),
    });
  }

  private async plan(request: DayRequest, asked?: CalendarDate): Promise<PreviewedDay> {
    const now = this.day.now();
    const today = this.day.today(now);
    const clock = this.day.clock(now, asked ?? today);
    assertDeclarable(clock.date, today);
    const declaration = await this.store.find(clock.date);
    const queued = (await this.slots.ofDate(clock.date)).filter(({ status }) => status !== 'CANCELLED');
    const waiting = queued.filter(({ status }) => status === 'PENDING');
    const isSpent = declaration === null || paysNothing(restOf(declaration, queued));
    if (asksNothing(request) && queued.length > 0 && (waiting.length > 0 || isSpent)) {
      return {
        date: clock.date,
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
    return { date: clock.date, multiSlot, slots, now };
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
