import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { CommandRun } from './command-run.js';

describe('npm start', () => {
  it.each([
    ['API', 'dist/bin/api.js'],
    ['worker', 'dist/bin/worker.js'],
  ])('says that the %s has died, stops everything and ends with 1', async (name, program) => {
    const start = new CommandRun('start', ['--temporary']);
    await start.says('ready http');
    const pid = await start.kill(program);
    expect(await start.ended()).toBe(1);
    expect(start.stderr).toContain(`The ${name === 'API' ? 'api' : name} (process ${pid}) was ended by SIGKILL.`);
  });

  it('ends in order, with 0, when it is asked to once it is ready', async () => {
    const start = new CommandRun('start', ['--temporary']);
    await start.says('ready http');
    await start.signal('SIGINT');
    expect(await start.ended()).toBe(0);
    expect(start.stderr.trimEnd().split('\n').at(-1)).toBe('stopping');
  });

  it.each([
    ['seeds', 'dist/bin/seed.js'],
    ['starts the API', 'dist/bin/api.js'],
    ['starts the worker', 'dist/bin/worker.js'],
  ])('ends at once and without noise when it is asked to while it %s', async (_what, program) => {
    const start = new CommandRun('start', ['--temporary']);
    await start.hasStarted(program);
    await start.signal('SIGTERM');
    expect(await start.ended()).toBe(143);
    expect(start.stdout).toBe('');
    expect(
      start.stderr
        .trimEnd()
        .split('\n')
        .filter((line) => !isPreparation(line)),
    ).toEqual(['stopping']);
  });
});

describe('npm run demo', () => {
  it.each([
    ['seeds', 'dist/bin/seed.js'],
    ['starts the worker', 'dist/bin/worker.js'],
  ])('ends at once and without noise when it is asked to while it %s', async (_what, program) => {
    const demo = new CommandRun('demo');
    await demo.hasStarted(program);
    await demo.signal('SIGINT');
    expect(await demo.ended()).toBe(130);
    expect(demo.stdout.trimEnd().split('\n').at(-1)).toContain('stopping');
    expect(demo.stderr).toBe('');
  });

  it('says that the worker has died, ends with 1, and leaves nothing in the servers that it was given', async () => {
    const [MONGODB_URI, REDIS_URL] = [process.env['MONGODB_URI']!, process.env['REDIS_URL']!];
    const demo = new CommandRun('demo', [], { MONGODB_URI, REDIS_URL });
    await demo.says('queued today');
    expect(await namesOfDemos(MONGODB_URI, REDIS_URL)).toEqual([
      expect.stringMatching(/^demo-/),
      expect.stringMatching(/^demo-/),
    ]);
    const pid = await demo.kill('dist/bin/worker.js');
    expect(await demo.ended()).toBe(1);
    expect(demo.stderr).toContain(`The worker (process ${pid}) was ended by SIGKILL.`);
    expect(await namesOfDemos(MONGODB_URI, REDIS_URL)).toEqual([]);
  });
});

/** What each process says in development before it does anything: servers that were started, keys that were made. */
function isPreparation(line: string): boolean {
  return (
    / from Debian packages, .*started in /.test(line) || line.includes(" is not set: using this machine's generated")
  );
}

/** Databases and key prefixes of demos. */
async function namesOfDemos(mongodbUri: string, redisUrl: string): Promise<string[]> {
  const client = await MongoClient.connect(mongodbUri);
  const redis = new Redis(redisUrl);
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    const prefixes = new Set((await redis.keys('demo-*')).map((key) => key.split(':')[0] ?? ''));
    return [...databases.map(({ name }) => name).filter((name) => name.startsWith('demo-')), ...prefixes];
  } finally {
    redis.disconnect();
    await client.close();
  }
}
