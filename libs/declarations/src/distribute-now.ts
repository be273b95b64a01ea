import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { compareDates, type CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import { AlreadyQueuedError, AwaitEnd, SlotProgressReader, SlotStore, sumPaid, type Slot } from '#lib/slots';
import { moneyToNumber, rateToNumber } from '#lib/money';
import { DayTransaction, type Change } from './change.js';
import { areEmpty } from './day-rules.js';
import { DeclarationStore } from './declaration-store.js';
import { poolDistributionView, progressOf, type PoolDistributionView } from './declaration-view.js';
import type { Declaration } from './declaration.js';
import {
  AlreadyDistributedError,
  DistributionCancelledError,
  DistributionFailedError,
  InvalidDeclarationError,
  type FieldProblem,
} from './errors.js';
import { carrying, distributedAt, isDistributed, valuesOfPart, type Part } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { refuse } from './prepare-day.js';
import { reasonsOf } from './reasons.js';
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
   * @returns what was distributed, and whether it has ended within 10 seconds
   * @throws InvalidDeclarationError, DeclarationNotFoundError, AlreadyQueuedError, AlreadyDistributedError,
   *   DistributionFailedError, DistributionCancelledError
   */
  async distribute(
    date: CalendarDate,
    parts: readonly Part[],
    change: Change,
  ): Promise<{ ended: boolean; view: DistributionView }> {
    this.assertAsked(date, parts);
    const { started, withdrawn } = await this.transaction.run((session) => this.accept(session, date, parts, change));
    await this.renewJobs.apply({ withdrawn, enqueued: started });
    const { ended, distributions } = await this.awaitEnd.of(started.map(({ _id }) => _id));
    if (ended) assertPaid(distributions);
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
    const slot = existing.find(({ kind }) => kind === 'slot');
    if (slot !== undefined) {
      throw new AlreadyQueuedError(`${date} is queued as slots (${slot.key} is ${slot.status}); cancel them first`);
    }
    const standing = parts.flatMap((part) => carrying(existing, part));
    // Not earlier: who waited here for another request would take what that one has just started for later work.
    const now = this.day.now();
    const by = change.origin.actor.email;
    const started: Slot[] = [];
    for (const part of parts) {
      const [before] = carrying(existing, part);
      started.push(
        before === undefined
          ? await this.start(session, declaration, part, now, by)
          : await this.resume(session, before, part, now, by),
      );
    }
    await this.audit.record(session, {
      ...change.origin,
      action: 'day.distribute',
      date,
      before: { standing: standing.map(stateOf) },
      after: { parts },
    });
    await change.remember(session, await this.view(declaration, await this.slots.ofDate(date, session)));
    return { started, withdrawn: standing.filter(({ status }) => status === 'PENDING') };
  }

  private async start(
    session: ClientSession,
    declaration: Declaration,
    part: Part,
    now: Date,
    by: string,
  ): Promise<Slot> {
    const { date } = declaration;
    const [accepted] = await this.slots.accept(
      session,
      [
        {
          kind: part === 'ros' ? 'manual-ros' : 'manual-pools',
          date,
          slotNumber: null,
          scheduledFor: now,
          ...valuesOfPart(part, declaration),
        },
      ],
      by,
    );
    if (accepted === undefined) throw new AlreadyDistributedError(`${part} of ${date} could not be accepted`);
    return accepted;
  }

  /** Brings forward what waits for its time, and pays what a FAILED one, or a COMPLETED one with errors, left unpaid. */
  private async resume(session: ClientSession, before: Slot, part: Part, now: Date, by: string): Promise<Slot> {
    if (before.status === 'PENDING' && before.scheduledFor > now) {
      return this.slots.change(session, before, { scheduledFor: now });
    }
    const hasRest = before.status === 'FAILED' || (before.status === 'COMPLETED' && before.errors > 0);
    if (hasRest && before.run.state === 'ENDED') {
      return this.slots.requestRetry(session, before, by);
    }
    throw new AlreadyDistributedError(
      `${nameOf(part)} of ${before.date} are ${before.status === 'COMPLETED' ? 'distributed already' : 'being distributed'}`,
    );
  }

  private async view(declaration: Declaration, distributions: readonly Slot[]): Promise<DistributionView> {
    const progress = await this.progress.read(distributions);
    const ros = carrying(distributions, 'ros');
    const paid = sumPaid(progressOf(ros, progress));
    return {
      date: declaration.date,
      poolDistribution: poolDistributionView({ distributions, progress }),
      rosDistribution: {
        distributed: isDistributed(distributions, 'ros'),
        distributedAt: distributedAt(distributions, 'ros'),
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

function nameOf(part: Part): string {
  return part === 'ros' ? 'The returns on stake' : 'The pools';
}

/**
 * @throws DistributionCancelledError if one was cancelled while it waited; DistributionFailedError naming what to ask
 * for   again: a part that is COMPLETED would be refused
 */
function assertPaid(distributions: readonly Slot[]): void {
  const cancelled = distributions.find(({ status }) => status === 'CANCELLED');
  if (cancelled !== undefined) {
    throw new DistributionCancelledError(`${cancelled.key} was cancelled before it ran; nothing of it was paid`);
  }
  const failed = distributions.filter(({ status }) => status === 'FAILED');
  if (failed.length === 0) return;
  const asked = (['ros', 'pools'] as const).filter((part) => carrying(failed, part).length > 0);
  const flags = asked.map((part) => (part === 'ros' ? 'distributeROS' : 'distributePools'));
  throw new DistributionFailedError(
    `The distribution FAILED (${reasonsOf(failed)}). ` +
      `What was paid is paid; send the request again with ${flags.join(' and ')} alone to pay the rest.`,
  );
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
