import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { generate } from 'otplib';
import { withoutCredentials } from '#lib/config';
import { forgetKept } from '#lib/local-services';
import { ApiClient } from './product/api-client.js';
import type { LocalProduct } from './product/local-product.js';
import { assertPortFree } from './product/port-taken.js';
import type { LogLine } from './product/product-process.js';
import { withDatabase } from './product/with-database.js';
import { withLocalProduct } from './product/with-local-product.js';
import { DEMO_SIGN_IN } from './seeding/seed-data.js';
import { queueAhead } from './starting/queue-ahead.js';
import { slotEvent } from './starting/slot-event.js';
import { main } from './terminal/arguments.js';

const DEMO_SIZE = { users: 1_000, stakes: 3_000 };
/** The database that every command takes when it is told none. */
const DATABASE = 'declaration_returns';
const DEFAULT_PORT = '3000';

const HELP = `npm start [-- --fresh | --temporary]
Services, API and worker on this machine until Ctrl-C, with demo data if the database is empty. Prints the URLs and the
demo's sign-ins, then "ready <url>", then a line for each slot that starts or ends. The data are kept from start to start.
MONGODB_URI, REDIS_URL, PORT and WORKER_PORT choose what it runs on.
  --fresh      begins anew: what was kept is removed first
  --temporary  keeps nothing: data of this run alone, on free ports`;

/** `npm start`: services, API and worker on this machine until Ctrl-C; demo data if the database is empty. */
await main(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: { fresh: { type: 'boolean', default: false }, temporary: { type: 'boolean', default: false } },
  });
  await assertPortFree(Number(process.env['PORT'] ?? DEFAULT_PORT), 'PORT', 'npm start');
  const keep = values.temporary ? null : ofThisCheckout();
  if (values.fresh && keep !== null) await forgetKept(keep);
  return withLocalProduct((line) => console.error(line), run, keep);
});

/** Each checkout has data of its own. */
function ofThisCheckout(): string {
  return `start-${createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)}`;
}

async function run(product: LocalProduct): Promise<number> {
  const environment = environmentOf(product);
  await product.seed(environment, DEMO_SIZE);
  const api = await product.run('api', environment, { onLine: show('api') });
  await product.run('worker', environment, { onLine: show('worker') });
  const url = `http://127.0.0.1:${api.port}`;
  const admin = await demoAdmin(url);
  await tell(product, environment, url, admin !== null);
  if (admin !== null) await queueAhead(admin, (line) => console.log(line));
  console.log(`ready ${url}`);
  await product.serve();
  console.error('stopping');
  return 0;
}

/** On servers of its own with the database of every command, so that `npm run reconcile` beside it finds the same. */
function environmentOf(product: LocalProduct): Record<string, string> {
  const environment = product.environment();
  if (product.mongodbUri === process.env['MONGODB_URI']) return environment;
  return { ...environment, MONGODB_URI: withDatabase(product.mongodbUri, DATABASE) };
}

/** @returns the demo's admin, signed in; null where the data are not the demo's, or the password was changed */
async function demoAdmin(url: string): Promise<ApiClient | null> {
  const client = new ApiClient(url, DEMO_SIGN_IN.admin.totpSecret);
  try {
    await client.signIn(DEMO_SIGN_IN.admin.email, DEMO_SIGN_IN.admin.password);
    return client;
  } catch {
    return null;
  }
}

async function tell(
  product: LocalProduct,
  environment: Readonly<Record<string, string>>,
  url: string,
  isDemo: boolean,
): Promise<void> {
  const { admin, user } = DEMO_SIGN_IN;
  console.log(`API         ${url}/api/v1`);
  console.log(`Swagger     ${url}/docs`);
  console.log(`Bull Board  ${url}/admin/queues`);
  console.log(`Health      ${url}/health/ready`);
  console.log(`Metrics     ${url}/metrics`);
  console.log(`MongoDB     ${withoutCredentials(environment['MONGODB_URI'] ?? product.mongodbUri)}`);
  console.log(`Redis       ${withoutCredentials(product.redisUrl)}`);
  if (!isDemo) return;
  const code = await generate({ secret: admin.totpSecret });
  console.log(`Admin       ${admin.email}  password ${admin.password}  TOTP secret ${admin.totpSecret}`);
  console.log(`            code now ${code}; any authenticator app shows the next ones`);
  console.log(`User        ${user.email}  password ${user.password}`);
}

/** Shows what a person at a terminal should know; everything else is in the log of a real deployment. */
function show(app: string): (line: LogLine) => void {
  return (line) => {
    const event = slotEvent(line);
    if (event !== null) console.log(event);
    else if (['warn', 'error', 'fatal'].includes(line.level ?? '')) {
      console.error(`${app}: ${line.msg ?? JSON.stringify(line)}`);
    }
  };
}
