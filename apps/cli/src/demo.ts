import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ApiClient } from './product/api-client.js';
import type { LocalProduct } from './product/local-product.js';
import { withLocalProduct } from './product/with-local-product.js';
import { DEMO_SIGN_IN } from './seeding/seed-data.js';
import { adoptionChecks, runAdoption } from './demo/adopted-platform.js';
import type { DayView, TransactionView } from './demo/day.js';
import { zoneWithoutMidnight } from './demo/quiet-zone.js';
import { slotLine } from './demo/slot-line.js';
import { watchDay, type Seen } from './demo/watch-day.js';
import { UsageError, count, main } from './terminal/arguments.js';
import { liveLines } from './terminal/live-lines.js';
import { bold, dim, green, red } from './terminal/paint.js';

const DAY = '/admin/daily-declaration-returns';
const FIRST_SLOT_MS = 4_000;
const SLOT_EVERY_MS = 3_000;
const PREMIUM_POOL = 1_000;
/** Not divisible by the number of its qualifiers: the last millionth must go somewhere. */
const PERFORMANCE_POOL = 2_000.000001;
const DEMO_STAKE = 100;
/** Of fewer, a slot is one chunk or two and over before it is seen at work; of very few, nobody shares the premium pool. */
const LEAST_STAKES = 1_000;
/** Generous: a slow machine may pay 1,000 stakes in a second. */
const PER_STAKE_MS = 1;

const HELP = `npm run demo -- [--stakes N] [--slots N] [--adopt] [--keep]
Shows the main job on this machine, end to end, and exits 0 only if everything that it shows holds.
  --stakes N  active stakes, 3,000
  --slots N   slots of the day, 2
  --adopt     another story: a platform's database as its old system left it, adopted, what was owed paid, proved
  --keep      leaves it running until Ctrl-C`;

/** `npm run demo`: a whole day, end to end, on this machine. Exit 0 only if everything that it shows holds. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      stakes: { type: 'string', default: '3000' },
      slots: { type: 'string', default: '2' },
      adopt: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const stakes = count('--stakes', values.stakes, LEAST_STAKES);
  const slots = count('--slots', values.slots);
  if (slots > 100) throw new UsageError('--slots must be at most 100: a day has no more');

  return withLocalProduct(step, async (product) => {
    const outcome = values.adopt ? await demoAdoption(product) : await runDemo(product, stakes, slots);
    if (values.keep) {
      console.log(`\nStill running: ${outcome.url}/console, ${outcome.url}/docs  (Ctrl-C ends it)`);
      await product.serve();
    }
    return outcome.holds ? 0 : 1;
  });
});

async function demoAdoption(product: LocalProduct): Promise<{ holds: boolean; url: string }> {
  const outcome = await runAdoption(product, step);
  console.log('');
  return { holds: report(adoptionChecks(outcome)), url: outcome.url };
}

async function runDemo(product: LocalProduct, stakes: number, slots: number): Promise<{ holds: boolean; url: string }> {
  const minutes = Math.ceil((FIRST_SLOT_MS + slots * (SLOT_EVERY_MS + stakes * PER_STAKE_MS)) / 60_000) + 2;
  const environment = product.ownEnvironment('demo', {
    PORT: '0',
    LOG_LEVEL: 'warn',
    DISTRIBUTION_TIMEZONE: zoneWithoutMidnight(new Date(), minutes),
  });
  const users = Math.max(2, Math.ceil(stakes / 3));
  await product.seed(environment, { users, stakes });
  step(`Seeded ${stakes.toLocaleString('en')} active stakes of ${users.toLocaleString('en')} users`);
  const api = await product.run('api', { ...environment, LOG_LEVEL: 'info' });
  const worker = await product.run('worker', { ...environment, LOG_LEVEL: 'info' });
  const url = `http://127.0.0.1:${api.port}`;
  step(`API on ${url} (process ${api.process.pid}), worker apart from it (process ${worker.process.pid})`);

  const admin = new ApiClient(url, DEMO_SIGN_IN.admin.totpSecret);
  await admin.signIn(DEMO_SIGN_IN.admin.email, DEMO_SIGN_IN.admin.password);
  const user = new ApiClient(url);
  await user.signIn(DEMO_SIGN_IN.user.email, DEMO_SIGN_IN.user.password);
  const before = await earnings(user);

  const rate = rosOfEachSlot(slots);
  const first = Date.now() + FIRST_SLOT_MS;
  await admin.change('POST', `${DAY}/today/queue`, {
    multiSlotEnabled: true,
    premiumPoolAmount: PREMIUM_POOL,
    performancePoolAmount: PERFORMANCE_POOL,
    description: 'Demo day',
    distributionSlots: Array.from({ length: slots }, (_, index) => ({
      slotNumber: index + 1,
      rosPercentage: rate,
      scheduledFor: new Date(first + index * SLOT_EVERY_MS).toISOString(),
    })),
  });
  step(`Signed in with 2FA, queued today: ${slots} slots of ${rate} % ROS, both pools with the last\n`);

  const live = liveLines(process.stdout);
  const { day, seen } = await watchDay(
    () => admin.get<DayView>(`${DAY}/today/status`),
    ({ distributionSlots }) => live.show(distributionSlots.map((slot) => slotLine(slot))),
    minutes * 60_000,
  );
  live.end();

  const after = await earnings(user);
  const { transactions } = await user.get<{ transactions: TransactionView[] }>('/me/transactions?limit=100');
  console.log(
    `\nWallet of ${DEMO_SIGN_IN.user.email}, who owns one stake of ${DEMO_STAKE} USDT: ${before} -> ${bold(`${after} USDT`)}`,
  );
  for (const { description, amount } of [...transactions].reverse()) console.log(`  ${description}  +${amount} USDT`);

  const reconciliation = await product.reconcile(environment, day.today);
  console.log(`\n${reconciliation.output}`);
  const holds = report(
    checks({ day, seen, before, after, transactions, slots, rate, reconciles: reconciliation.holds }),
  );
  return { holds, url };
}

interface Outcome {
  readonly day: DayView;
  readonly seen: ReadonlyMap<number, Seen>;
  readonly before: number;
  readonly after: number;
  readonly transactions: readonly TransactionView[];
  readonly slots: number;
  readonly rate: number;
  readonly reconciles: boolean;
}

function checks(outcome: Outcome): [string, boolean][] {
  const { day, seen, before, after, transactions, slots, rate, reconciles } = outcome;
  const perSlot = Math.floor(DEMO_STAKE * rate * 10_000 + 1e-6);
  const rise = Math.round((after - before) * 1e6);
  const all = [...seen.values()];
  return [
    [`all ${slots} slots COMPLETED`, day.distributionSlots.every(({ status }) => status === 'COMPLETED')],
    ['no record failed', day.distributionSlots.every(({ errors }) => errors === 0)],
    [
      'each was seen PENDING, EXECUTING and COMPLETED',
      all.length === slots && all.every(({ statuses }) => statuses.join() === 'PENDING,EXECUTING,COMPLETED'),
    ],
    ['progress was live', all.some(({ percents }) => percents.some((percent) => percent > 0 && percent < 100))],
    [`the wallet rose by each slot's ROS (${slots} x ${perSlot / 1e6} USDT)`, rise === perSlot * slots],
    ['the ledger shows every slot', new Set(transactions.map(({ slotNumber }) => slotNumber)).size === slots],
    [
      'both pools add up to the last millionth',
      day.lastExecution?.premiumPoolStats.totalDistributed === PREMIUM_POOL &&
        day.lastExecution.performancePoolStats.totalDistributed === PERFORMANCE_POOL,
    ],
    ['the date reconciles', reconciles],
  ];
}

function report(results: readonly [string, boolean][]): boolean {
  for (const [what, holds] of results) console.log(`${holds ? green('holds ') : red('FAILS ')} ${what}`);
  return results.every(([, holds]) => holds);
}

function rosOfEachSlot(slots: number): number {
  return Math.min(0.5, Math.floor((2.2 / slots) * 100) / 100);
}

async function earnings(user: ApiClient): Promise<number> {
  return (await user.get<{ earnings: number }>('/me/wallet')).earnings;
}

function step(line: string): void {
  console.log(dim(line));
}
