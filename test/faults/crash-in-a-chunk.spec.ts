import { Platform } from '../support/platform.js';

describe('a worker that dies while it pays a chunk', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-chunk');
    await platform.populate();
  });
  afterEach(() => platform.stop());

  it('at each step of a slot of its own: the next worker pays everybody once, and dies in the slot after it', async () => {
    const steps = [
      ['chunk.started', 'before it begins'],
      ['chunk.flipped', 'after the flip'],
      ['chunk.read', 'after the decision'],
      ['chunk.entries-written', 'between entries and stakes'],
      ['chunk.stakes-written', 'between stakes and wallets'],
      ['chunk.wallets-written', 'after the wallets'],
      ['chunk.counted', 'before the commit'],
      ['chunk.committed', 'after the commit'],
    ] as const;
    await platform.queue(steps.map(() => ({ ros: '0.275', premium: '1000', performance: '2000.000001' })));
    for (const [index, [step]] of steps.entries()) {
      await platform.worker({ crashAt: `${index === 0 ? '' : 'slot.finished,'}${step}:4` }).crashed();
      expect({ step, slot: await platform.slot(index + 1) }).toMatchObject({ step, slot: { status: 'EXECUTING' } });
    }

    platform.worker();
    const slots = await platform.completed(steps.length);

    expect(slots.map((slot, index) => ({ step: steps[index], slot }))).toMatchObject(
      steps.map((step) => ({ step, slot: { attempts: 2, processedStakes: 120, errors: 0 } })),
    );
    expect(await platform.problems()).toEqual([]);
  });

  it('between two chunks: the next worker goes on where it stopped', async () => {
    await platform.queue([{ ros: '1.1' }]);
    await platform.worker({ crashAt: 'chunk.committed:6', environment: { WORKER_CONCURRENCY: '1' } }).crashed();
    const paidBefore = (await platform.books()).entries.map(({ _id }) => String(_id));
    expect(paidBefore.length).toBeGreaterThan(0);

    platform.worker();
    await platform.completed();

    const after = (await platform.books()).entries.map(({ _id }) => String(_id));
    expect(after).toEqual(expect.arrayContaining(paidBefore));
    expect(after).toHaveLength(120);
    expect(await platform.problems()).toEqual([]);
  });
});
