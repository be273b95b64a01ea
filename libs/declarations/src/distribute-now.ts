import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { compareDates, type CalendarDate } from '#lib/calendar';
import { Audit } from '#lib/audit';
import {
  AlreadyQueuedError,
  EnqueueSlots,
  QueueSlots,
  SlotProgressReader,
  sumPaid,
  type Distribution,
} from '#lib/distributions';
import { ZERO, ZERO_RATE, moneyToNumber, rateToNumber } from '#lib/money';
import { AwaitEnd } from './await-end.js';
import { DayTransaction, type Change } from './change.js';
import { DeclarationStore, valuesOf } from './declaration-store.js';
import { poolDistributionView, progressOf, type PoolDistributionView } from './declaration-view.js';
import type { Declaration } from './declaration.schema.js';
import {
  AlreadyDistributedError,
  DistributionFailedError,
  InvalidDeclarationError,
  type FieldProblem,
} from './errors.js';
import { carrying, distributedAt, isDistributed, type Part } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { refuse } from './prepare-day.js';

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

/** Distributes a declared date at once, through the same engine as a slot (spec.md 3.1). */
@Injectable()
export class DistributeNow {
  constructor(
    private readonly transaction: DayTransaction,
    private readonly store: DeclarationStore,
    private readonly slots: QueueSlots,
    private readonly progress: SlotProgressReader,
    private readonly enqueueSlots: EnqueueSlots,
    private readonly awaitEnd: AwaitEnd,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * @returns what was distributed, and whether it has ended within 25 seconds
   * @throws InvalidDeclarationError, DeclarationNotFoundError, AlreadyQueuedError, AlreadyDistributedError,
   *   DistributionFailedError
   */
  async distribute(
    date: CalendarDate,
    parts: readonly Part[],
    change: Change,
  ): Promise<{ ended: boolean; view: DistributionView }> {
    const now = new Date();
    this.assertAsked(date, parts, now);
    const started = await this.transaction.run((session) => this.accept(session, date, parts, change, now));
    await this.enqueueSlots.enqueue(started);
    const { ended, distributions } = await this.awaitEnd.of(started.map(({ _id }) => _id));
    const failed = distributions.find(({ status }) => status === 'FAILED');
    if (ended && failed !== undefined) {
      throw new DistributionFailedError(
        `The distribution FAILED (${failed.error ?? 'unknown reason'}). What was paid is paid; send the request again to pay the rest.`,
      );
    }
    return { ended, view: await this.view(date) };
  }

  private assertAsked(date: CalendarDate, parts: readonly Part[], now: Date): void {
    if (parts.length === 0) {
      throw new InvalidDeclarationError(
        ['distributePools', 'distributeROS'].map((field) => ({ field, message: 'must be true, or the other must' })),
      );
    }
    const today = this.day.today(now);
    if (compareDates(date, today) > 0) {
      throw new InvalidDeclarationError([{ field: 'date', message: `must not be in the future; today is ${today}` }]);
    }
  }

  private async accept(
    session: ClientSession,
    date: CalendarDate,
    parts: readonly Part[],
    change: Change,
    now: Date,
  ): Promise<Distribution[]> {
    const declaration = await this.store.update(session, date, {});
    assertDeclared(declaration, parts);
    const existing = (await this.slots.ofDate(date, session)).filter(({ status }) => status !== 'CANCELLED');
    const slot = existing.find(({ kind }) => kind === 'slot');
    if (slot !== undefined) {
      throw new AlreadyQueuedError(`${date} is queued as slots (${slot.key} is ${slot.status}); cancel them first`);
    }
    const started: Distribution[] = [];
    for (const part of parts) started.push(await this.start(session, date, part, declaration, existing, now));
    await this.audit.record(session, { ...change.origin, action: 'day.distribute', date, after: { parts } });
    return started;
  }

  /** Starts a part, or goes on with what FAILED or waits for later. */
  private async start(
    session: ClientSession,
    date: string,
    part: Part,
    declaration: Declaration,
    existing: readonly Distribution[],
    now: Date,
  ): Promise<Distribution> {
    const [before] = carrying(existing, part);
    if (before === undefined) {
      const { rate, premiumPool, performancePool } = valuesOf(declaration);
      const [accepted] = await this.slots.accept(session, [
        part === 'ros'
          ? {
              kind: 'manual-ros',
              date,
              slotNumber: null,
              scheduledFor: now,
              rate,
              premiumPool: ZERO,
              performancePool: ZERO,
            }
          : {
              kind: 'manual-pools',
              date,
              slotNumber: null,
              scheduledFor: now,
              rate: ZERO_RATE,
              premiumPool,
              performancePool,
            },
      ]);
      if (accepted === undefined) throw new AlreadyDistributedError(`${part} of ${date} could not be accepted`);
      return accepted;
    }
    if (before.status === 'PENDING') return this.slots.change(session, before, { scheduledFor: now });
    if (before.status === 'FAILED') return this.slots.requestRetry(session, before, now);
    throw new AlreadyDistributedError(
      `${part === 'ros' ? 'The ROS' : 'The pools'} of ${date} ${before.status === 'COMPLETED' ? 'are distributed already' : 'are being distributed'}`,
    );
  }

  private async view(date: string): Promise<DistributionView> {
    const [declaration, distributions] = await Promise.all([this.store.get(date), this.slots.ofDate(date)]);
    const progress = await this.progress.read(distributions);
    const ros = carrying(distributions, 'ros');
    const paid = sumPaid(progressOf(ros, progress));
    return {
      date,
      poolDistribution: poolDistributionView({ distributions, progress }),
      rosDistribution: {
        distributed: isDistributed(distributions, 'ros'),
        distributedAt: distributedAt(distributions, 'ros'),
        rosPercentage: rateToNumber(valuesOf(declaration).rate),
        totalStakes: ros.reduce((sum, { plan }) => sum + (plan?.stakes ?? 0), 0),
        processedStakes: paid.ROS.count,
        totalDistributed: moneyToNumber(paid.ROS.total),
      },
    };
  }
}

function assertDeclared(declaration: Declaration, parts: readonly Part[]): void {
  const { rate, premiumPool, performancePool } = valuesOf(declaration);
  const problems: FieldProblem[] = [];
  if (parts.includes('ros') && rate === 0n) {
    problems.push({ field: 'distributeROS', message: 'must be false: no ROS is declared for the date' });
  }
  if (parts.includes('pools') && premiumPool === ZERO && performancePool === ZERO) {
    problems.push({ field: 'distributePools', message: 'must be false: no pool is declared for the date' });
  }
  refuse(problems);
}
