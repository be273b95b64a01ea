import { Platform } from '../support/platform.js';

describe('a slot that cannot be run at all', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it('is FAILED with its reason, and does not hold up the slots after it', async () => {
    platform = await Platform.start('broken-slot', { KEEPER_INTERVAL_MS: '100' });
    await platform.populate({ users: 10, stakes: 20 });
    await platform.queue([{ ros: '0.5' }, { ros: '0.6', inMs: 100 }]);
    const distributions = platform.connection.collection('distributions');
    await distributions.updateOne({ slotNumber: 1 }, { $set: { premiumPoolAmount: 'a hundred' } });

    platform.worker();
    const broken = await platform.settled(1);

    expect(broken).toMatchObject({ status: 'FAILED', reason: 'NOT_ORDERED', processedStakes: 0 });
    expect(broken.error).toMatch('premiumPoolAmount is unreadable');
    expect(await platform.settled(2)).toMatchObject({ status: 'COMPLETED', processedStakes: 20 });
  });
});
