import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import { AwaitEnd, SlotJobs, SlotStore, type Slot, type NewSlot } from '#lib/slots';
import { DayTransaction, adminId, type Change } from './change.js';
import { assertDeclarable, assertPaysSomething, type DayValues } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { valuesView, type DeclarationView } from './declaration-view.js';
import { DeclarationReader } from './declaration-reader.js';
import { paysNothing, valuesOfPart, type Part } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { reasonsOf } from './reasons.js';

export interface DeclareRequest extends DayValues {
  readonly date: CalendarDate;
  readonly description: string;
  readonly autoDistributePools: boolean;
  readonly autoDistributeRos: boolean;
}

/** Declares a date (docs/specification.md 3.1). */
@Injectable()
export class DeclareDay {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly enqueueSlots: SlotJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly reader: DeclarationReader,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Declares a date; the flagged parts are distributed at once for today and scheduled for a later date.
   * @returns what is declared, and in words what is wrong with its distribution, if anything: the declaration stands
   * @throws InvalidDeclarationError, DeclarationExistsError
   */
  async declare(request: DeclareRequest, change: Change): Promise<{ view: DeclarationView; trouble: string | null }> {
    const now = this.day.now();
    const today = this.day.today(now);
    assertDeclarable(request.date, today);
    assertPaysSomething(request);
    const isToday = request.date === today;
    const auto = automaticParts(request, isToday ? now : this.day.defaultInstant(request.date));
    const qualifiers = await this.reader.qualifiers();
    const accepted = await this.transaction.run(async (session) => {
      const { date, description, rate, pools } = request;
      const declaration = await this.store.create(session, {
        date,
        description,
        rate,
        pools,
        declaredBy: adminId(change),
      });
      const distributions = await this.slots.accept(session, auto, change.origin.actor.email);
      await this.audit.record(session, {
        ...change.origin,
        action: 'declaration.create',
        date,
        after: {
          ...valuesView(declaration),
          autoDistributePools: request.autoDistributePools,
          autoDistributeROS: request.autoDistributeRos,
        },
      });
      await change.remember(session, await this.reader.view(declaration, distributions, qualifiers));
      return distributions;
    });
    await this.enqueueSlots.enqueue(accepted);
    const trouble = isToday ? await this.troubleWith(accepted, request.date) : null;
    return { view: await this.reader.get(request.date), trouble };
  }

  /** Waits for the end of distributions that were just started. */
  private async troubleWith(started: readonly Slot[], date: CalendarDate): Promise<string | null> {
    const { ended, distributions } = await this.awaitEnd.of(started.map(({ _id }) => _id));
    const failed = distributions.filter(({ status }) => status === 'FAILED');
    const path = `/admin/daily-declaration-returns/${date}`;
    if (failed.length > 0) {
      return `${date} is declared, but its distribution FAILED (${reasonsOf(failed)}). What was paid is paid; POST ${path}/distribute pays the rest.`;
    }
    return ended ? null : `${date} is declared; its distribution is still running, GET ${path}/status follows it.`;
  }
}

function automaticParts(request: DeclareRequest, scheduledFor: Date): NewSlot[] {
  const asked: { kind: 'auto-ros' | 'auto-pools'; part: Part }[] = [];
  if (request.autoDistributeRos) asked.push({ kind: 'auto-ros', part: 'ros' });
  if (request.autoDistributePools) asked.push({ kind: 'auto-pools', part: 'pools' });
  return asked
    .map(({ kind, part }) => ({
      kind,
      date: request.date,
      slotNumber: null,
      scheduledFor,
      ...valuesOfPart(part, request),
    }))
    .filter((distribution) => !paysNothing(distribution));
}
