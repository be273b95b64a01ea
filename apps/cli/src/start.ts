import 'reflect-metadata';
import { withoutCredentials } from '#lib/config';
import { DEMO_SIGN_IN } from './seeding/seed-data.js';
import { ApiClient, ApiError } from './product/api-client.js';
import type { LocalProduct } from './product/local-product.js';
import type { LogLine } from './product/product-process.js';
import { withLocalProduct } from './product/with-local-product.js';
import { main } from './terminal/arguments.js';

const DEMO_SIZE = { users: 1_000, stakes: 3_000 };

const DAYS = '/admin/daily-declaration-returns';
const FIRST_SLOT_MS = 60_000;
const SECOND_SLOT_MS = 180_000;
const DEMO_POOLS = { premiumPoolAmount: 1_000, performancePoolAmount: 2_000 };

/** pino's number for warnings. */
const WARN = 40;

const HELP = `npm start
Services, API and worker on this machine until Ctrl-C, with demo data if the database is empty, and today queued a minute
ahead. Prints the URLs and the demo's sign-ins, then "ready <url>". MONGODB_URI, REDIS_URL and PORT choose what it runs on.`;

/** `npm start`: services, API and worker on this machine until Ctrl-C; demo data if the database is empty. */
await main(HELP, () =>
  withLocalProduct(
    (line) => console.error(line),
    async (product) => {
      const environment = product.environment();
      await product.seed(environment, DEMO_SIZE);
      const api = await product.run('api', environment, { onLine: show('api') });
      await product.run('worker', environment, { onLine: show('worker') });
      const url = `http://127.0.0.1:${api.port}`;
      // A database that somebody named may be anybody's: nothing is ordered there.
      if (process.env['MONGODB_URI'] === undefined) await queueDemoDay(url);
      tell(product, url);
      await product.serve();
      console.error('stopping');
      return 0;
    },
  ),
);

/** The first screen that a newcomer sees is alive: today begins in a minute, unless it has begun before. */
async function queueDemoDay(url: string): Promise<void> {
  const { email, password, totpSecret } = DEMO_SIGN_IN.admin;
  const client = new ApiClient(url, totpSecret);
  const slot = (slotNumber: number, inMs: number) => {
    return { slotNumber, rosPercentage: 0.5, scheduledFor: new Date(Date.now() + inMs).toISOString() };
  };
  try {
    await client.signIn(email, password);
    const { status } = await client.get<{ status: string }>(`${DAYS}/today/status`);
    if (status !== 'NOT_QUEUED') return;
    await client.change('POST', `${DAYS}/today/queue`, {
      multiSlotEnabled: true,
      ...DEMO_POOLS,
      distributionSlots: [slot(1, FIRST_SLOT_MS), slot(2, SECOND_SLOT_MS)],
    });
  } catch (error) {
    // Minutes before midnight they fall on tomorrow; and whoever changed the demo's sign-in plans by himself.
    if (!(error instanceof ApiError)) throw error;
  }
}

function tell(product: LocalProduct, url: string): void {
  const { admin, user } = DEMO_SIGN_IN;
  console.log(`Console     ${url}/console`);
  console.log(`API         ${url}/api/v1`);
  console.log(`Swagger     ${url}/docs`);
  console.log(`Bull Board  ${url}/admin/queues`);
  console.log(`Health      ${url}/health/ready`);
  console.log(`Metrics     ${url}/metrics`);
  console.log(`MongoDB     ${withoutCredentials(product.mongodbUri)}`);
  console.log(`Redis       ${withoutCredentials(product.redisUrl)}`);
  console.log(`Admin       ${admin.email}  password ${admin.password}  TOTP secret ${admin.totpSecret}`);
  console.log(`User        ${user.email}  password ${user.password}`);
  console.log(`ready ${url}`);
}

/** Shows what a person at a terminal should know; everything else is in the log of a real deployment. */
function show(app: string): (line: LogLine) => void {
  return (line) => {
    if (line.level !== undefined && line.level >= WARN) console.error(`${app}: ${line.msg ?? JSON.stringify(line)}`);
  };
}
