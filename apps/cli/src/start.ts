import 'reflect-metadata';
import { DEMO_SIGN_IN } from './seeding/seed-data.js';
import { LocalProduct } from './product/local-product.js';
import type { LogLine } from './product/product-process.js';
import { main } from './terminal/arguments.js';

const DEMO_SIZE = { users: 1_000, stakes: 3_000 };

/** pino's number for warnings. */
const WARN = 40;

/** `npm start`: services, API and worker on this machine until Ctrl-C; demo data if the database is empty. */
await main(async () => {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const product = await LocalProduct.start((line) => console.error(line));
  try {
    const environment = product.environment(null);
    await product.seed(environment, DEMO_SIZE);
    const api = await product.run('api', environment, { onLine: show('api') });
    await product.run('worker', environment, { onLine: show('worker') });
    const url = `http://127.0.0.1:${api.port}`;
    console.log(`API         ${url}/api/v1`);
    console.log(`Swagger     ${url}/docs`);
    console.log(`Bull Board  ${url}/admin/queues`);
    console.log(`Health      ${url}/health/ready`);
    console.log(`Metrics     ${url}/metrics`);
    console.log(`MongoDB     ${product.mongodbUri}`);
    console.log(`Redis       ${product.redisUrl}`);
    const { admin, user } = DEMO_SIGN_IN;
    console.log(`Admin       ${admin.email}  password ${admin.password}  TOTP secret ${admin.totpSecret}`);
    console.log(`User        ${user.email}  password ${user.password}`);
    console.log(`ready ${url}`);
    await stopped;
    console.error('stopping');
  } finally {
    await product.stop();
  }
  return 0;
});

/** Shows what a person at a terminal should know; everything else is in the log of a real deployment. */
function show(app: string): (line: LogLine) => void {
  return (line) => {
    if (line.level !== undefined && line.level >= WARN) console.error(`${app}: ${line.msg ?? JSON.stringify(line)}`);
  };
}
