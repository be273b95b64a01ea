import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { dateInZone, dayBounds, parseCalendarDate } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { POOLS, ZERO, addMoney, formatMoney, formatRate, moneyToNumber, sumMoney, type Money } from '#lib/money';
import { MissingPayments, type OwedSlot } from '#lib/reconciliation';
import { SlotStore, type Slot } from '#lib/slots';
import type { Change, Started } from '../change.js';
import { PlatformDay } from '../platform-day.js';
import { PreviewDay } from '../preview-day.js';
import { LimitExceededError, PayoutChangedError } from './errors.js';
import type { ProposalSummary, ProposedPayout } from './proposal.schema.js';

/** What goes with a change that pays. */
export interface Hooks extends Pick<Change, 'admit' | 'approvedBy' | 'notBefore'> {
  /** In place of the change's own. */
  readonly remember?: Change['remember'];
  /**
   * `admit` of what knows its amounts: of a compensation, and of whatever takes back.
   * @param takesBack it pays nothing that a day's limit would count
   */
  readonly admitOwed?: (owed: readonly OwedSlot[], takesBack?: boolean) => Promise<void>;
}

/** What a request would pay as things stand. */
export interface Measured {
  /** Exactly what it would pay. */
  readonly total: Money;
  /** False where as much was to be paid before, and is merely paid sooner. */
  readonly isMore: boolean;
  readonly manifest: string;
  readonly summary: ProposalSummary;
  /** By which the change recognizes, in its own transaction, that it starts what was measured. */
  readonly mark: string;
}

/** What is asked for, in words. */
export interface Asked {
  /** A stable word, as the audit log has it. */
  readonly action: string;
  /** The verb for people, as `Queue`. */
  readonly verb: string;
}

/** What a rehearsal has seen: slots that would start, or what slots owe; and with them their date. */
interface Seen {
  readonly date: string | null;
  readonly started: Started | null;
  readonly owed: readonly OwedSlot[];
  readonly takesBack: boolean;
  readonly day: readonly Slot[];
}

/** Ends a rehearsal, and takes back with it what its transaction has written. */
class Rehearsed extends Error {
  /** @param seen null where nothing would be paid */
  constructor(readonly seen: Seen | null) {
    super('a rehearsal is over');
  }
}

/**
 * Measures what a request would pay, by carrying it out and taking it back, and holds that against the limits
 * (docs/specification.md 3.8).
 */
@Injectable()
export class Admission {
  constructor(
    private readonly previewDay: PreviewDay,
    private readonly missing: MissingPayments,
    private readonly slots: SlotStore,
    private readonly day: PlatformDay,
    private readonly config: AppConfig,
  ) {}

  /** Whether anything is to be measured at all. */
  get isOn(): boolean {
    return this.config.approvalAbove !== null || this.config.dayLimit !== null;
  }

  /** Whether what was measured needs a second admin. */
  needsApproval({ total, isMore }: Measured): boolean {
    return isMore && this.isLarge(total);
  }

  /** @returns before when nothing of it may be paid; undefined where it may at once */
  delayed({ total }: Measured): Date | undefined {
    const { payoutDelayMs } = this.config;
    if (payoutDelayMs === 0 || !this.isLarge(total)) return undefined;
    return new Date(this.day.now().getTime() + payoutDelayMs);
  }

  /**
   * Carries a change out up to where it would be remembered, and takes it back.
   * @param rehearse carries it out with these hooks
   * @returns what it would pay; null where it pays nothing
   * @throws what the change throws; LimitExceededError
   */
  async measure(asked: Asked, rehearse: (hooks: Hooks) => Promise<unknown>): Promise<Measured | null> {
    const seen = await this.rehearsed(rehearse);
    if (seen === null) return null;
    const unplanned = seen.started?.slots.filter(({ plan }) => plan === null) ?? [];
    const planned = seen.started?.slots.filter(({ plan }) => plan !== null) ?? [];
    const forecast = await this.forecast(unplanned, seen);
    const owed = [...seen.owed, ...(await this.owedBy(planned))];
    const total = addMoney(forecast.total, sumMoney(owed.map(({ amount }) => amount)));
    if (!seen.takesBack) await this.assertWithinLimit(seen, total, { slots: unplanned, total: forecast.total });
    const payouts = [...forecast.payouts, ...owed.map(owedPayout)];
    return {
      total,
      isMore: seen.started?.isMore ?? true,
      manifest: manifestOf(asked, seen, forecast.manifest, owed),
      summary: {
        ...{ action: asked.action, date: seen.date, total: moneyToNumber(total), payouts },
        text: `${asked.verb} ${seen.date ?? 'pools without a date'}: ${formatMoney(total)} USDT in ${payouts.length === 1 ? '1 payout' : `${payouts.length} payouts`}`,
      },
      mark: markOf(seen),
    };
  }

  /**
   * Lets a change start what was measured, and nothing else.
   * @param measured null where it was to pay nothing
   */
  asMeasured(measured: Measured | null): Pick<Hooks, 'admit' | 'admitOwed'> {
    const assertSame = (seen: Seen): void => {
      if (measured === null || markOf(seen) !== measured.mark) throw new PayoutChangedError();
    };
    return {
      admit: async (session, started) => assertSame(await this.seen(session, started)),
      admitOwed: async (owed, takesBack) => assertSame(await this.seenOwed(owed, takesBack)),
    };
  }

  private isLarge(total: Money): boolean {
    const { approvalAbove } = this.config;
    return approvalAbove !== null && total > approvalAbove;
  }

  private async rehearsed(rehearse: (hooks: Hooks) => Promise<unknown>): Promise<Seen | null> {
    try {
      await rehearse({
        admit: async (session, started) => {
          throw new Rehearsed(await this.seen(session, started));
        },
        admitOwed: async (owed, takesBack) => {
          throw new Rehearsed(await this.seenOwed(owed, takesBack));
        },
        remember: () => Promise.reject(new Rehearsed(null)),
      });
    } catch (error) {
      if (error instanceof Rehearsed) return error.seen;
      throw error;
    }
    throw new Error('a change that was rehearsed has remembered nothing');
  }

  private async seen(session: ClientSession, started: Started): Promise<Seen> {
    const date = started.date ?? this.day.today(started.now);
    return { date: started.date, started, owed: [], takesBack: false, day: await this.daySlots(date, session) };
  }

  private async seenOwed(owed: readonly OwedSlot[], takesBack = false): Promise<Seen> {
    const [first] = owed;
    const date = first === undefined ? this.day.today() : this.dateOf(first.slot);
    return { date, started: null, owed, takesBack, day: await this.daySlots(date) };
  }

  private async daySlots(date: string, session?: ClientSession): Promise<Slot[]> {
    const { start, end } = dayBounds(parseCalendarDate(date), this.config.timeZone);
    return [...(await this.slots.ofDate(date, session)), ...(await this.slots.dateless(start, end, session))];
  }

  private dateOf({ date, scheduledFor }: Slot): string {
    return date ?? dateInZone(scheduledFor, this.config.timeZone);
  }

  private async forecast(
    slots: readonly Slot[],
    { date, started }: Pick<Seen, 'date' | 'started'>,
  ): Promise<{ total: Money; manifest: string | null; payouts: ProposedPayout[] }> {
    if (slots.length === 0) return { total: ZERO, manifest: null, payouts: [] };
    const ordered = [...slots].sort(byInstant);
    const { view, total } = await this.previewDay.of({
      date: date ?? '',
      multiSlot: started?.multiSlot ?? false,
      now: started?.now ?? this.day.now(),
      slots: ordered.map(({ slotNumber, scheduledFor, rate, pools }) => ({ slotNumber, scheduledFor, rate, pools })),
    });
    const payouts = ordered.map(({ kind, slotNumber, scheduledFor }, index) => ({
      ...{ kind, slotNumber, scheduledFor },
      total: view.distributionSlots[index]?.total ?? 0,
    }));
    return { total, manifest: view.manifest, payouts };
  }

  /** What slots that have run before would still pay. */
  private async owedBy(slots: readonly Slot[]): Promise<OwedSlot[]> {
    const owed = new Map(slots.map((slot) => [slot.key, { slot, subjects: 0, amount: ZERO }]));
    for await (const { slot, amount } of this.missing.of([...slots].sort(byInstant))) {
      const line = owed.get(slot.key);
      if (line === undefined || amount === null) continue;
      owed.set(slot.key, { slot, subjects: line.subjects + 1, amount: addMoney(line.amount, amount) });
    }
    return [...owed.values()];
  }

  /** By what the date has paid, what waits to be paid, and what is asked for. */
  private async assertWithinLimit(
    seen: Seen,
    asked: Money,
    known: { readonly slots: readonly Slot[]; readonly total: Money },
  ): Promise<void> {
    const { dayLimit } = this.config;
    if (dayLimit === null) return;
    // A slot that runs is counted with all that it is to pay.
    const waiting = seen.day.filter(
      ({ status, plan, run }) =>
        status === 'PENDING' || status === 'EXECUTING' || (plan === null && run.state === 'REQUESTED'),
    );
    const others = seen.day.filter((slot) => !waiting.includes(slot));
    const again = await this.owedBy(others.filter(({ run }) => run.state === 'REQUESTED'));
    const isKnown = waiting.length === known.slots.length && waiting.every((slot) => includes(known.slots, slot));
    const ofDate = sumMoney([
      isKnown ? known.total : (await this.forecast(waiting, seen)).total,
      ...others.map(({ totalDistributed }) => totalDistributed),
      ...[...again, ...seen.owed].map(({ amount }) => amount),
    ]);
    if (ofDate <= dayLimit) return;
    throw new LimitExceededError({
      date: seen.date ?? this.day.today(),
      limit: moneyToNumber(dayLimit),
      ofDate: moneyToNumber(ofDate),
      asked: moneyToNumber(asked),
    });
  }
}

function includes(slots: readonly Slot[], { _id }: Slot): boolean {
  return slots.some((slot) => slot._id.equals(_id));
}

function byInstant(a: Slot, b: Slot): number {
  return a.scheduledFor.getTime() - b.scheduledFor.getTime() || (a.slotNumber ?? 0) - (b.slotNumber ?? 0);
}

function owedPayout({ slot, amount }: OwedSlot): ProposedPayout {
  const { kind, slotNumber, scheduledFor } = slot;
  return { kind, slotNumber, scheduledFor, total: moneyToNumber(amount) };
}

/** Of a day that is queued it is the manifest of its preview. */
function manifestOf({ action }: Asked, { date }: Seen, forecast: string | null, owed: readonly OwedSlot[]): string {
  if (action === 'day.queue' && forecast !== null) return forecast;
  const lines = owed.map(({ slot, subjects, amount }) => [slot.key, subjects, formatMoney(amount)]);
  return createHash('sha256')
    .update(JSON.stringify([action, date, forecast, lines]))
    .digest('hex');
}

/** What starts, and how the date stands; without instants, for what is paid at once is so whenever it is asked for. */
function markOf({ date, started, owed, day }: Seen): string {
  return JSON.stringify([
    date,
    (started?.slots ?? []).map(markOfSlot).sort(),
    owed.map(({ slot, subjects, amount }) => [markOfSlot(slot), subjects, formatMoney(amount)]),
    day
      .filter((slot) => slot.date !== null)
      .map(markOfSlot)
      .sort(),
  ]);
}

function markOfSlot({ kind, key, status, run, attempts, rate, pools }: Slot): string {
  const name = kind === 'pool' ? kind : key;
  const amounts = POOLS.map((pool) => formatMoney(pools[pool]));
  return JSON.stringify([name, status, run.state, attempts, formatRate(rate), ...amounts]);
}
