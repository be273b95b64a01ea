import { Redis } from 'ioredis';
import { startRedis, type LocalService } from '#lib/local-services';
import { ApiPlatform } from '../../e2e/api/api-platform.js';

describe('a Redis that takes no writes', () => {
  let redis: LocalService;
  let client: Redis;
  let platform: ApiPlatform;
  beforeAll(async () => {
    redis = await startRedis({ fromEnvironment: false });
    client = new Redis(redis.uri);
    platform = await ApiPlatform.start({ REDIS_URL: redis.uri });
    await platform.stake(await platform.user());
    await platform.startWorker();
  });
  afterEach(async () => {
    await client.config('SET', 'maxmemory', '0');
    await client.call('REPLICAOF', 'NO', 'ONE');
    await platform.forgetDays();
  });
  afterAll(async () => {
    await platform.stop();
    client.disconnect();
    await redis.stop();
  });

  const problems = async (): Promise<string[]> =>
    (await platform.get('/admin/cron/status')).body.data?.['problems'] as string[];

  it.each([
    ['is full', () => client.config('SET', 'maxmemory', '1'), /OOM/],
    ['is a replica', () => client.call('REPLICAOF', '127.0.0.1', '1'), /READONLY/],
  ])('because it %s: readiness and status say so, and slots are paid all the same', async (_why, spoil, reply) => {
    await spoil();
    const ready = await platform.api.call('GET', '//health/all');
    expect(ready.status).toBe(503);
    expect(ready.body.message).toMatch(/redis \(takes no writes \(.*\)\)/);
    expect(ready.body.message).toMatch(reply);
    expect(await problems()).toEqual([expect.stringMatching(/^Redis takes no writes \(.*\)\. Slots are paid/)]);

    await platform.queueIn(0);
    await platform.todayIs('COMPLETED');
  });

  it('that takes them again is well', async () => {
    await client.config('SET', 'maxmemory', '1');
    expect(await problems()).toHaveLength(1);
    await client.config('SET', 'maxmemory', '0');
    expect((await platform.api.call('GET', '//health/all')).status).toBe(200);
    expect(await problems()).toEqual([]);
  });
});
