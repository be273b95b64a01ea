import { Platform } from '../support/platform.js';

/** Long, so that a slot changes hands only if two workers claim it. */
const LONG_LEASE = { LEASE_MS: '20000' };

describe('several workers', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it.each([2, 3])('%i of them fight for one slot: one runs it, everybody is paid once', async (count) => {
    platform = await Platform.start('one-slot', LONG_LEASE);
    await platform.populate();
    const workers = Array.from({ length: count }, () => platform.worker());
    await Promise.all(workers.map((worker) => worker.ready()));

    await platform.queue([{ ros: '2.2', premium: '1000', performance: '1000', inMs: 300 }]);
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 1, processedStakes: 120 });
    expect(await platform.problems()).toEqual([]);
  });

  it('2 of them fight for many slots: each slot runs once, one after the other', async () => {
    platform = await Platform.start('many-slots', LONG_LEASE);
    await platform.populate({ users: 20, stakes: 40 });
    await Promise.all([platform.worker(), platform.worker()].map((worker) => worker.ready()));

    await platform.queue(Array.from({ length: 8 }, (_, index) => ({ ros: '0.1', inMs: 300 + 10 * index })));
    const slots = await platform.completed(8);

    expect(slots.map(({ attempts }) => attempts)).toEqual(Array(8).fill(1));
    for (const [index, slot] of slots.entries()) {
      const before = slots[index - 1];
      if (before !== undefined) expect(Number(slot.startedAt)).toBeGreaterThanOrEqual(Number(before.executedAt));
    }
    expect(await platform.problems()).toEqual([]);
  });
});

describe('a worker that stood still and wakes up after another took its slot over', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('frozen');
    await platform.populate();
    await platform.queue([{ ros: '0.55' }]);
  });
  afterEach(() => platform.stop());

  it.each([
    ['slot.paid', 'cannot finish it a second time'],
    ['chunk.started:5', 'cannot pay its chunk a second time'],
  ])('at %s: %s', async (checkpoint) => {
    const stale = platform.worker({ freezeAt: checkpoint, environment: { WORKER_CONCURRENCY: '1' } });
    await stale.frozen();
    platform.worker();
    const [finished] = await platform.completed();

    stale.thaw();
    await stale.says('was taken over by another worker');

    expect(finished).toMatchObject({ attempts: 2, processedStakes: 120 });
    expect(await platform.slot(1)).toEqual(finished);
    expect(await platform.problems()).toEqual([]);
  });
});
