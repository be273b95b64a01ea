import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import { AwaitEnd, SlotJobs, SlotStore, type NewSlot } from '#lib/slots';
import { assertPaid } from './assert-paid.js';
import { DayTransaction, adminId, admit, notBefore, waitOf, type Change } from './change.js';
import { assertDeclarable, assertPaysSomething, type DayValues } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { valuesView, type DeclarationView } from './declaration-view.js';
import { DeclarationReader } from './declaration-reader.js';
import { paysNothing, valuesOfPart, type Part } from './parts.js';
import { PlatformDay } from './platform-day.js';

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
   * @param waitMs how long to wait for what is distributed at once; left out: as long as a request does
   * @returns what is declared, and whether what was to be distributed at once has ended by then
   * @throws InvalidDeclarationError, DeclarationExistsError; DistributionFailedError, DistributionCancelledError though
   *   the declaration stands
   */
  async declare(
    request: DeclareRequest,
    change: Change,
    waitMs?: number,
  ): Promise<{ view: DeclarationView; ended: boolean }> {
    const now = this.day.now();
    const today = this.day.today(now);
    assertDeclarable(request.date, today);
    assertPaysSomething(request);
    const isToday = request.date === today;
    const auto = automaticParts(request, notBefore(change, isToday ? now : this.day.defaultInstant(request.date)));
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
      const { origin, approvedBy } = change;
      const distributions = await this.slots.accept(session, auto, origin.actor.email, approvedBy);
      await admit(session, change, { date, now, slots: distributions });
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
      const runs = isToday && distributions.length > 0;
      await change.remember(session, await this.reader.view(declaration, distributions, qualifiers), runs);
      return distributions;
    });
    await this.enqueueSlots.enqueue(accepted);
    const started = isToday ? accepted.map(({ _id }) => _id) : [];
    const { ended, distributions } = await this.awaitEnd.of(started, waitOf(change, waitMs));
    if (ended) {
      const rest = `POST /admin/daily-declaration-returns/${request.date}/distribute pays the rest`;
      assertPaid(distributions, () => `${request.date} is declared, and ${rest}.`);
    }
    return { view: await this.reader.get(request.date), ended };
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
