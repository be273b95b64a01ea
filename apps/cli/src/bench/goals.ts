import type { EngineFigures } from './engine-rounds.js';
import type { ManySlotsFigures } from './many-slots.js';
import type { StatusFigures } from './status-rate.js';

/** What `npm run bench` measures (docs/performance.md 1): all from one run, on one machine, against one database. */
export interface Figures extends EngineFigures, ManySlotsFigures, StatusFigures {
  readonly stakes: number;
  readonly memoryMb: number | null;
  readonly memoryMbAtGrowth: number | null;
  readonly memoryGrowth: number | null;
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
export function compareWithGoals(figures: Figures): Goal[] {
  const goal = (figure: string, measured: number | null, bound: Goal['bound'], value: number, unit = ''): Goal => ({
    figure,
    measured,
    unit,
    bound,
    goal: value,
    holds: measured !== null && (bound === 'at least' ? measured >= value : measured <= value),
  });
  return [
    goal('engine to the old loop', figures.engineToOldLoop, 'at least', 30, 'x'),
    goal('engine to the bare driver', figures.engineToBareDriver, 'at least', 0.85, 'x'),
    goal('time per stake at 10 times the stakes', figures.growth, 'at most', 1.15, 'x'),
    goal('worker memory at 10 times the stakes', figures.memoryGrowth, 'at most', 1.2, 'x'),
    goal('worker memory, highest', figures.memoryMbAtGrowth, 'at most', 250, 'MB'),
    goal('share of planning in a slot', figures.planningShare, 'at most', 0.08),
    goal('first payment behind its instant, p99 of 100 slots', figures.latenessP99Ms, 'at most', 250, 'ms'),
    goal('queueing 100 slots', figures.queue100SlotsMs, 'at most', 150, 'ms'),
    goal('today/status to an empty route', figures.statusToEmptyRoute, 'at least', 0.6, 'x'),
    goal('a slot watched by 200 clients, to the same alone', figures.watchedSlotToAlone, 'at most', 1.5, 'x'),
  ];
}
