import { Platform } from '../support/platform.js';

describe('a worker that dies while it pays a chunk', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-chunk');
    await platform.populate();
  });
  afterEach(() => platform.stop());

  it.each([
    'chunk.started',
    'chunk.flipped',
    'chunk.read',
    'chunk.entries-written',
    'chunk.stakes-written',
    'chunk.wallets-written',
    'chunk.counted',
    'chunk.committed',
  ])('at %s: the next one pays everybody once', async (checkpoint) => {
    await platform.queue([{ ros: '0.55', premium: '1000', performance: '2000.000001' }]);
    await platform.worker({ crashAt: `${checkpoint}:4` }).crashed();
    expect((await platform.slot(1)).status).toBe('EXECUTING');

    platform.worker();
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 2, processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
