import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../test/support/until.js';
import { serveConsoleSources, type ConsoleServer } from './console-server.js';

let root: string;
let api: Server;
let served: ConsoleServer;
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
  await new Promise((resolve) => api.once('listening', resolve));
  served = await serveConsoleSources(root, `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await served.close();
  api.close();
  await rm(root, { recursive: true });
});

const source = (text: string): Promise<void> => writeFile(join(root, 'apps/console/src/main.ts'), text);
const text = async (path: string): Promise<string> => (await fetch(new URL(path, served.url))).text();

it('the page is served from its sources, takes what they become, and has its answers from the API', async () => {
  expect(new URL(served.url).pathname).toBe('/console');
  // What listens in an open page for changes.
  expect(await text('/console/')).toContain('/console/@vite/client');
  expect(await text('/console/src/main.ts')).toContain("document.title = 'one'");
  for (const path of ['/api/v1/auth/me', '/health/ready']) expect(await text(path)).toBe(`the API at ${path}`);

  await source("document.title = 'two' as string;");
  await until('the change is served', async () => (await text('/console/src/main.ts')).includes("'two'"));
});
