import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VARIABLES, type ProcessKind } from '#lib/config';
import { copiedPaths, problemsOfService, servicesOf, unpinnedImages, variablesOf, type Service } from './compose.js';

const compose = readFileSync('docker-compose.yml', 'utf8');
const dockerfile = readFileSync('Dockerfile', 'utf8');
const services = servicesOf(compose);

/** What the API alone may know: with it sessions, second factors and orders are made. */
const OF_THE_API = ['JWT_SECRET', 'SECRETS_KEY', 'SECRETS_KEY_PREVIOUS', 'ORDER_SIGNING_KEY'];

describe('docker-compose.yml', () => {
  it('restarts, watches, bounds and closes every service', () => {
    expect([...services].flatMap(([name, service]) => problemsOfService(name, service))).toEqual([]);
  });

  it('is red when broken', () => {
    const sound = services.get('redis') as Service;
    expect(problemsOfService('redis', sound)).toEqual([]);
    const broken: readonly Partial<Service>[] = [
      { image: 'redis' },
      { image: 'redis:latest' },
      { image: 'redis:7' },
      { restart: 'no' },
      { init: false },
      { logging: {} },
      { healthcheck: { disable: true } },
      { healthcheck: { test: ['CMD', 'mongosh'], interval: '3s' } },
      { ports: ['6379:6379'] },
      { ports: ['0.0.0.0:6379:6379'] },
      { env_file: '.env' },
      { command: ['node', { 'f(ok ? 0': '1)' }] },
    ];
    const found = broken.map((change) => problemsOfService('redis', { ...sound, ...change }).length > 0);
    expect(found).toEqual(broken.map(() => true));
  });

  it.each<[string, ProcessKind]>([
    ['api', 'api'],
    ['worker', 'worker'],
    ['migrate', 'migrate'],
  ])('gives %s exactly the variables that it uses', (name, kind) => {
    const used = Object.entries<{ usedBy?: readonly ProcessKind[] }>(VARIABLES)
      .filter(([, { usedBy }]) => usedBy === undefined || usedBy.includes(kind))
      .map(([variable]) => variable);
    expect(Object.keys(services.get(name)?.environment ?? {}).sort()).toEqual(used.sort());
    expect(services.get(name)?.environment?.['NODE_ENV']).toBe('production');
  });

  it('keeps the secrets of the API from everybody else', () => {
    const knowing = [...services]
      .filter(([, { environment = {} }]) => OF_THE_API.some((secret) => secret in environment))
      .map(([name]) => name);
    // Orders of before there were seals are sealed while the database is migrated.
    expect(knowing).toEqual(['migrate', 'api']);
    expect(OF_THE_API.filter((secret) => secret in (services.get('migrate')?.environment ?? {}))).toEqual([
      'ORDER_SIGNING_KEY',
    ]);
  });

  it('runs the demo outside of production, on a database and queues of its own', () => {
    const production = services.get('api')?.environment ?? {};
    for (const name of ['demo', 'demo-worker', 'demo-seed']) {
      const demo = services.get(name)?.environment ?? {};
      expect(demo['NODE_ENV']).toBe('development');
      for (const own of ['MONGODB_URI', 'QUEUE_PREFIX']) expect(demo[own]).not.toEqual(production[own]);
    }
  });

  it('takes nothing from .env that .env.example does not name', () => {
    const named = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...variablesOf(compose)].filter((name) => !named.includes(name))).toEqual([]);
  });

  it.each(['api', 'worker'])('%s is healthy while it answers 200, and not with 503 or no answer', async (name) => {
    let status = 200;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const exits: unknown[] = [];
    for (status of [200, 503]) exits.push(await exitOfCheck(name, port));
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    exits.push(await exitOfCheck(name, port));
    expect(exits).toEqual([0, 1, 1]);
    expect(asked).toEqual(['/health/ready', '/health/ready']);
  });
});

describe('the image', () => {
  it('is made from exact versions, of the Node.js that .nvmrc names', () => {
    expect(unpinnedImages(dockerfile)).toEqual([]);
    expect(unpinnedImages('FROM node:24\nFROM node AS a\nFROM a\nFROM node:24.19.0-slim')).toEqual(['node:24', 'node']);
    expect(dockerfile).toContain(`FROM node:${readFileSync('.nvmrc', 'utf8').trim()}.`);
  });

  it('copies what is there and what .dockerignore lets through', () => {
    const letThrough = readFileSync('.dockerignore', 'utf8').split('\n');
    const copied = copiedPaths(dockerfile);
    expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'apps', 'libs']));
    expect(copied.filter((path) => !existsSync(path) || !letThrough.includes(`!${path}`))).toEqual([]);
  });

  it('runs no install scripts, and nothing as root', () => {
    expect(dockerfile).toMatch(/npm ci --ignore-scripts/);
    expect(dockerfile.slice(dockerfile.lastIndexOf('FROM'))).toMatch(/^USER node$/m);
  });
});

/** Runs a service's health check against another port. */
async function exitOfCheck(name: string, port: number): Promise<unknown> {
  const [, program = '', ...args] = (services.get(name)?.healthcheck?.test ?? []) as readonly string[];
  expect(program).toBe('node');
  const child = spawn(
    process.execPath,
    args.map((arg) => arg.replace(/:300[01]\//, `:${port}/`)),
  );
  const [code] = (await once(child, 'exit')) as unknown[];
  return code;
}
