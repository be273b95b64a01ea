import 'reflect-metadata';
import { compileFile } from './developing/compile-file.js';
import { serveConsoleSources } from './developing/console-server.js';
import { WatchedProcess } from './developing/watched-process.js';
import { watchSources } from './developing/watch-sources.js';
import type { LocalProduct } from './product/local-product.js';
import type { LogLine } from './product/product-process.js';
import { assertPortFree } from './product/port-taken.js';
import { withLocalProduct } from './product/with-local-product.js';
import { DEMO_SIZE, environmentOf, keptData } from './starting/own-data.js';
import { showLog } from './starting/show-log.js';
import { demoAdmin, tellAddresses } from './starting/tell-addresses.js';
import { main } from './terminal/arguments.js';

const INSPECT = { api: 9229, worker: 9230 };

const HELP = `npm run dev
API and worker on this machine until Ctrl-C, started again at every change of a source within some seconds; types are not
looked at ("npm run typecheck" does). The console is served from its sources at an address of its own: an open page takes a
change at once. The data are those of "npm start". A debugger finds the API on port ${INSPECT.api} and the worker on ${INSPECT.worker}.`;

/** `npm run dev`: API and worker with reload at every change. */
await main(HELP, async () => {
  await assertPortFree('npm run dev');
  return withLocalProduct((line) => console.error(line), run, keptData());
});

async function run(product: LocalProduct): Promise<number> {
  const environment = environmentOf(product);
  await product.seed(environment, DEMO_SIZE);
  const processes = (['api', 'worker'] as const).map(
    (app) =>
      new WatchedProcess(app, environment, {
        onLine: withoutNotices(showLog(app)),
        onErrorLine: (line) => console.error(`${app}: ${line}`),
        nodeOptions: [`--inspect=127.0.0.1:${INSPECT[app]}`],
      }),
  );
  try {
    const [port] = await Promise.all(processes.map((process) => process.restart()));
    const url = `http://127.0.0.1:${port ?? environment['PORT'] ?? 3000}`;
    const page = await serveConsoleSources(process.cwd(), url);
    await tellAddresses(product, environment, { url, console: page.url, isDemo: (await demoAdmin(url)) !== null });
    const unwatch = await watchSources(process.cwd(), (paths) => reload(processes, paths));
    console.log(`ready ${url}`);
    await product.serve();
    await unwatch();
    await page.close();
    console.error('stopping');
    return 0;
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
  }
}

/** What each process says of its generated secrets would be said again at every change. */
function withoutNotices(show: (line: LogLine) => void): (line: LogLine) => void {
  return (line) => {
    if (line.msg?.includes(" is not set: using this machine's generated ") !== true) show(line);
  };
}

async function reload(processes: readonly WatchedProcess[], paths: readonly string[]): Promise<void> {
  const started = Date.now();
  try {
    for (const path of paths) await compileFile(process.cwd(), path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return;
  }
  const met = processes.filter(({ app }) =>
    paths.some((path) => path.startsWith('libs/') || path.startsWith(`apps/${app}/`)),
  );
  const ports = await Promise.all(met.map((process) => process.restart()));
  if (ports.includes(null)) return;
  const what = paths.length === 1 ? paths[0] : `${paths.length} files`;
  const who = met.map(({ app }) => app).join(' and ');
  console.log(
    `${what}: ${who === '' ? 'compiled' : `${who} started again`} after ${((Date.now() - started) / 1_000).toFixed(1)} s`,
  );
}
