import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { startDocumentDb, startLocalServices, startMongo, startRedis } from '#lib/local-services';
import { alive, descendants } from '../../support/process-family.js';
import { DEADLINE_MS, until } from '../../support/until.js';
import { rejection } from './support.js';

const SERVICES = ['--enable-source-maps', 'dist/bin/services.js'];
const RUN = ['apps/cli/run.mjs', 'services'];

describe('instances of the same process', () => {
  it('stand side by side and know nothing of each other', async () => {
    const services = await Promise.all([startDocumentDb(), startDocumentDb(), startDocumentDb()]);
    const clients = await Promise.all(services.map(async ({ uri }) => MongoClient.connect(uri)));
    try {
      await Promise.all(clients.map(async (client, n) => client.db('test').collection('things').insertOne({ n })));
      await services[0].kill();
      for (const n of [1, 2]) {
        const found = await clients[n]!.db('test').collection('things').find().toArray();
        expect(found.map((thing) => thing['n'] as number)).toEqual([n]);
      }
    } finally {
      await Promise.all(clients.map(async (client) => client.close()));
      await Promise.all(services.map(async (service) => service.stop()));
    }
  });

  it('can be stopped while killed, and twice', async () => {
    const service = await startDocumentDb();
    await service.kill();
    await service.stop();
    await service.stop();
    expect(await accepts(service.uri)).toBe(false);
  });

  it('cannot be restarted while they run', async () => {
    const service = await startDocumentDb();
    expect((await rejection(service.restart())).message).toContain('kill it first');
    await service.stop();
  });
});

describe('services that the environment names', () => {
  const before = { ...process.env };

  beforeEach(() => {
    process.env['MONGODB_URI'] = 'mongodb://db.example/?replicaSet=rs0';
    process.env['REDIS_URL'] = 'redis://queue.example:6379';
  });

  afterEach(() => {
    for (const name of ['MONGODB_URI', 'REDIS_URL']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  it('are taken as they are, and never killed', async () => {
    const lines: string[] = [];
    const services = await startLocalServices({ log: (line) => lines.push(line) });
    expect(services.mongo.uri).toBe('mongodb://db.example/?replicaSet=rs0');
    expect(services.redis.uri).toBe('redis://queue.example:6379');
    expect(lines).toEqual(['MongoDB: taken from MONGODB_URI', 'Redis: taken from REDIS_URL']);
    expect((await rejection(services.mongo.kill())).message).toContain('MONGODB_URI');
    expect((await rejection(services.redis.restart())).message).toContain('REDIS_URL');
    await services.stop();
  });

  it('are passed over when a private instance is asked for', async () => {
    const [mongo, redis] = await Promise.all([
      startMongo({ fromEnvironment: false }),
      startRedis({ fromEnvironment: false }),
    ]);
    expect(mongo.uri).toContain('mongodb://127.0.0.1:');
    expect(redis.uri).toContain('redis://127.0.0.1:');
    await Promise.all([mongo.stop(), redis.stop()]);
  });
});

describe('servers on PATH that do not start', () => {
  it('are told of, and passed over', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'broken-'));
    const path = process.env['PATH'];
    try {
      for (const name of ['mongod', 'redis-server']) {
        await writeFile(join(folder, name), '#!/bin/sh\necho a library is missing\nexit 127\n', { mode: 0o755 });
      }
      process.env['PATH'] = `${folder}:${path}`;
      const lines: string[] = [];
      const services = await startLocalServices({ fromEnvironment: false, log: (line) => lines.push(line) });
      const ping = await accepts(services.mongo.uri, DEADLINE_MS);
      await services.stop();
      expect(ping).toBe(true);
      expect(lines).toEqual(
        expect.arrayContaining([
          `MongoDB: ${folder}/mongod did not start: a library is missing; trying the next way`,
          `Redis: ${folder}/redis-server did not start: a library is missing; trying the next way`,
        ]),
      );
    } finally {
      process.env['PATH'] = path;
      await rm(folder, { recursive: true });
    }
  });
});

describe('a machine on which no way is open', () => {
  it('is told what was tried and what to do, soon', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bare-'));
    try {
      // The note of a failed download, so that none is tried from here.
      const failed = { reason: 'no internet', until: Date.now() + 60_000 };
      await writeFile(join(folder, 'mongod-download-failed.json'), JSON.stringify(failed));
      const child = spawn(process.execPath, SERVICES, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: folder, HOME: folder, LOCAL_SERVICES_CACHE: folder },
      });
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      const [code] = (await once(child, 'close')) as [number];
      expect(code).toBe(1);
      expect(errors).toContain('No MongoDB can be started here. Tried: no mongod on PATH; no internet');
      expect(errors).toContain('needs apt-get');
      expect(errors).toContain('Set MONGODB_URI');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe.each([
  ['the services process', SERVICES],
  ['the process that runs the command', RUN],
])('%s', (_name, command) => {
  it('prints the addresses and ready, serves, and stops everything at Ctrl-C', async () => {
    const { child, lines } = await startServices(command);
    expect(lines).toEqual([
      expect.stringMatching(/^MONGODB_URI=mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=\w+$/),
      expect.stringMatching(/^REDIS_URL=redis:\/\/127\.0\.0\.1:\d+$/),
      'ready',
    ]);
    const uri = lines[0]!.slice('MONGODB_URI='.length);
    const client = await MongoClient.connect(uri);
    expect(await client.db('test').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    const family = await descendants(child.pid!);
    expect(family.length).toBeGreaterThan(5);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    await until('all processes to end', async () => (await alive(family)).length === 0);
  });

  it('leaves no process behind when it is killed', async () => {
    const { child } = await startServices(command);
    const family = await descendants(child.pid!);
    expect(family.length).toBeGreaterThan(5);
    child.kill('SIGKILL');
    await until('all processes to end', async () => (await alive(family)).length === 0);
  });
});

/** Starts `services` and waits for its `ready`. */
async function startServices(command: readonly string[]): Promise<{ child: ChildProcess; lines: string[] }> {
  const environment = { ...process.env };
  delete environment['MONGODB_URI'];
  delete environment['REDIS_URL'];
  const child = spawn(process.execPath, [...command], { stdio: ['ignore', 'pipe', 'ignore'], env: environment });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await until('services to be ready', () => lines.includes('ready') || child.exitCode !== null);
  return { child, lines };
}

async function accepts(uri: string, withinMs = 200): Promise<boolean> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: withinMs });
  return client.connect().then(
    async () => client.close().then(() => true),
    () => false,
  );
}
