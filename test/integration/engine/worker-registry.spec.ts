import { DatabaseClock, WorkerRegistry } from '#lib/workers';
import { Platform } from '../../support/platform.js';

describe('a worker that stops as it should', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it('is gone at once, and leaves its last sign of life behind', async () => {
    platform = await Platform.start('worker-registry');
    const registry = platform.get(WorkerRegistry);
    expect(await registry.lastHeartbeat()).toBeNull();
    await registry.beat('worker');
    expect(await registry.alive()).toHaveLength(1);
    const before = platform.get(DatabaseClock).now();

    await registry.leave();

    expect(await registry.alive()).toEqual([]);
    expect(Number(await registry.lastHeartbeat())).toBeGreaterThanOrEqual(Number(before));
  });

  it('a process that lives throws away what killed ones left behind a day ago', async () => {
    platform = await Platform.start('dead-workers');
    const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
    await platform.connection.collection<{ _id: string }>('workers').insertMany([
      { _id: 'killed-yesterday', kind: 'worker', lastHeartbeat: hoursAgo(25) },
      { _id: 'killed-today', kind: 'api', lastHeartbeat: hoursAgo(23) },
    ] as never);
    await platform.get(WorkerRegistry).beat('worker');
    const left = await platform.connection.collection<{ _id: string }>('workers').find({}).toArray();
    expect(left.map(({ _id }) => _id)).toEqual(['killed-today', expect.any(String)]);
  });
});
