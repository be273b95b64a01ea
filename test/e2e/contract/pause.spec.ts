import { Redis } from 'ioredis';
import { startRedis, type LocalService } from '#lib/local-services';
import { DAYS, inMs } from '../support/running-product.js';
import { earningsOf, startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

/** A Redis of this file's own: it is emptied. */
let redis: LocalService;
let platform: SmallPlatform;
beforeAll(async () => {
  redis = await startRedis({ fromEnvironment: false, log: () => undefined });
  platform = await startSmallPlatform('pause', { environment: { REDIS_URL: redis.uri } });
});
afterAll(async () => {
  await platform.product.stop();
  await redis.stop();
});

async function flushAll(): Promise<void> {
  const client = new Redis(redis.uri, { lazyConnect: true });
  await client.connect();
  await client.flushall();
  client.disconnect();
}

async function cron(): Promise<Record<string, unknown>> {
  return (await platform.admin.get('/admin/cron/status')).body.data ?? {};
}

it('a pause outlives the worker and the queue; what is overdue is paid once on resumption', async () => {
  const { admin, product } = platform;
  expect((await admin.post('/admin/cron/pause')).status).toBe(200);
  const queued = await admin.post(`${DAYS}/today/queue`, {
    multiSlotEnabled: true,
    distributionSlots: [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: inMs(200) },
      { slotNumber: 2, rosPercentage: 1, scheduledFor: inMs(400) },
    ],
  });
  expect(queued.body.data).toMatchObject({ status: 'PENDING', executionEnabled: false });

  expect(await product.worker().stop()).toBe(0);
  await flushAll();
  await product.startWorker();
  await product.seen(admin, '/admin/cron/status', ({ body }) => body.data?.['lastSweep'] !== null);
  await product.seen(
    admin,
    '/admin/cron/status',
    ({ body }) => (body.data?.['overdueSlots'] as unknown[]).length === 2,
  );
  const paused = await cron();
  expect(paused).toMatchObject({ paused: true, healthy: false });
  expect(String((paused['problems'] as string[])[0])).toMatch(/paused/);
  expect((await admin.get(`${DAYS}/today/status`)).body.data).toMatchObject({ status: 'PENDING' });
  expect(await earningsOf(platform)).toEqual([0, 0, 0]);

  expect((await admin.post('/admin/cron/resume')).body.data).toMatchObject({ paused: false });
  const data = await product.todayIs(admin, 'COMPLETED');
  expect(data['distributionSlots']).toMatchObject([
    { slotNumber: 1, attempts: 1, processedStakes: 3 },
    { slotNumber: 2, attempts: 1, processedStakes: 3 },
  ]);
  expect(await earningsOf(platform)).toEqual([1.5, 3, 0.75825]);
  expect(await cron()).toMatchObject({ paused: false, overdueSlots: [] });
});

it('a slot that waits is paid on time although the queue was emptied', async () => {
  const { admin, product } = platform;
  await product.forgetDays();
  await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(1_500) });
  await flushAll();
  await product.todayIs(admin, 'COMPLETED');
  expect(await earningsOf(platform)).toEqual([1, 2, 0.5055]);
});

it('without a worker, status and health say so', async () => {
  const { admin, product } = platform;
  await product.worker().stop();
  const { body } = await product.seen(admin, '/admin/cron/status', ({ body }) => body.data?.['healthy'] === false);
  expect(body.data).toMatchObject({ workers: [], problems: [expect.stringMatching(/^No worker/)] as string[] });
  const ready = await product.nobody().get('//health/all');
  expect([ready.status, ready.body.error?.code]).toEqual([503, 'DEPENDENCY_DOWN']);
  expect((await product.nobody().get('//health/live')).status).toBe(200);

  await product.startWorker();
  await product.seen(admin, '//health/all', ({ status }) => status === 200);
});
