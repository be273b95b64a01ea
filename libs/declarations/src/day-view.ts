import { dayStatus, toSlotView, type DayStatus, type Slot, type SlotProgress, type SlotView } from '#lib/slots';
import { POOL_NAMES, moneyToNumber, perPool, toPoolFields, type PoolFields } from '#lib/money';
import { valuesView, type ValuesView } from './declaration-view.js';
import type { Declaration } from './declaration.js';

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
    return paid === undefined ? [] : [{ distribution, view: toSlotView(distribution, paid), paid }];
  });
  const counted = distributions.filter(({ status }) => status !== 'CANCELLED');
  const last = shown
    .filter(({ distribution }) => distribution.executedAt !== null)
    .sort((a, b) => Number(a.distribution.executedAt) - Number(b.distribution.executedAt))
    .at(-1);
  return {
    today: date,
    status: dayStatus(distributions.map(({ status }) => status)),
    scheduledFor: counted[0]?.scheduledFor ?? null,
    values: declaration === null ? null : valuesView(declaration),
    multiSlotEnabled: declaration?.multiSlotEnabled ?? false,
    distributionSlots: shown.map(({ view }) => view),
    lastExecution: last === undefined ? null : lastExecution(last.distribution, last.paid),
  };
}

function lastExecution(distribution: Slot, { paid }: SlotProgress): LastExecutionView | null {
  if (distribution.executedAt === null) return null;
  return {
    status: distribution.status,
    rosStats: { processedStakes: paid.ROS.count, totalDistributed: moneyToNumber(paid.ROS.total) },
    ...toPoolFields(
      'stats',
      perPool((pool) => {
        const { count, total } = paid[POOL_NAMES[pool].phase];
        return { usersReceived: count, totalDistributed: moneyToNumber(total) };
      }),
    ),
    executedAt: distribution.executedAt,
    executionTimeMs: distribution.executionTimeMs,
    error: distribution.error,
  };
}
