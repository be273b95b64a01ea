import { startMongo, type LocalService } from '#lib/local-services';
import { Platform } from '../support/platform.js';
import { SeededRandom } from '../support/seeded-random.js';

const ROUNDS = [1, 2, 3];
const IN_A_CHUNK = [
  'chunk.flipped',
  'chunk.read',
  'chunk.entries-written',
  'chunk.stakes-written',
  'chunk.wallets-written',
  'chunk.counted',
  'chunk.committed',
] as const;

describe(`the database dies while a slot is paid (FAULT_SEED=${SeededRandom.SEED})`, () => {
  const random = new SeededRandom();
  let mongo: LocalService;
  let platform: Platform;
  beforeAll(async () => {
    mongo = await startMongo({ fromEnvironment: false });
  });
  afterEach(() => platform.stop());
  afterAll(() => mongo.stop());

  it.each(ROUNDS)('round %i: when it is back, the worker goes on, and everybody is paid once', async () => {
    platform = await Platform.start('database-lost', { MONGODB_URI: mongo.uri });
    await platform.populate();
    await platform.queue([{ ros: '0.55', premium: '100' }]);
    const worker = platform.worker({ freezeAt: `${random.pick(IN_A_CHUNK)}:${random.between(1, 10)}` });
    await worker.frozen();

    await mongo.kill();
    const backBeforeItLooks = random.pick([true, false]);
    if (backBeforeItLooks) await mongo.restart();
    worker.thaw();
    if (!backBeforeItLooks) {
      // It finds out before the database comes back.
      await worker.says('The keeper failed');
      await mongo.restart();
    }
    const [slot] = await platform.completed();

    expect(worker.hasExited()).toBe(false);
    expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
