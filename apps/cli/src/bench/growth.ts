import type { BenchDay, SlotRecord } from './bench-day.js';
import { speedOf } from './engine-rounds.js';
import { median } from './median.js';
import { cpuMicroseconds } from './process-usage.js';
import { step } from './steps.js';

export interface GrowthFigures {
  /** Time per stake of the large day, to that of the small one. */
  readonly growth: number;
  readonly largeStakesPerSecond: number;
  readonly workerPeakMb: number | null;
  readonly cpuMicrosPerStake: number | null;
  readonly planningShare: number;
}

interface Round {
  readonly growth: number;
  readonly speed: number;
  readonly cpu: number | null;
  readonly planning: number;
}

/** One slot of a small and one of a large day, in turn; and what the large one's worker needs for it. */
export async function measureGrowth(small: BenchDay, large: BenchDay, rounds: number): Promise<GrowthFigures> {
  await small.queueLater(rounds);
  await large.queueLater(rounds);
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const where = `round ${round} of ${rounds}`;
    const before = await step(`Engine at ${small.stakes} stakes, ${where}`, () => small.runSlot(round));
    const [slot, cpu] = await step(`Engine at ${large.stakes} stakes, ${where}`, () => runCounted(large, round));
    measured.push({
      growth: speedOf(before) / speedOf(slot),
      speed: speedOf(slot),
      cpu: cpu === null ? null : cpu / slot.processedStakes,
      planning: (slot.plan?.tookMs ?? Number.NaN) / slot.executionTimeMs,
    });
  }
  const cpu = measured.flatMap((round) => round.cpu ?? []);
  return {
    growth: median(measured.map(({ growth }) => growth)),
    largeStakesPerSecond: median(measured.map(({ speed }) => speed)),
    workerPeakMb: large.worker.peakMegabytes(),
    cpuMicrosPerStake: cpu.length === 0 ? null : median(cpu),
    planningShare: median(measured.map(({ planning }) => planning)),
  };
}

/** @returns the slot, and the CPU time of the worker for it */
async function runCounted(day: BenchDay, slotNumber: number): Promise<[SlotRecord, number | null]> {
  const before = cpuMicroseconds(day.worker);
  const slot = await day.runSlot(slotNumber);
  const after = cpuMicroseconds(day.worker);
  return [slot, before === null || after === null ? null : after - before];
}
