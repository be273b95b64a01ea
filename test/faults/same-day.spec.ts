import { aStake, aUser, usdt } from '../support/builders.js';
import { micros } from '../support/exact.js';
import { Platform } from '../support/platform.js';

describe('slots of one day', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it('slot 2 pays everybody again', async () => {
    platform = await Platform.start('slot-two');
    await platform.populate();
    platform.worker();
    await platform.queue([{ ros: '0.5' }, { ros: '0.6', premium: '100', performance: '200', inMs: 1_000 }]);

    const slots = await platform.completed(2);

    expect(slots.map(({ processedStakes }) => processedStakes)).toEqual([120, 120]);
    expect(await platform.problems()).toEqual([]);
  });

  it('two that are due in the same second run one after the other, both in full', async () => {
    platform = await Platform.start('same-second');
    await platform.populate();
    platform.worker();
    await platform.queue([
      { ros: '0.5', inMs: 500 },
      { ros: '0.6', inMs: 500 },
    ]);

    const [first, second] = await platform.completed(2);

    expect(Number(second!.startedAt)).toBeGreaterThanOrEqual(Number(first!.executedAt));
    expect([first!.processedStakes, second!.processedStakes]).toEqual([120, 120]);
    expect(await platform.problems()).toEqual([]);
  });

  it('the cap is reached to the millionth inside a slot; the next one pays that stake nothing', async () => {
    platform = await Platform.start('cap', { ROS_CAP_PERCENT: '1' });
    const owner = aUser();
    const odd = aStake(owner, { amount: usdt('33.333333') });
    const fresh = aStake(owner, { amount: usdt('1000'), totalEarned: undefined });
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [odd, fresh]);
    platform.worker();
    await platform.queue([{ ros: '0.55' }, { ros: '0.55', inMs: 200 }, { ros: '0.55', inMs: 400 }]);

    const slots = await platform.completed(3);
    const { entries, stakes } = await platform.books();

    // 1 % of 33.333333 is 0.33333333: paid are 0.183333, then the 0.15 that are left, then nothing.
    const paid = entries
      .filter(({ stakeId }) => String(stakeId) === String(odd._id))
      .map(({ amount }) => micros(amount));
    expect(paid).toEqual([183_333n, 150_000n]);
    expect(stakes.map(({ status, totalEarned }) => [status, micros(totalEarned)])).toEqual([
      ['COMPLETED', 333_333n],
      ['COMPLETED', 10_000_000n],
    ]);
    expect(slots.map(({ processedStakes }) => processedStakes)).toEqual([2, 2, 0]);
    expect(await platform.problems({ capPercent: 1 })).toEqual([]);
  });

  it('stakes that are cancelled while the slot runs are not paid any more, and stop nobody', async () => {
    platform = await Platform.start('cancelled');
    await platform.populate();
    await platform.queue([{ ros: '0.55' }]);
    const worker = platform.worker({
      freezeAt: 'chunk.read:4',
      environment: { WORKER_CONCURRENCY: '1', LEASE_MS: '20000' },
    });
    await worker.frozen();

    const paid = new Set((await platform.books()).entries.map(({ stakeId }) => String(stakeId)));
    const cancelled = (await platform.books()).stakes.filter((_, index) => index % 3 === 0).map(({ _id }) => _id);
    await platform.connection
      .collection('stakes')
      .updateMany({ _id: { $in: cancelled } }, { $set: { status: 'CANCELLED' } });
    worker.thaw();
    const [slot] = await platform.completed();

    const unpaid = cancelled.filter((id) => !paid.has(String(id)));
    expect(unpaid.length).toBeGreaterThan(0);
    expect(slot).toMatchObject({ processedStakes: 120 - unpaid.length, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
