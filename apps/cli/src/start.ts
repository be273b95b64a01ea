import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { forgetKept } from '#lib/local-services';
import type { LocalProduct } from './product/local-product.js';
import { assertPortFree } from './product/port-taken.js';
import { withLocalProduct } from './product/with-local-product.js';
import { DEMO_SIZE, environmentOf, keptData } from './starting/own-data.js';
import { queueAhead } from './starting/queue-ahead.js';
import { showLog } from './starting/show-log.js';
import { demoAdmin, tellAddresses } from './starting/tell-addresses.js';
import { main } from './terminal/arguments.js';

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
  await assertPortFree('npm start');
  const keep = values.temporary ? null : keptData();
  if (values.fresh && keep !== null) await forgetKept(keep);
  return withLocalProduct((line) => console.error(line), run, keep);
});

async function run(product: LocalProduct): Promise<number> {
  const environment = environmentOf(product);
  await product.seed(environment, DEMO_SIZE);
  const api = await product.run('api', environment, { onLine: showLog('api') });
  await product.run('worker', environment, { onLine: showLog('worker') });
  const url = `http://127.0.0.1:${api.port}`;
  const admin = await demoAdmin(url);
  await tellAddresses(product, environment, { url, isDemo: admin !== null });
  // A database that somebody named may be anybody's: nothing is ordered there.
  if (admin !== null && product.hasOwnMongo) await queueAhead(admin, (line) => console.log(line));
  console.log(`ready ${url}`);
  await product.serve();
  console.error('stopping');
  return 0;
}
