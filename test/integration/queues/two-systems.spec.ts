import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { startRedis, type LocalService } from '#lib/local-services';
import { Courier, CourierAwayError, QUEUES, QueueClaim, redisTrouble } from '#lib/queues';
import { Platform } from '../../support/platform.js';
import { until } from '../../support/until.js';

const LATER_MS = 1_800_000;

describe('two systems on one Redis with one prefix', () => {
  let redis: LocalService;
  let first: Platform;
  let second: Platform;
  let client: Redis;
  beforeAll(async () => {
    redis = await startRedis({ fromEnvironment: false });
    client = new Redis(redis.uri);
    client.on('error', () => undefined);
  });
  beforeEach(async () => {
    first = await Platform.start('first', { REDIS_URL: redis.uri });
    second = await Platform.start('second', { REDIS_URL: redis.uri });
    await second.populate({ users: 10, stakes: 20 });
  });
  afterEach(async () => {
    await first.stop();
    await second.stop();
  });
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  /** The second system's processes with the first one's prefix. */
  const misconfigured = () => ({ QUEUE_PREFIX: first.environment.QUEUE_PREFIX });
  const keys = async (): Promise<string[]> => (await client.keys(`${misconfigured().QUEUE_PREFIX}:*`)).sort();

  it.each(['api', 'worker'] as const)(
    'the %s of the second is refused, with both names, and changes nothing',
    async (app) => {
      await first.queue([{ ros: '0.5', inMs: LATER_MS }]);
      const before = await keys();
      const intruder = second[app]({ environment: misconfigured() });

      expect(await intruder.ended()).toEqual({ code: 1, signal: null });

      expect(intruder.errors).toContain(`belongs to another system, with the database "${first.connection.name}"`);
      expect(intruder.errors).toContain(`this one has the database "${second.connection.name}"`);
      expect(intruder.errors).toContain('QUEUE_PREFIX');
      expect(await keys()).toEqual(before);
      expect(await second.connection.collection('workers').countDocuments()).toBe(0);
    },
  );

  it('that meet when Redis comes back: the second takes no jobs, says so, and pays without', async () => {
    await redis.kill();
    const intruder = second.worker({ environment: misconfigured() });
    await intruder.ready();
    await redis.restart();
    await intruder.says('belongs to another system');
    await until(
      'the first system is connected again',
      async () => (await first.get(QueueClaim).check()).kind === 'ready',
    );
    await first.queue([{ ros: '0.5' }]);

    await second.queue([{ ros: '0.5' }]);
    await second.completed();
    await second.swept();

    const jobs = first.get<Queue>(getQueueToken(QUEUES.slots));
    expect(await jobs.getJobCounts()).toMatchObject({ waiting: 1, active: 0, completed: 0, delayed: 0 });
    expect(await second.problems()).toEqual([]);
  });

  it('after Redis was emptied and taken: the first says so, adds and takes no jobs, and pays without', async () => {
    const worker = first.worker();
    await first.populate({ users: 10, stakes: 20 });
    await worker.ready();
    await client.flushall();
    const { QUEUE_PREFIX: prefix } = misconfigured();
    await client.set(`${prefix}:system`, JSON.stringify({ id: 'other', database: 'theirs' }));
    await worker.says('belongs to another system, with the database "theirs"');

    const claim = first.get(QueueClaim);
    expect(redisTrouble(await claim.check())).toContain('the database "theirs"');
    await expect(first.get(Courier).counts()).rejects.toThrow(CourierAwayError);
    await first.queue([{ ros: '0.5' }]);
    await first.completed();
    expect(await client.keys(`${prefix}:slots:dist-*`)).toEqual([]);
    expect(await first.problems()).toEqual([]);

    await client.del(`${prefix}:system`);
    expect((await claim.check()).kind).toBe('ready');
  });
});
