import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { BenchDay } from './bench/bench-day.js';
import { measureEngine } from './bench/engine-rounds.js';
import { compareWithGoals, type Figures, type Goal } from './bench/goals.js';
import { measureManySlots } from './bench/many-slots.js';
import { measureStatus } from './bench/status-rate.js';
import { measureWatchedSlot } from './bench/watched-slot.js';
import type { LocalProduct } from './product/local-product.js';
import { withLocalProduct } from './product/with-local-product.js';
import { count, main } from './terminal/arguments.js';
import { green, red } from './terminal/paint.js';

const ROUNDS = 3;
const GROWTH = 10;
/** One chunk. */
const MANY_SLOTS_STAKES = 300;
const WATCHED = 2.5;

const HELP = `npm run bench -- [--stakes N] [--json]
Measures this machine: speed against the old loop and the bare driver, growth, memory, lateness, requests, each against its goal.
  --stakes N  20,000; also measured with ten times as many
  --json      one object`;

/** `npm run bench -- --stakes N [--json]`: the figures of docs/performance.md 1 and which goals hold. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: { stakes: { type: 'string', default: '20000' }, json: { type: 'boolean', default: false } },
  });
  const stakes = count('--stakes', values.stakes);
  return withLocalProduct(say, async (product) => {
    const figures = await measure(product, stakes);
    const goals = compareWithGoals(figures);
    if (values.json) console.log(JSON.stringify({ ...figures, goals }));
    else print(figures, goals);
    return 0;
  });
});

async function measure(product: LocalProduct, stakes: number): Promise<Figures> {
  say(`Writing ${stakes} and ${stakes * GROWTH} stakes`);
  const small = await BenchDay.start(product, stakes);
  const large = await BenchDay.start(product, stakes * GROWTH);
  const engine = await measureEngine(small, large, ROUNDS, say);
  const memoryMb = small.worker.peakMegabytes();
  const memoryMbAtGrowth = large.worker.peakMegabytes();
  await small.stop();
  await large.stop();

  say('100 slots, one every half second');
  const manySlots = await BenchDay.start(product, MANY_SLOTS_STAKES);
  const lateness = await measureManySlots(manySlots);
  say('Requests per second of today/status and of an empty route');
  const status = await measureStatus(manySlots);
  await manySlots.stop();

  const watchedStakes = Math.round(stakes * WATCHED);
  say(`A slot of ${watchedStakes} stakes that 200 clients watch`);
  const watched = await BenchDay.start(product, watchedStakes);
  const watchedSlotToAlone = await measureWatchedSlot(watched);
  await watched.stop();

  return {
    stakes,
    ...engine,
    memoryMb,
    memoryMbAtGrowth,
    memoryGrowth: memoryMb === null || memoryMbAtGrowth === null ? null : memoryMbAtGrowth / memoryMb,
    ...lateness,
    ...status,
    watchedSlotToAlone,
  };
}

function print(figures: Figures, goals: readonly Goal[]): void {
  const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en').padStart(10)} stakes/s`;
  console.log(
    `engine       ${perSecond(figures.engineStakesPerSecond)}   (${figures.stakes.toLocaleString('en')} stakes)`,
  );
  console.log(`bare driver  ${perSecond(figures.bareDriverStakesPerSecond)}`);
  console.log(`old loop     ${perSecond(figures.oldLoopStakesPerSecond)}\n`);
  const width = Math.max(...goals.map(({ figure }) => figure.length));
  for (const { figure, measured, unit, bound, goal, holds } of goals) {
    const value = measured === null ? 'unknown' : measured.toFixed(measured < 10 ? 3 : 0);
    console.log(
      `${figure.padEnd(width)}  ${`${value} ${unit}`.padStart(12)}   goal ${bound} ${goal} ${unit}`.padEnd(width + 42) +
        (holds ? green('holds') : red('MISSED')),
    );
  }
}

function say(line: string): void {
  console.error(line);
}
