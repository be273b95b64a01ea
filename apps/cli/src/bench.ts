import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { measureBareDriver } from './bench/bare-driver.js';
import { BenchDay } from './bench/bench-day.js';
import { compareWithGoals, type Figures, type Goal } from './bench/goals.js';
import { median, percentile } from './bench/median.js';
import { measureOldLoop } from './bench/old-loop.js';
import { requestRate } from './bench/request-rates.js';
import { LocalProduct } from './product/local-product.js';
import { count, main } from './terminal/arguments.js';
import { green, red } from './terminal/paint.js';

const ROUNDS = 3;
const GROWTH = 10;
const LATENESS_SLOTS = 100;
const LATENESS_STAKES = 300;
const LATENESS_EVERY_MS = 500;
const STATUS = '/api/v1/admin/daily-declaration-returns/today/status';
const EMPTY_ROUTE = '/health/live';

/** `npm run bench -- --stakes N [--json]`: the figures of design.md section 4 and which goals hold. */
await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { stakes: { type: 'string', default: '20000' }, json: { type: 'boolean', default: false } },
  });
  const stakes = count('--stakes', values.stakes);
  const product = await LocalProduct.start(say);
  try {
    const figures = await measure(product, stakes);
    const goals = compareWithGoals(figures);
    if (values.json) console.log(JSON.stringify({ ...figures, goals }));
    else print(figures, goals);
    return 0;
  } finally {
    await product.stop();
  }
});

async function measure(product: LocalProduct, stakes: number): Promise<Figures> {
  say(`Engine: ${stakes} stakes, ${ROUNDS} slots`);
  const small = await measureEngine(product, stakes);
  say('The same writes by the bare driver, and the loop of the old system');
  const bare = median(await measureBareDriver(small.day.uri, ROUNDS));
  const oldLoop = await measureOldLoop(small.day.uri);
  await small.day.stop();
  say(`Growth: ${stakes * GROWTH} stakes`);
  const large = await measureEngine(product, stakes * GROWTH);
  await large.day.stop();
  say(`Lateness: ${LATENESS_SLOTS} slots`);
  const http = await measureManySlots(product);
  return {
    stakes,
    engineStakesPerSecond: small.stakesPerSecond,
    oldLoopStakesPerSecond: oldLoop,
    bareDriverStakesPerSecond: bare,
    engineToOldLoop: small.stakesPerSecond / oldLoop,
    engineToBareDriver: small.stakesPerSecond / bare,
    growth: small.stakesPerSecond / large.stakesPerSecond,
    memoryMb: small.memoryMb,
    memoryMbAtGrowth: large.memoryMb,
    memoryGrowth: small.memoryMb === null || large.memoryMb === null ? null : large.memoryMb / small.memoryMb,
    planningShare: large.planningShare,
    ...http,
  };
}

interface EngineFigures {
  readonly day: BenchDay;
  readonly stakesPerSecond: number;
  readonly memoryMb: number | null;
  readonly planningShare: number;
}

async function measureEngine(product: LocalProduct, stakes: number): Promise<EngineFigures> {
  const day = await BenchDay.start(product, stakes);
  const first = Date.now() + 2_000;
  await day.queue(
    Array.from({ length: ROUNDS }, (_, index) => new Date(first + index * 1_000)),
    0.1,
  );
  const slots = await day.slots();
  return {
    day,
    stakesPerSecond: median(slots.map((slot) => (slot.processedStakes * 1_000) / slot.executionTimeMs)),
    memoryMb: day.worker.peakMegabytes(),
    planningShare: median(slots.map((slot) => slot.plan.tookMs / slot.executionTimeMs)),
  };
}

/** 100 small slots: how long queueing them takes, how late the first payment of each is, and the status meanwhile. */
async function measureManySlots(
  product: LocalProduct,
): Promise<
  Pick<
    Figures,
    | 'latenessP99Ms'
    | 'queue100SlotsMs'
    | 'statusRequestsPerSecond'
    | 'emptyRouteRequestsPerSecond'
    | 'statusToEmptyRoute'
  >
> {
  const day = await BenchDay.start(product, LATENESS_STAKES);
  const first = Date.now() + 3_000;
  const queue100SlotsMs = await day.queue(
    Array.from({ length: LATENESS_SLOTS }, (_, index) => new Date(first + index * LATENESS_EVERY_MS)),
    0.02,
  );
  const slots = await day.slots();
  // These slots are one chunk each: the end of the slot is a little after the commit of its first payment.
  const lateness = slots.map((slot) => slot.executedAt.getTime() - slot.scheduledFor.getTime());
  const latenessP99Ms = percentile(lateness, 0.99);
  say(`Requests per second: ${STATUS} and ${EMPTY_ROUTE}`);
  const rates = await measureStatus(day);
  await day.stop();
  return { latenessP99Ms, queue100SlotsMs, ...rates };
}

async function measureStatus(
  day: BenchDay,
): Promise<Pick<Figures, 'statusRequestsPerSecond' | 'emptyRouteRequestsPerSecond' | 'statusToEmptyRoute'>> {
  const headers = { authorization: day.admin.authorization };
  const status: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < ROUNDS + 1; round += 1) {
    status.push(await requestRate(`${day.url}${STATUS}`, headers));
    empty.push(await requestRate(`${day.url}${EMPTY_ROUTE}`, headers));
  }
  // The first round warms both up.
  const statusRequestsPerSecond = median(status.slice(1));
  const emptyRouteRequestsPerSecond = median(empty.slice(1));
  return {
    statusRequestsPerSecond,
    emptyRouteRequestsPerSecond,
    statusToEmptyRoute: statusRequestsPerSecond / emptyRouteRequestsPerSecond,
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
