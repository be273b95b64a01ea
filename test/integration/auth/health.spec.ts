import { COLLECTIONS } from '#lib/database';
import { RedisClient } from '#lib/queues';
import { ApiHarness } from '../../support/api-harness.js';

describe('health', () => {
  let api: ApiHarness;
  beforeEach(async () => {
    api = await ApiHarness.start();
  });
  afterEach(() => api.stop());

  async function aWorkerThatBeat(secondsAgo: number): Promise<void> {
    const at = new Date(Date.now() - secondsAgo * 1000);
    await api.connection
      .collection<{ _id: string }>(COLLECTIONS.workers)
      .insertOne({ _id: 'worker-1', version: '1', startedAt: at, lastHeartbeat: at } as never);
  }

  it('is ready with MongoDB, Redis and a worker', async () => {
    await aWorkerThatBeat(1);
    const { status, body } = await api.call('GET', '//health/ready');
    expect([status, body.data?.['status']]).toEqual([200, 'ready']);
    expect((await api.call('GET', '//health/all')).body).toEqual(body);
    expect(body.data?.['dependencies']).toEqual({ mongodb: 'answers', redis: 'answers', worker: '1 alive' });
  });

  it('is degraded when the last sign of life of a worker is old, and says so; it does its work, but monitors hear of it', async () => {
    await aWorkerThatBeat(120);
    const ready = await api.call('GET', '//health/ready');
    expect([ready.status, ready.body.data?.['status']]).toEqual([200, 'degraded']);
    const { status, body } = await api.call('GET', '//health/all');
    expect([status, body.error?.code]).toEqual([503, 'DEPENDENCY_DOWN']);
    expect(body.error?.details?.map(({ field }) => field)).toEqual(['worker']);
    expect((await api.call('GET', '//health/live')).status).toBe(200);
  });

  it('is degraded without Redis, and says so', async () => {
    await aWorkerThatBeat(1);
    api.app.get(RedisClient, { strict: false }).client.disconnect();
    const { status, body } = await api.call('GET', '//health/all');
    expect(status).toBe(503);
    expect(body.error?.details?.map(({ field }) => field)).toEqual(['redis']);
    const ready = await api.call('GET', '//health/ready');
    expect([ready.status, ready.body.data]).toMatchObject([
      200,
      { status: 'degraded', dependencies: { worker: '1 alive' } },
    ]);
  });
});
