import { micros } from '../support/exact.js';
import { Platform } from '../support/platform.js';

describe('a worker that dies while it takes back what a slot has paid', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-reversal');
    await platform.populate({ users: 30, stakes: 40 });
  });
  afterEach(() => platform.stop());

  it('at each step of a slot of its own: the next worker takes back the rest, once, and pays it again', async () => {
    const steps = ['slot.frozen', 'chunk.flipped:3', 'chunk.wallets-written:3', 'chunk.committed:3', 'slot.paid'];
    await platform.queue(steps.map(() => ({ ros: '0.2', premium: '100', performance: '200.000001' })));
    const first = platform.worker();
    await platform.completed(steps.length);
    await first.kill();
    for (const index of steps.keys()) await platform.reverse(index + 1);

    for (const [index, step] of steps.entries()) {
      await platform.worker({ crashAt: `${index === 0 ? '' : 'slot.finished,'}${step}` }).crashed();
      expect({ step, slot: await platform.slot(index + 1) }).toMatchObject({ step, slot: { status: 'EXECUTING' } });
    }
    platform.worker();
    for (const index of steps.keys()) {
      expect({ step: steps[index], slot: await platform.settled(index + 1) }).toMatchObject({
        slot: { status: 'COMPLETED', processedStakes: 0, reversal: { outcome: 'COMPLETED', failed: 0 } },
      });
    }
    expect(await platform.problems()).toEqual([]);
    const { users, stakes } = await platform.books();
    expect(
      new Set(users.map(({ wallets }) => (wallets?.earnings === undefined ? 0n : micros(wallets.earnings)))),
    ).toEqual(new Set([0n]));
    expect(new Set(stakes.map(({ totalEarned }) => micros(totalEarned)))).toEqual(new Set([0n]));

    for (const index of steps.keys()) {
      await platform.reinstate(index + 1);
      await platform.retry(index + 1);
    }
    for (const index of steps.keys()) {
      await platform.seen(
        `slot ${index + 1} paid again`,
        async () => (await platform.slot(index + 1)).processedStakes === 40,
      );
    }
    for (const index of steps.keys()) await platform.settled(index + 1);
    expect(await platform.problems()).toEqual([]);
  });

  it('while its payouts are paid again: each once', async () => {
    await platform.queue([{ ros: '1', premium: '100' }]);
    const first = platform.worker();
    await platform.completed();
    await platform.reverse(1);
    await platform.seen('the reversal', async () => (await platform.slot(1)).reversal?.outcome === 'COMPLETED');
    await first.kill();
    await platform.reinstate(1);
    await platform.retry(1);

    await platform.worker({ crashAt: 'chunk.wallets-written:3' }).crashed();
    await platform.worker({ crashAt: 'slot.paid' }).crashed();
    platform.worker();

    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 40, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
