import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../../support/until.js';

const SERVER = pathToFileURL(resolve('dist/apps/cli/src/developing/console-server.js')).href;
/** In a process of its own, as `npm run dev` has it: its bundler is native. */
const SERVE = `
const { serveConsoleSources } = await import(${JSON.stringify(SERVER)});
const { url } = await serveConsoleSources(process.env.ROOT, process.env.API);
console.log(url);
`;

let root: string;
let api: Server;
let server: ChildProcess;
let url: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(root, 'apps/console/src'), { recursive: true });
  await writeFile(join(root, 'apps/console/vite.config.mjs'), "export default { base: '/console/' };");
  await writeFile(
    join(root, 'apps/console/index.html'),
    '<title>Console</title><script type="module" src="./src/main.ts"></script>',
  );
  await source("document.title = 'one' as string;");
  api = createServer((request, response) => response.end(`the API at ${request.url}`)).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const ofApi = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  server = spawn(process.execPath, ['--input-type=module', '-e', SERVE], {
    env: { ...process.env, ROOT: root, API: ofApi },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout ?? server, 'data')) as [Buffer];
  url = line.toString().trim();
});
afterAll(async () => {
  if (server.kill()) await once(server, 'exit');
  api.close();
  await rm(root, { recursive: true });
});

const source = (text: string): Promise<void> => writeFile(join(root, 'apps/console/src/main.ts'), text);
const text = async (path: string): Promise<string> => (await fetch(new URL(path, url))).text();

it('the console is served from its sources, takes what they become, and has its answers from the API', async () => {
  expect(new URL(url).pathname).toBe('/console/');
  // What listens in an open page for changes.
  expect(await text('/console/')).toContain('/console/@vite/client');
  expect(await text('/console/src/main.ts')).toContain('document.title = "one"');
  for (const path of ['/api/v1/auth/me', '/health/ready']) expect(await text(path)).toBe(`the API at ${path}`);

  await source("document.title = 'two' as string;");
  await until('the change is served', async () => (await text('/console/src/main.ts')).includes('"two"'));
});
