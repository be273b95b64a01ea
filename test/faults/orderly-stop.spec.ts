import { Platform } from '../support/platform.js';

/** Longer than any test: whoever goes on was told to, and has not waited for it. */
const LONG_LEASE = { LEASE_MS: '600000' };

describe('SIGTERM', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('sigterm', LONG_LEASE);
    await platform.populate();
  });
  afterEach(() => platform.stop());

  it.each(['chunk.stakes-written:3', 'chunk.committed:3', 'slot.planned', 'slot.paid'])(
    'at %s: exits with 0, and another worker goes on at once',
    async (checkpoint) => {
      await platform.queue([{ ros: '0.55', performance: '100' }]);
      const stopping = platform.worker({ freezeAt: checkpoint });
      await stopping.frozen();
      // The signal finds it exactly there: it waits until the process goes on.
      const stopped = stopping.stop();
      stopping.thaw();
      expect(await stopped).toBe(0);
      expect(stopping.errors).toBe(`frozen at ${checkpoint}\n`);

      const before = await platform.slot(1);
      platform.worker();
      const [slot] = await platform.completed();

      expect(slot!.attempts).toBe(before.status === 'COMPLETED' ? 1 : 2);
      expect(slot!.processedStakes).toBe(120);
      expect(await platform.problems()).toEqual([]);
    },
  );

  it('to a worker that has nothing to do: it leaves at once, and says goodbye', async () => {
    const idle = platform.worker();
    await idle.ready();
    await platform.swept(1);

    expect(await idle.stop()).toBe(0);
    const alive = { stoppedAt: { $exists: false } };
    expect(await platform.connection.collection('workers').countDocuments(alive)).toBe(0);
  });
});
