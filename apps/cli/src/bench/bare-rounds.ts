import { AMOUNTS, perAmounts, type PerAmounts } from './amounts.js';
import { measureBareDriver, type Setting } from './bare-driver.js';
import type { BenchDay } from './bench-day.js';
import { speedOf } from './engine-rounds.js';
import { median } from './median.js';
import { step } from './steps.js';

const CHUNK_SIZES = [150, 300, 600, 1_000];
const LANES = [2, 4, 8];

export interface BareDriverFigures {
  /** At which the bare driver was the quickest. */
  readonly bestSetting: Setting;
  readonly bareDriverSweep: readonly (Setting & { readonly stakesPerSecond: number })[];
  readonly bareDriverStakesPerSecond: PerAmounts<number>;
  readonly engineAtBestSettingStakesPerSecond: PerAmounts<number>;
  readonly engineToBareDriver: PerAmounts<number>;
}

interface Round {
  readonly engine: number;
  readonly bare: number;
}

/**
 * The bare driver at every chunk size and number of lanes; then, round by round at the best of them, one slot by a worker
 * that is set to it, and the bare driver.
 * @param days with slots queued
 * @param firstSlot the first that has not run
 */
export async function measureBareRounds(
  days: PerAmounts<BenchDay>,
  firstSlot: number,
  rounds: number,
): Promise<BareDriverFigures> {
  const sweep = await sweepBareDriver(days.drawn);
  const { chunkSize, lanes } = sweep.reduce((best, one) => (one.stakesPerSecond > best.stakesPerSecond ? one : best));
  const bestSetting = { chunkSize, lanes };
  for (const amounts of AMOUNTS) {
    await days[amounts].restartWorker({ CHUNK_SIZE: String(chunkSize), WORKER_CONCURRENCY: String(lanes) });
  }
  const measured: PerAmounts<Round[]> = { drawn: [], clustered: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const amounts of AMOUNTS) {
      const day = days[amounts];
      const where = `chunks of ${chunkSize}, ${lanes} lanes, round ${round + 1} of ${rounds}, ${amounts} amounts`;
      const slot = await step(`Engine, ${where}`, () => day.runSlot(firstSlot + round));
      const bare = await step(`Bare driver, ${where}`, () => measureBareDriver(day, bestSetting));
      measured[amounts].push({ engine: speedOf(slot), bare });
    }
  }
  const middle = (figure: (round: Round) => number): PerAmounts<number> =>
    perAmounts((amounts) => median(measured[amounts].map(figure)));
  return {
    bestSetting,
    bareDriverSweep: sweep,
    bareDriverStakesPerSecond: middle(({ bare }) => bare),
    engineAtBestSettingStakesPerSecond: middle(({ engine }) => engine),
    engineToBareDriver: middle(({ engine, bare }) => engine / bare),
  };
}

async function sweepBareDriver(day: BenchDay): Promise<(Setting & { readonly stakesPerSecond: number })[]> {
  const sweep: (Setting & { readonly stakesPerSecond: number })[] = [];
  for (const chunkSize of CHUNK_SIZES) {
    for (const lanes of LANES) {
      const setting = { chunkSize, lanes };
      const stakesPerSecond = await step(`Sweep of the bare driver: chunks of ${chunkSize}, ${lanes} lanes`, () =>
        measureBareDriver(day, setting),
      );
      sweep.push({ ...setting, stakesPerSecond });
    }
  }
  return sweep;
}
