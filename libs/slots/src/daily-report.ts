import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { LedgerTotals, REVERSAL_TYPES } from '#lib/ledger';
import { ZERO, sumMoney, type Money, type PerPool } from '#lib/money';
import { dayStatus, type DayStatus } from './day-status.js';
import { SlotProgressReader, latenessOf, sumPaid, type SlotProgress } from './slot-view.js';
import { SlotStore } from './slot-store.js';
import type { Slot } from './slot.js';

/** One day for the books: what its slots and runs have paid until now, and what was taken back of it. */
export interface DayReport {
  readonly date: string;
  readonly status: DayStatus;
  /** Slots and runs that have begun. */
  readonly slots: number;
  /** Payouts of ROS, over all slots. */
  readonly stakes: number;
  /** Of the slot that reached most of them. */
  readonly users: number;
  readonly ros: Money;
  readonly pools: PerPool<Money>;
  /** ROS and pools. */
  readonly paid: Money;
  /** Records that could not be paid and still are not. */
  readonly failures: number;
  /** Entries that take back what was paid for the day, and their sum, which is negative. */
  readonly reversals: number;
  readonly reversed: Money;
  /** Of the slot that began latest behind its instant; null where none has begun. */
  readonly latenessMs: number | null;
}

/** Reads days as accountants see them (docs/specification.md 3.6). */
@Injectable()
export class DailyReport {
  constructor(
    private readonly slots: SlotStore,
    private readonly progress: SlotProgressReader,
    private readonly ledger: LedgerTotals,
  ) {}

  /** @param dates some, whose slots are in memory at once @returns a report for each, in their order */
  async of(dates: readonly string[]): Promise<DayReport[]> {
    const byDate = await this.slots.ofDates(dates);
    const slots = [...byDate.values()].flat();
    const progress = await this.progress.read(slots);
    const reversals = await this.reversalsOf(slots);
    return dates.map((date) => dayReport(date, byDate.get(date) ?? [], progress, reversals));
  }

  /** Nothing was taken back of a slot that had no run for it: most days read no entry. */
  private async reversalsOf(slots: readonly Slot[]): Promise<ReadonlyMap<string, Reversals>> {
    const reversed = slots.filter(({ run, runs }) => [run, ...runs].some(({ kind }) => kind === 'reversal'));
    const ids = reversed.map(({ _id }): Types.ObjectId => _id);
    return this.ledger.byDistribution(ids, REVERSAL_TYPES);
  }
}

interface Reversals {
  readonly count: number;
  readonly total: Money;
}

function dayReport(
  date: string,
  all: readonly Slot[],
  progressById: ReadonlyMap<string, SlotProgress>,
  reversalsById: ReadonlyMap<string, Reversals>,
): DayReport {
  const progress = all.flatMap(({ _id }) => progressById.get(_id.toHexString()) ?? []);
  const reversals = all.flatMap(({ _id }) => reversalsById.get(_id.toHexString()) ?? []);
  const begun = all.filter(({ startedAt }) => startedAt !== null);
  const lateness = begun.flatMap((slot) => latenessOf(slot) ?? []);
  const { ROS, PREMIUM, PERFORMANCE } = sumPaid(progress);
  return {
    date,
    status: dayStatus(all.map(({ status }) => status)),
    slots: begun.length,
    stakes: ROS.count,
    users: Math.max(0, ...progress.map(({ users }) => users)),
    ros: ROS.total,
    pools: { premium: PREMIUM.total, performance: PERFORMANCE.total },
    paid: sumMoney([ROS.total, PREMIUM.total, PERFORMANCE.total]),
    failures: progress.reduce((sum, { errors }) => sum + errors, 0),
    reversals: reversals.reduce((sum, { count }) => sum + count, 0),
    reversed: reversals.reduce((sum, { total }) => sumMoney([sum, total]), ZERO),
    latenessMs: lateness.length === 0 ? null : Math.max(...lateness),
  };
}
