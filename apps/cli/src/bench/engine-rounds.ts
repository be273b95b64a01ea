import { AMOUNTS, perAmounts, type PerAmounts } from './amounts.js';
import type { BenchDay, SlotRecord } from './bench-day.js';
import { measureMedici } from './medici.js';
import { median } from './median.js';
import { measureOldLoop } from './old-loop.js';
import { step } from './steps.js';

/** How the engine pays, and how it compares; stakes per second are medians of the rounds, ratios medians of their ratios. */
export interface EngineFigures {
  readonly engineStakesPerSecond: PerAmounts<number>;
  readonly oldLoopStakesPerSecond: PerAmounts<number>;
  readonly mediciPayoutsPerSecond: PerAmounts<number>;
  readonly engineToOldLoop: PerAmounts<number>;
  readonly engineToMedici: PerAmounts<number>;
}

interface Round {
  readonly engine: number;
  readonly old: number;
  readonly medici: number;
}

/**
 * One slot, the old loop and medici, one after the other, round by round: what is compared runs within seconds of each
 * other, on a machine that is not equally fast all the time.
 * @param days with as many slots queued as there are rounds
 */
export async function measureEngine(days: PerAmounts<BenchDay>, rounds: number): Promise<EngineFigures> {
  const measured: PerAmounts<Round[]> = { drawn: [], clustered: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const amounts of AMOUNTS) {
      const day = days[amounts];
      const where = `round ${round} of ${rounds}, ${amounts} amounts`;
      const slot = await step(`Engine at ${day.stakes} stakes, ${where}`, () => day.runSlot(round));
      const old = await step(`Loop of the old system, ${where}`, () => measureOldLoop(day));
      const medici = await step(`medici, ${where}`, () => measureMedici(day));
      measured[amounts].push({ engine: speedOf(slot), old, medici });
    }
  }
  const middle = (figure: (round: Round) => number): PerAmounts<number> =>
    perAmounts((amounts) => median(measured[amounts].map(figure)));
  return {
    engineStakesPerSecond: middle(({ engine }) => engine),
    oldLoopStakesPerSecond: middle(({ old }) => old),
    mediciPayoutsPerSecond: middle(({ medici }) => medici),
    engineToOldLoop: middle(({ engine, old }) => engine / old),
    engineToMedici: middle(({ engine, medici }) => engine / medici),
  };
}

/** @returns stakes per second */
export function speedOf(slot: SlotRecord): number {
  return (slot.processedStakes * 1_000) / slot.executionTimeMs;
}
