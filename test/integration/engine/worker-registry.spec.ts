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
});
