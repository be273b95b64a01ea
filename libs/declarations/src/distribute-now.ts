import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { compareDates, type CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import {
  AlreadyQueuedError,
  AwaitEnd,
  SlotProgressReader,
  SlotStore,
  hasToPayAgain,
  keyOfRun,
  sumPaid,
  type AskedRun,
  type Slot,
} from '#lib/slots';
import { moneyToNumber, rateToNumber } from '#lib/money';
import { assertPaid } from './assert-paid.js';
import { DayTransaction, admit, askedBy, notBefore, waitOf, type Change } from './change.js';
import { areEmpty, type DayValues } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { poolDistributionView, progressOf, type PoolDistributionView } from './declaration-view.js';
import type { Declaration } from './declaration.js';
import { AlreadyDistributedError, InvalidDeclarationError, type FieldProblem } from './errors.js';
import {
  carries,
  carrying,
  distributedAt,
  isDistributed,
  paysNothing,
  restOf,
  valuesOfPart,
  type Part,
} from './parts.js';
import { PlatformDay } from './platform-day.js';
import { refuse } from './prepare-day.js';
import { RenewJobs } from './renew-jobs.js';

export interface DistributionView {
  readonly date: string;
  readonly poolDistribution: PoolDistributionView;
  readonly rosDistribution: {
    readonly distributed: boolean;
    readonly distributedAt: Date | null;
    readonly rosPercentage: number;
    readonly totalStakes: number;
    readonly processedStakes: number;
    readonly totalDistributed: number;
  };
}

/** When something is asked for and when it is paid, and by whom it is ordered. */
interface Asked {
  readonly at: Date;
  readonly paidAt: Date;
  readonly asked: AskedRun;
}

/** Distributes a declared date at once, through the same engine as a slot (docs/specification.md 3.1). */
@Injectable()
export class DistributeNow {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly renewJobs: RenewJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * Pays what is left of the parts that are asked for: what nobody has paid yet, what a FAILED one left, and pools for
   * which nobody qualified before.
   * @param waitMs how long to wait for the end; left out: as long as a request does
   * @returns what was distributed, and whether it has ended by then
   * @throws InvalidDeclarationError, DeclarationNotFoundError, AlreadyQueuedError, AlreadyDistributedError,
   *   DistributionFailedError, DistributionCancelledError
   */
  async distribute(
    date: CalendarDate,
    parts: readonly Part[],
    change: Change,
    waitMs?: number,
  ): Promise<{ ended: boolean; view: DistributionView }> {
    this.assertAsked(date, parts);
    const { started, withdrawn } = await this.transaction.run((session) => this.accept(session, date, parts, change));
    await this.renewJobs.apply({ withdrawn, enqueued: started });
    const { ended, distributions } = await this.awaitEnd.of(
      started.map(({ _id }) => _id),
      waitOf(change, waitMs),
    );
    if (ended) assertPaid(distributions, howToPayTheRest);
    const [declaration, all] = await Promise.all([this.store.get(date), this.slots.ofDate(date)]);
    return { ended, view: await this.view(declaration, all) };
  }

  private assertAsked(date: CalendarDate, parts: readonly Part[]): void {
    if (parts.length === 0) {
      throw new InvalidDeclarationError(
        ['distributePools', 'distributeROS'].map((field) => ({ field, message: 'must be true, or the other must' })),
      );
    }
    const today = this.day.today();
    if (compareDates(date, today) > 0) {
      throw new InvalidDeclarationError([{ field: 'date', message: `must not be in the future; today is ${today}` }]);
    }
  }

  private async accept(
    session: ClientSession,
    date: CalendarDate,
    parts: readonly Part[],
    change: Change,
  ): Promise<{ started: Slot[]; withdrawn: Slot[] }> {
    const declaration = await this.store.update(session, date, {});
    assertDeclared(declaration, parts);
    const existing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
    assertNotQueued(date, existing, parts);
    const standing = parts.flatMap((part) => carrying(existing, part));
    // Not earlier: who waited here for another request would take what that one has just started for later work.
    const asked = this.day.now();
    const at: Asked = { at: asked, paidAt: notBefore(change, asked), asked: askedBy(change) };
    const started: Slot[] = [];
    for (const part of parts) {
      const own = carrying(existing, part).filter(({ kind }) => kind !== 'slot');
      for (const before of own) {
        const resumed = await this.resume(session, before, part, at);
        if (resumed !== null) started.push(resumed);
      }
      const rest = valuesOfPart(part, restOf(declaration, existing));
      if (!paysNothing(rest)) started.push(await this.start(session, date, part, rest, existing, at));
      else if (!started.some((slot) => carries(slot, part)))
        throw new AlreadyDistributedError(isDone(part, date, existing));
    }
    await admit(session, change, { date, now: asked, slots: started });
    await this.audit.record(session, {
      ...change.origin,
      action: 'day.distribute',
      date,
      before: { standing: standing.map(stateOf) },
      after: { parts },
    });
    await change.remember(session, await this.view(declaration, await this.slots.ofDate(date, session)), true);
    return { started, withdrawn: standing.filter(({ status }) => status === 'PENDING') };
  }

  private async start(
    session: ClientSession,
    date: CalendarDate,
    part: Part,
    values: DayValues,
    existing: readonly Slot[],
    { paidAt, asked: { by, approvedBy } }: Asked,
  ): Promise<Slot> {
    const kind = part === 'ros' ? 'manual-ros' : 'manual-pools';
    const taken = new Set(existing.map(({ key }) => key));
    let nth = 1;
    while (taken.has(keyOfRun(date, kind, nth))) nth += 1;
    const wanted = { kind, date, slotNumber: null, nth, scheduledFor: paidAt, ...values } as const;
    const [accepted] = await this.slots.accept(session, [wanted], by, approvedBy);
    if (accepted === undefined) throw new AlreadyDistributedError(`${part} of ${date} could not be accepted`);
    return accepted;
  }

  /**
   * Brings forward what waits for its time, and pays what a FAILED one, or a COMPLETED one with errors, left unpaid.
   * @returns null for one that has nothing left
   */
  private async resume(
    session: ClientSession,
    before: Slot,
    part: Part,
    { at, paidAt, asked }: Asked,
  ): Promise<Slot | null> {
    if (before.status === 'PENDING' && before.scheduledFor > at) {
      const scheduledFor = before.scheduledFor < paidAt ? before.scheduledFor : paidAt;
      return this.slots.change(session, before, { scheduledFor }, asked.approvedBy);
    }
    const hasRest =
      before.status === 'FAILED' || (before.status === 'COMPLETED' && (before.errors > 0 || hasToPayAgain(before)));
    if (hasRest && before.run.state === 'ENDED') {
      return this.slots.requestRetry(session, before, asked);
    }
    if (before.status === 'COMPLETED' && before.run.state === 'ENDED') return null;
    throw new AlreadyDistributedError(`${nameOf(part)} of ${before.date} are being distributed`);
  }

  private async view(declaration: Declaration, distributions: readonly Slot[]): Promise<DistributionView> {
    const progress = await this.progress.read(distributions);
    const ros = carrying(distributions, 'ros');
    const paid = sumPaid(progressOf(ros, progress));
    return {
      date: declaration.date,
      poolDistribution: poolDistributionView({ declaration, distributions, progress }),
      rosDistribution: {
        distributed: isDistributed(declaration, distributions, 'ros'),
        distributedAt: distributedAt(declaration, distributions, 'ros'),
        rosPercentage: rateToNumber(declaration.rate),
        totalStakes: ros.reduce((sum, { plan }) => sum + (plan?.stakes ?? 0), 0),
        processedStakes: paid.ROS.count,
        totalDistributed: moneyToNumber(paid.ROS.total),
      },
    };
  }
}

function stateOf({ key, status, errors }: Slot): { key: string; status: string; errors: number } {
  return { key, status, errors };
}

/** @throws AlreadyQueuedError if a slot waits or works that carries one of the parts */
function assertNotQueued(date: string, existing: readonly Slot[], parts: readonly Part[]): void {
  const queued = existing.filter(({ kind, run }) => kind === 'slot' && run.state !== 'ENDED');
  const slot = queued.find((one) => parts.some((part) => carries(one, part)));
  if (slot === undefined) return;
  throw new AlreadyQueuedError(`${date} is queued as slots (${slot.key} is ${slot.status}); cancel them first`);
}

/** Why nothing of a part can be distributed by hand, in words. */
function isDone(part: Part, date: string, existing: readonly Slot[]): string {
  const left = carrying(existing, part).find(({ status, errors }) => status === 'FAILED' || errors > 0);
  if (left === undefined) return `${nameOf(part)} of ${date} are distributed already`;
  return (
    `${nameOf(part)} of ${date} are in slots, and ${left.key} is ${left.status}; ` +
    `POST /admin/daily-declaration-returns/${date}/slots/${left.slotNumber}/retry pays what it left`
  );
}

function nameOf(part: Part): string {
  return part === 'ros' ? 'The returns on stake' : 'The pools';
}

/** A part that is COMPLETED would be refused. */
function howToPayTheRest(failed: readonly Slot[]): string {
  const asked = (['ros', 'pools'] as const).filter((part) => carrying(failed, part).length > 0);
  const flags = asked.map((part) => (part === 'ros' ? 'distributeROS' : 'distributePools'));
  return `send the request again with ${flags.join(' and ')} alone to pay the rest.`;
}

function assertDeclared(declaration: Declaration, parts: readonly Part[]): void {
  const { rate, pools } = declaration;
  const problems: FieldProblem[] = [];
  if (parts.includes('ros') && rate === 0n) {
    problems.push({ field: 'distributeROS', message: 'must be false: no ROS is declared for the date' });
  }
  if (parts.includes('pools') && areEmpty(pools)) {
    problems.push({ field: 'distributePools', message: 'must be false: no pool is declared for the date' });
  }
  refuse(problems);
}
