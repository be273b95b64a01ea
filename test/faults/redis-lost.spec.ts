import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { startRedis, type LocalService } from '#lib/local-services';
import { QUEUES, slotJobId } from '#lib/queues';
import { Platform } from '../support/platform.js';
import { until } from '../support/until.js';

/** The keeper sweeps at its start and then not again while a test runs: what happens in between, jobs do. */
const RARE_KEEPER = { KEEPER_INTERVAL_MS: '10000' };

/** Not before the test lets it come. */
const LATER_MS = 1_800_000;

describe('Redis', () => {
  let redis: LocalService;
  let isAway = false;
  let platform: Platform;
  beforeAll(async () => {
    redis = await startRedis({ fromEnvironment: false });
  });
  beforeEach(async () => {
    platform = await Platform.start('redis-lost', { REDIS_URL: redis.uri, CANARY_INTERVAL_MS: '500' });
    await platform.populate();
  });
  afterEach(async () => {
    if (isAway) await comesBack();
    await platform.stop();
  });
  afterAll(() => redis.stop());

  const goesAway = async (): Promise<void> => {
    isAway = true;
    await redis.kill();
  };
  const comesBack = async (): Promise<void> => {
    await redis.restart();
    isAway = false;
  };
  const forgets = async (): Promise<void> => {
    const client = new Redis(redis.uri);
    await client.flushall();
    client.disconnect();
  };

  it('forgets everything between queueing and the time: the job is restored, and brings the slot on time', async () => {
    await platform.queue([{ ros: '0.55', inMs: LATER_MS }]);
    await forgets();
    const worker = platform.worker({ environment: RARE_KEEPER });
    await platform.seen('a new revision', async () => (await platform.slot(1)).revision === 1);
    const slots = platform.get<Queue>(getQueueToken(QUEUES.slots));
    const { key } = await platform.slot(1);
    const job = await until('the restored job', () => slots.getJob(slotJobId(key, 1)));

    await platform.backdate(1, LATER_MS);
    await job.promote();

    expect((await worker.says('Slot started'))['jobId']).toBe(slotJobId(key, 1));
    await platform.completed();
    expect(await platform.problems()).toEqual([]);
  });

  it('forgets everything in mid-run: the rest is handed out again', async () => {
    await platform.queue([{ ros: '0.55' }]);
    const worker = platform.worker({ freezeAt: 'chunk.committed:3' });
    await worker.frozen();
    await forgets();
    worker.thaw();

    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it('is away when the slot is due: the keeper pays it in process', async () => {
    const worker = platform.worker();
    await worker.ready();
    await platform.queue([{ ros: '0.55', premium: '100', inMs: LATER_MS }]);
    await goesAway();
    await worker.says('Redis does not answer');
    await platform.backdate(1, LATER_MS);

    await platform.completed();
    await worker.says('Redis is away: paying chunks in this process');
    expect(await platform.problems()).toEqual([]);
  });

  it('dies in mid-run: the worker pays the rest by itself', async () => {
    await platform.queue([{ ros: '0.55', premium: '100' }]);
    const worker = platform.worker({ freezeAt: 'chunk.committed:3' });
    await worker.frozen();
    await goesAway();
    worker.thaw();

    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it('is away while the day is queued and the worker starts: both go on, and jobs flow when it is back', async () => {
    await goesAway();
    await platform.queue([{ ros: '0.5' }, { ros: '0.6', inMs: LATER_MS }]);
    const worker = platform.worker();
    await worker.ready();
    await platform.settled(1);
    expect((await platform.slot(2)).revision).toBe(0);

    await comesBack();
    const back = new Date();
    await platform.seen('a canary that came home', async () => {
      const [record] = await platform.connection.collection('workers').find({}).toArray();
      return record?.['lastCanaryAt'] > back && record?.['canaryRoundTripMs'] !== null;
    });
    await platform.seen('the job of slot 2', async () => (await platform.slot(2)).revision === 1);
    await platform.backdate(2, LATER_MS);
    const [, second] = await platform.completed(2);

    expect(second).toMatchObject({ processedStakes: 120 });
    expect(await platform.problems()).toEqual([]);
  });

  it.each(['worker', 'api'] as const)('is away when the %s is told to stop: it stops, with 0', async (app) => {
    const stopping = app === 'worker' ? platform.worker() : platform.api();
    await stopping.ready();
    await goesAway();
    await stopping.says('Redis does not answer');

    const stopped = stopping.stop();
    await stopping.ended(15_000);
    expect(await stopped).toBe(0);
  });
});
