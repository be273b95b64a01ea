import type { BareDriverFigures } from './bare-rounds.js';
import type { EngineFigures } from './engine-rounds.js';
import type { ExportFigures } from './export.js';
import type { GrowthFigures } from './growth.js';
import type { ManySlotsFigures } from './many-slots.js';
import type { ReconciliationFigures } from './reconciliation.js';
import type { StatusFigures } from './status-rate.js';

/** How much is measured. */
export interface Sizes {
  /** Of the large day. */
  readonly stakes: number;
  /** Of the small one. */
  readonly smallStakes: number;
  readonly watchedStakes: number;
  readonly endedSlots: number;
  readonly qualifiers: number;
}

/** What `npm run bench` measures (docs/performance.md 1): all from one run, on one machine, against one database. */
export interface Figures
  extends
    EngineFigures,
    BareDriverFigures,
    GrowthFigures,
    ManySlotsFigures,
    StatusFigures,
    ReconciliationFigures,
    ExportFigures {
  readonly plannerPeakMb: number | null;
  readonly reconciliationAfterHistory: number;
  readonly watchedSlotToAlone: number;
}

export interface Goal {
  readonly figure: string;
  readonly measured: number | null;
  readonly unit: string;
  readonly bound: 'at least' | 'at most';
  readonly goal: number;
  readonly holds: boolean;
}

/** Compares the figures with the goals. A figure that could not be taken holds no goal. Pure. */
export function compareWithGoals(figures: Figures, sizes: Sizes): Goal[] {
  const goal = (figure: string, measured: number | null, bound: Goal['bound'], value: number, unit: string): Goal => ({
    figure,
    measured,
    unit,
    bound,
    goal: value,
    holds: measured !== null && (bound === 'at least' ? measured >= value : measured <= value),
  });
  const { stakes, smallStakes, watchedStakes, endedSlots, qualifiers } = {
    stakes: whole(sizes.stakes),
    smallStakes: whole(sizes.smallStakes),
    watchedStakes: whole(sizes.watchedStakes),
    endedSlots: whole(sizes.endedSlots),
    qualifiers: whole(sizes.qualifiers),
  };
  const { engineToOldLoop, engineToBareDriver, engineToMedici } = figures;
  const percent = figures.planningShare * 100;
  return [
    goal('engine to the old loop, drawn amounts', engineToOldLoop.drawn, 'at least', 30, 'x'),
    goal('engine to the old loop, clustered amounts', engineToOldLoop.clustered, 'at least', 30, 'x'),
    goal('engine to the bare driver, drawn amounts', engineToBareDriver.drawn, 'at least', 0.9, 'x'),
    goal('engine to the bare driver, clustered amounts', engineToBareDriver.clustered, 'at least', 0.9, 'x'),
    goal('engine to medici, drawn amounts', engineToMedici.drawn, 'at least', 20, 'x'),
    goal('engine to medici, clustered amounts', engineToMedici.clustered, 'at least', 20, 'x'),
    goal(`time per stake at ${stakes} stakes, to ${smallStakes}`, figures.growth, 'at most', 1.15, 'x'),
    goal(`worker's peak memory at ${stakes} stakes`, figures.workerPeakMb, 'at most', 250, 'MB'),
    goal(`planner's peak memory at ${qualifiers} qualifiers`, figures.plannerPeakMb, 'at most', 250, 'MB'),
    goal("worker's CPU per stake", figures.cpuMicrosPerStake, 'at most', 50, 'µs'),
    goal("planning's share of a slot", percent, 'at most', 8, '%'),
    goal('first payment of 100 slots, p99, less a bare job', figures.latenessBeyondBareJobP99Ms, 'at most', 100, 'ms'),
    goal(`lateness after ${endedSlots} ended slots, to none`, figures.latenessAfterHistory, 'at most', 1.1, 'x'),
    goal(`claim after ${endedSlots} ended slots, to none`, figures.claimAfterHistory, 'at most', 1.1, 'x'),
    goal(`today/status after ${endedSlots} ended slots, to none`, figures.statusAfterHistory, 'at most', 1.1, 'x'),
    goal(`cron/status after ${endedSlots} ended slots, to none`, figures.cronAfterHistory, 'at most', 1.1, 'x'),
    goal('reconciling a date, to summing its entries', figures.reconciliationToSum, 'at most', 8, 'x'),
    goal('reconciling a date with ten times the history', figures.reconciliationAfterHistory, 'at most', 1.1, 'x'),
    goal('queueing 100 slots', figures.queue100SlotsMs, 'at most', 150, 'ms'),
    goal('today/status to an empty route', figures.statusToEmptyRoute, 'at least', 0.6, 'x'),
    goal(
      `a slot of ${watchedStakes} watched by 200 clients, to alone`,
      figures.watchedSlotToAlone,
      'at most',
      1.3,
      'x',
    ),
    goal('CSV export to the bare cursor', figures.exportToBareCursor, 'at least', 0.5, 'x'),
    goal("API's memory, second half of an export to the first", figures.exportMemoryGrowth, 'at most', 1.2, 'x'),
  ];
}

function whole(value: number): string {
  return value.toLocaleString('en');
}
