import {
  PHASES,
  SLOT_STATUSES,
  dayStatus,
  sumPaid,
  toSlotView,
  type DayStatus,
  type Slot,
  type SlotProgress,
  type SlotStatus,
  type SlotView,
  hasToPayAgain,
  isReversed,
} from '#lib/slots';
import {
  POOLS,
  POOL_NAMES,
  ZERO,
  moneyToNumber,
  perPool,
  subtractMoney,
  sumMoney,
  toPoolFields,
  type Money,
  type PoolFields,
} from '#lib/money';
import { valuesView, type ValuesView } from './declaration-view.js';
import type { Declaration } from './declaration.js';
import { takenOf } from './parts.js';

export interface PoolStatsView {
  readonly usersReceived: number;
  readonly totalDistributed: number;
}

export interface LastExecutionView extends PoolFields<'stats', PoolStatsView> {
  readonly status: string;
  readonly rosStats: { readonly processedStakes: number; readonly totalDistributed: number };
  readonly executedAt: Date;
  readonly executionTimeMs: number | null;
  readonly error: string | null;
}

/** A day as its status tells it (docs/specification.md 3.2). */
export interface DayView {
  readonly today: string;
  readonly status: DayStatus;
  readonly scheduledFor: Date | null;
  readonly values: ValuesView | null;
  readonly multiSlotEnabled: boolean;
  readonly distributionSlots: readonly SlotView[];
  readonly lastExecution: LastExecutionView | null;
  readonly totals: DayTotalsView;
}

/** A day among others. */
export interface DaySummary extends Pick<DayView, 'status' | 'values'> {
  readonly date: string;
  /** How many of its slots and runs have which status. */
  readonly slots: Readonly<Record<SlotStatus, number>>;
  /** Of how many of them something is taken back. */
  readonly reversed: number;
  readonly planned: number | null;
  readonly paid: number;
  readonly owed: number | null;
}

/** What all of a day pays, USDT. */
export interface DayTotalsView {
  /** Paid, owed and still to be paid; null while ROS is to be paid, which is known when it is. */
  readonly planned: number | null;
  readonly paid: number;
  /** What ended slots left unpaid; null where that is ROS, which the proof tells. */
  readonly owed: number | null;
  /** Of the slot that reached most of them. */
  readonly users: number;
}

/** A slot and what it has paid. */
interface Paid {
  readonly slot: Slot;
  readonly progress: SlotProgress;
}

/** Pure. */
export function dayView(
  date: string,
  declaration: Declaration | null,
  distributions: readonly Slot[],
  progress: ReadonlyMap<string, SlotProgress>,
): DayView {
  const shown = distributions.flatMap((distribution) => {
    const paid = progress.get(distribution._id.toHexString());
    return paid === undefined ? [] : [{ slot: distribution, view: toSlotView(distribution, paid), progress: paid }];
  });
  const standing = shown.filter(({ slot }) => slot.status !== 'CANCELLED');
  return {
    today: date,
    status: dayStatus(distributions.map(({ status }) => status)),
    scheduledFor: standing[0]?.slot.scheduledFor ?? null,
    values: declaration === null ? null : valuesView(declaration),
    multiSlotEnabled: declaration?.multiSlotEnabled ?? false,
    distributionSlots: shown.map(({ view }) => view),
    lastExecution: lastExecution(standing.filter(({ slot }) => slot.executedAt !== null)),
    totals: totalsOf(standing),
  };
}

/** Pure. */
export function daySummary({ today: date, status, values, distributionSlots, totals }: DayView): DaySummary {
  const { planned, paid, owed } = totals;
  const slots = Object.fromEntries(SLOT_STATUSES.map((one) => [one, 0])) as Record<SlotStatus, number>;
  for (const slot of distributionSlots) slots[slot.status] += 1;
  const reversed = distributionSlots.filter(({ reversal }) => (reversal?.reversed ?? 0) > 0).length;
  return { date, status, values, slots, reversed, planned, paid, owed };
}

/** Of the day: sums over all that has ended, and what the last of it says. */
function lastExecution(ended: readonly Paid[]): LastExecutionView | null {
  const last = [...ended].sort((a, b) => Number(a.slot.executedAt) - Number(b.slot.executedAt)).at(-1)?.slot;
  if (last === undefined || last.executedAt === null) return null;
  const sums = sumPaid(ended.map(({ progress }) => progress));
  const times = ended.flatMap(({ slot }) => slot.executionTimeMs ?? []);
  return {
    status: last.status,
    rosStats: { processedStakes: sums.ROS.count, totalDistributed: moneyToNumber(sums.ROS.total) },
    ...toPoolFields(
      'stats',
      perPool((pool) => {
        const { count, total } = sums[POOL_NAMES[pool].phase];
        return { usersReceived: count, totalDistributed: moneyToNumber(total) };
      }),
    ),
    executedAt: last.executedAt,
    executionTimeMs: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0),
    error: last.error,
  };
}

function totalsOf(standing: readonly Paid[]): DayTotalsView {
  const paid = sumMoney(standing.flatMap(({ progress }) => PHASES.map((phase) => progress.paid[phase].total)));
  const owed = sumKnown(standing.filter(({ slot }) => hasEnded(slot)).map(owedBy));
  const waiting = sumKnown(standing.filter(({ slot }) => !hasEnded(slot)).map(owedBy));
  const planned = sumKnown([paid, owed, waiting]);
  return {
    planned: planned === null ? null : moneyToNumber(planned),
    paid: moneyToNumber(paid),
    owed: owed === null ? null : moneyToNumber(owed),
    users: Math.max(0, ...standing.map(({ progress }) => progress.users)),
  };
}

/** @returns what a slot has still to pay; null where its ROS is not known before it is paid */
function owedBy({ slot, progress }: Paid): Money | null {
  const isPaid = slot.status === 'COMPLETED' && progress.errors === 0 && !hasToPayAgain(slot);
  if (isPaid || isReversed(slot)) return ZERO;
  if (slot.rate > 0n) return null;
  const due = takenOf([slot]).pools;
  return sumMoney(POOLS.map((pool) => subtractMoney(due[pool], progress.paid[POOL_NAMES[pool].phase].total)));
}

function hasEnded({ run }: Slot): boolean {
  return run.state === 'ENDED';
}

function sumKnown(amounts: readonly (Money | null)[]): Money | null {
  const known = amounts.flatMap((amount) => amount ?? []);
  return known.length === amounts.length ? sumMoney(known) : null;
}
