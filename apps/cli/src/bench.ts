import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { AMOUNTS, clusterAmounts } from './bench/amounts.js';
import { measureBareRounds } from './bench/bare-rounds.js';
import { BenchDay } from './bench/bench-day.js';
import { measureEngine } from './bench/engine-rounds.js';
import { measureExport } from './bench/export.js';
import { compareWithGoals, type Figures, type Goal, type Sizes } from './bench/goals.js';
import { measureGrowth } from './bench/growth.js';
import { endedSlot, writeEarlierDays, writeEndedSlots } from './bench/history.js';
import { measureManySlots } from './bench/many-slots.js';
import { measurePlannerMemory } from './bench/planner-memory.js';
import { measureHistoryOfEntries, measureReconciliation } from './bench/reconciliation.js';
import { measureStatus } from './bench/status-rate.js';
import { step } from './bench/steps.js';
import { measureWatchedSlot } from './bench/watched-slot.js';
import type { LocalProduct } from './product/local-product.js';
import { withLocalProduct } from './product/with-local-product.js';
import { count, main } from './terminal/arguments.js';
import { whole } from './terminal/numbers.js';
import { green, red } from './terminal/paint.js';
import { table } from './terminal/table.js';

const ROUNDS = 3;
const SMALL_STAKES = 20_000;
const WATCHED_STAKES = 50_000;
/** One chunk. */
const MANY_SLOTS_STAKES = 300;
const SHORTER_HISTORY_DAYS = 1;
const LONGER_HISTORY_DAYS = 10;

const HELP = `npm run bench -- [--stakes N] [--history N] [--qualifiers N] [--json]
Measures this machine, each figure of docs/performance.md 1 against its goal. All servers but its own should rest.
  --stakes N      stakes of the large day, 200,000; others follow: 20,000 of the small one, but a tenth at most,
                  and 50,000 of the watched slot, but a quarter at most
  --history N     slots that ended before, 10,000
  --qualifiers N  made-up users who share a pool, 1,000,000
  --json          one object
The sizes of the goals: --stakes 1000000 --history 100000 --qualifiers 3000000
Exit 0 if every goal is met, 1 if one is missed, 2 if the command line is wrong.`;

/** `npm run bench`: the figures of docs/performance.md 1 and which goals hold. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      stakes: { type: 'string', default: '200000' },
      history: { type: 'string', default: '10000' },
      qualifiers: { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
    },
  });
  const stakes = count('--stakes', values.stakes, 1_000);
  const sizes: Sizes = {
    stakes,
    smallStakes: Math.min(SMALL_STAKES, Math.floor(stakes / 10)),
    watchedStakes: Math.min(WATCHED_STAKES, Math.floor(stakes / 4)),
    endedSlots: count('--history', values.history),
    qualifiers: count('--qualifiers', values.qualifiers),
  };
  const started = performance.now();
  return withLocalProduct(
    (line) => console.error(line),
    async (product) => {
      const figures = await measure(product, sizes);
      const goals = compareWithGoals(figures, sizes);
      const tookSeconds = Math.round((performance.now() - started) / 1_000);
      if (values.json) console.log(JSON.stringify({ ...sizes, tookSeconds, ...figures, goals }));
      else print(figures, goals);
      return goals.every(({ holds }) => holds) ? 0 : 1;
    },
  );
});

async function measure(product: LocalProduct, sizes: Sizes): Promise<Figures> {
  const start = (stakes: number): Promise<BenchDay> =>
    step(`A system of ${whole(stakes)} stakes`, () => BenchDay.start(product, stakes));

  const days = { drawn: await start(sizes.smallStakes), clustered: await start(sizes.smallStakes) };
  await step('Amounts as people choose them', () => clusterAmounts(days.clustered));
  for (const amounts of AMOUNTS) await days[amounts].queueLater(2 * ROUNDS);
  const engine = await measureEngine(days, ROUNDS);
  const bareDriver = await measureBareRounds(days, ROUNDS + 1, ROUNDS);
  const ended = await endedSlot(days.drawn);
  for (const amounts of AMOUNTS) await days[amounts].stop();

  const [small, large] = [await start(sizes.smallStakes), await start(sizes.stakes)];
  const growth = await measureGrowth(small, large, ROUNDS);
  await small.stop();
  const reconciliation = await measureReconciliation(large, ROUNDS);
  const exported = await measureExport(large, ROUNDS);
  await large.stop();

  const [shorter, longer] = [await start(sizes.smallStakes), await start(sizes.smallStakes)];
  for (const [day, earlier] of [
    [shorter, SHORTER_HISTORY_DAYS],
    [longer, LONGER_HISTORY_DAYS],
  ] as const) {
    await day.queueLater(1);
    await step(`A slot of ${whole(day.stakes)} stakes`, () => day.runSlot(1));
    await step(`${earlier} earlier days of as many entries`, () => writeEarlierDays(day, earlier));
  }
  const reconciliationAfterHistory = await measureHistoryOfEntries(shorter, longer, ROUNDS);
  await shorter.stop();
  await longer.stop();

  const [plain, old] = [await start(MANY_SLOTS_STAKES), await start(MANY_SLOTS_STAKES)];
  await step(`${whole(sizes.endedSlots)} ended slots`, () => writeEndedSlots(old, ended, sizes.endedSlots));
  const lateness = await measureManySlots(plain, old);
  const status = await measureStatus(plain, old);
  await plain.stop();
  await old.stop();

  const watched = await start(sizes.watchedStakes);
  const watchedSlotToAlone = await measureWatchedSlot(watched, ROUNDS - 1);
  await watched.stop();

  const planned = await start(1);
  const plannerPeakMb = await step(`Planning a pool of ${whole(sizes.qualifiers)} qualifiers`, () =>
    measurePlannerMemory(planned, sizes.qualifiers),
  );
  await planned.stop();

  return {
    ...engine,
    ...bareDriver,
    ...growth,
    ...reconciliation,
    ...exported,
    reconciliationAfterHistory,
    ...lateness,
    ...status,
    watchedSlotToAlone,
    plannerPeakMb,
  };
}

function print(figures: Figures, goals: readonly Goal[]): void {
  const { chunkSize, lanes } = figures.bestSetting;
  const perSecond = (value: number): string => whole(Math.round(value));
  const speeds = [
    ['engine', figures.engineStakesPerSecond],
    ['loop of the old system', figures.oldLoopStakesPerSecond],
    ['medici', figures.mediciPayoutsPerSecond],
    [`engine, chunks of ${chunkSize}, ${lanes} lanes`, figures.engineAtBestSettingStakesPerSecond],
    [`bare driver, chunks of ${chunkSize}, ${lanes} lanes`, figures.bareDriverStakesPerSecond],
  ] as const;
  const speedTable = table(
    [{ title: 'stakes per second' }, { title: 'drawn', right: true }, { title: 'clustered', right: true }],
    speeds.map(([name, speed]) => [name, perSecond(speed.drawn), perSecond(speed.clustered)]),
  );
  const goalTable = table(
    [{ title: 'figure' }, { title: 'measured', right: true }, { title: 'goal', right: true }, { title: '' }],
    goals.map(({ figure, measured, unit, bound, goal, holds }) => [
      figure,
      measured === null ? 'unknown' : `${measured.toFixed(measured < 10 ? 2 : 0)} ${unit}`,
      `${bound === 'at least' ? '>=' : '<='} ${goal} ${unit}`,
      holds ? green('holds') : red('MISSED'),
    ]),
  );
  console.log([...speedTable, '', ...goalTable].join('\n'));
}
