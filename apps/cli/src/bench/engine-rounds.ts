import { measureBareDriver } from './bare-driver.js';
import type { BenchDay, SlotRecord } from './bench-day.js';
import { median } from './median.js';
import { measureOldLoop } from './old-loop.js';

/** How the engine pays, and how it compares; stakes per second are medians of the rounds, ratios medians of their ratios. */
export interface EngineFigures {
  readonly engineStakesPerSecond: number;
  readonly bareDriverStakesPerSecond: number;
  readonly oldLoopStakesPerSecond: number;
  readonly engineToBareDriver: number;
  readonly engineToOldLoop: number;
  readonly growth: number;
  readonly planningShare: number;
}

interface Round {
  readonly engine: number;
  readonly bare: number;
  readonly old: number;
  readonly large: number;
  readonly planningShare: number;
}

/**
 * One slot of a small and one of a large day, the bare driver and the old loop, one after the other, round by round: what
 * is compared runs within seconds of each other, on a machine that is not equally fast all the time.
 */
export async function measureEngine(
  small: BenchDay,
  large: BenchDay,
  rounds: number,
  say: (line: string) => void,
): Promise<EngineFigures> {
  await small.queueLater(rounds);
  await large.queueLater(rounds);
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`Round ${round} of ${rounds}: engine, bare driver, loop of the old system, engine at ${large.stakes} stakes`);
    const engine = speedOf(await small.runSlot(round));
    const bare = await measureBareDriver(small.uri);
    const old = await measureOldLoop(small.uri);
    const slot = await large.runSlot(round);
    const planningShare = slot.plan.tookMs / slot.executionTimeMs;
    measured.push({ engine, bare, old, large: speedOf(slot), planningShare });
  }
  const middle = (figure: (round: Round) => number): number => median(measured.map(figure));
  return {
    engineStakesPerSecond: middle(({ engine }) => engine),
    bareDriverStakesPerSecond: middle(({ bare }) => bare),
    oldLoopStakesPerSecond: middle(({ old }) => old),
    engineToBareDriver: middle(({ engine, bare }) => engine / bare),
    engineToOldLoop: middle(({ engine, old }) => engine / old),
    growth: middle(({ engine, large: speed }) => engine / speed),
    planningShare: middle((round) => round.planningShare),
  };
}

function speedOf(slot: SlotRecord): number {
  return (slot.processedStakes * 1_000) / slot.executionTimeMs;
}
