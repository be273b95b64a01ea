import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import { POOLS } from '#lib/money';
import { AlreadyQueuedError, SlotStore, type Slot } from '#lib/slots';
import { DayTransaction, admit, notBefore, type Change } from './change.js';
import {
  AMOUNT_FIELDS,
  asksNothing,
  assertNotPast,
  assertPaysSomething,
  sumValues,
  valuesAsked,
  type AskedValues,
  type DayValues,
} from './day-rules.js';
import { DeclarationReader } from './declaration-reader.js';
import { DeclarationStore } from './declaration-store.js';
import { valuesView, type DeclarationView } from './declaration-view.js';
import { AlreadyDistributedError, InvalidDeclarationError } from './errors.js';
import { isSamePay, paysNothing, valuesOfPart, waitingAutomatic } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { RenewJobs, type JobChanges } from './renew-jobs.js';

/** What of a declaration is to change; what is left out stays. */
export interface DeclarationPatch extends AskedValues {
  readonly description?: string | undefined;
}

/**
 * Changes or deletes a declaration of which nothing is distributed and no slot is queued (docs/specification.md 3.1).
 * Automatic distributions that wait for their time do not stand in the way: they follow the change.
 */
@Injectable()
export class ChangeDeclaration {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly renewJobs: RenewJobs,
    private readonly reader: DeclarationReader,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Waiting automatic distributions are paid by the new values; one whose part becomes 0 is cancelled, and does not
   * come back when the part is raised again.
   * @throws InvalidDeclarationError, DeclarationNotFoundError, AlreadyDistributedError, AlreadyQueuedError
   */
  async change(date: CalendarDate, patch: DeclarationPatch, change: Change): Promise<DeclarationView> {
    const now = this.day.now();
    assertNotPast(date, this.day.today(now));
    assertNotEmpty(patch);
    const qualifiers = await this.reader.qualifiers();
    const { view, jobs } = await this.transaction.run(async (session) => {
      const before = await this.store.get(date, session);
      const distributions = await this.slots.ofDate(date, session);
      assertChangeable(date, distributions);
      const values = valuesAsked(before, patch);
      assertPaysSomething(values);
      const after = await this.store.update(session, date, { ...values, ...describedBy(patch) });
      const jobs = await this.passOn(session, distributions, values, change);
      if (raises(jobs)) await admit(session, change, { date, now, slots: jobs.enqueued });
      await this.audit.record(session, {
        ...change.origin,
        action: 'declaration.change',
        date,
        before: { ...valuesView(before) },
        after: { ...valuesView(after) },
      });
      const view = await this.reader.view(after, await this.slots.ofDate(date, session), qualifiers);
      await change.remember(session, view);
      return { view, jobs };
    });
    await this.renewJobs.apply(jobs);
    return view;
  }

  /**
   * Deletes the declaration and cancels the automatic distributions that wait.
   * @throws InvalidDeclarationError, DeclarationNotFoundError, AlreadyDistributedError, AlreadyQueuedError
   */
  async remove(date: CalendarDate, change: Change): Promise<void> {
    assertNotPast(date, this.day.today());
    const withdrawn = await this.transaction.run(async (session) => {
      const before = await this.store.get(date, session);
      const distributions = await this.slots.ofDate(date, session);
      assertChangeable(date, distributions);
      const waiting = waitingAutomatic(distributions).map(({ distribution }) => distribution);
      for (const distribution of waiting) await this.slots.cancel(session, distribution);
      await this.store.remove(session, date);
      await this.audit.record(session, {
        ...change.origin,
        action: 'declaration.delete',
        date,
        before: { ...valuesView(before) },
      });
      await change.remember(session, undefined);
      return waiting;
    });
    await this.renewJobs.apply({ withdrawn, enqueued: [] });
  }

  private async passOn(
    session: ClientSession,
    distributions: readonly Slot[],
    values: DayValues,
    change: Change,
  ): Promise<JobChanges> {
    const withdrawn: Slot[] = [];
    const enqueued: Slot[] = [];
    for (const { distribution, part } of waitingAutomatic(distributions)) {
      const due = valuesOfPart(part, values);
      if (isSamePay(due, distribution)) continue;
      withdrawn.push(distribution);
      if (paysNothing(due)) await this.slots.cancel(session, distribution);
      else {
        const scheduledFor = notBefore(change, distribution.scheduledFor);
        enqueued.push(await this.slots.change(session, distribution, { ...due, scheduledFor }, change.approvedBy));
      }
    }
    return { withdrawn, enqueued };
  }
}

function raises({ withdrawn, enqueued }: JobChanges): boolean {
  const [before, after] = [sumValues(withdrawn), sumValues(enqueued)];
  return after.rate > before.rate || POOLS.some((pool) => after.pools[pool] > before.pools[pool]);
}

/** @throws AlreadyDistributedError, AlreadyQueuedError if anything but a waiting automatic distribution stands */
function assertChangeable(date: string, distributions: readonly Slot[]): void {
  const waiting = new Set(waitingAutomatic(distributions).map(({ distribution }) => distribution));
  const standing = distributions.filter(({ status }) => status !== 'CANCELLED');
  const blocking = standing.filter((distribution) => !waiting.has(distribution));
  const begun = blocking.find(({ status }) => status !== 'PENDING');
  if (begun !== undefined) {
    throw new AlreadyDistributedError(`${date} cannot be changed any more: ${begun.key} is ${begun.status}`);
  }
  const [queued] = blocking;
  if (queued !== undefined) {
    throw new AlreadyQueuedError(
      `${date} is queued: ${blocking.length === 1 ? '1 distribution' : `${blocking.length} distributions`}, ${queued.key} is ${queued.status}; cancel them first`,
    );
  }
}

function assertNotEmpty(patch: DeclarationPatch): void {
  if (!asksNothing(patch)) return;
  throw new InvalidDeclarationError(
    [...AMOUNT_FIELDS, 'rosPercentage', 'description'].map((field) => ({
      field,
      message: 'must be given, or one of the others must',
    })),
  );
}

function describedBy({ description }: DeclarationPatch): { description?: string } {
  return description === undefined ? {} : { description };
}
