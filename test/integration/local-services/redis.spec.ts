import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, type LocalService } from '#lib/local-services';

let service: LocalService;
let redis: Redis;

beforeAll(async () => {
  service = await startRedis({ fromEnvironment: false });
  redis = new Redis(service.uri, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  // Connections break when the server is killed; commands wait for the next one.
  redis.on('error', () => undefined);
});

afterAll(async () => {
  redis.disconnect();
  await service.stop();
});

it('is set up for queues: nothing is evicted, all writes are logged, timers run at 100 Hz', async () => {
  const settings = ['maxmemory-policy', 'noeviction', 'appendonly', 'yes', 'hz', '100', 'bind', '127.0.0.1'];
  for (let index = 0; index < settings.length; index += 2) {
    expect(await redis.config('GET', settings[index]!)).toEqual(settings.slice(index, index + 2));
  }
});

it('keeps its data when it is killed and restarted, at the same address', async () => {
  for (let round = 1; round <= 3; round += 1) {
    await redis.set(`key-${round}`, `value-${round}`);
    await redis.zadd('delayed', round, `job-${round}`);
    await redis.call('WAITAOF', 1, 0, 5000);
    await service.kill();
    await service.restart();
    expect(await redis.get(`key-${round}`)).toBe(`value-${round}`);
    expect(await redis.zcard('delayed')).toBe(round);
  }
});

it('refuses to restart while it runs', async () => {
  await expect(service.restart()).rejects.toThrow('kill it first');
});
