import { startMongo, type LocalService } from '#lib/local-services';
import { MongoManners } from '../support/manners.js';
import { Platform } from '../support/platform.js';

/** Every command that a worker may send while it pays. */
const COMMANDS = [
  'find',
  'aggregate',
  'getMore',
  'count',
  'insert',
  'update',
  'findAndModify',
  'delete',
  'commitTransaction',
];
/** More than a transaction has, so that one that is run again succeeds; prime, so that each command has its turn. */
const EVERY = 29;
const SLOTS = 2;

describe('a real MongoDB hurts, and everybody is paid once', () => {
  let platform: Platform;
  let manners: MongoManners;

  async function start(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
    platform = await Platform.start('manners', overrides);
    await platform.populate({ users: 12, stakes: 24 });
    manners = await MongoManners.of(platform.environment.MONGODB_URI);
  }
  afterEach(async () => {
    await manners.close();
    await platform.stop();
  });

  it.each([
    ['a write conflict', { errorCode: 112 }],
    ['a primary that is none any more', { errorCode: 10107 }],
    ['a connection that is cut', { closeConnection: true }],
  ])('when every 29th command of its payments meets %s', async (_, failure) => {
    await start();
    await platform.queue(Array.from({ length: SLOTS }, () => ({ ros: '0.05', premium: '1' })));
    const worker = platform.worker();
    await worker.ready();
    await manners.failCommand({ failCommands: COMMANDS, appName: 'ddr-worker', everyNth: EVERY, ...failure });
    await platform.completed(SLOTS);
    expect(await manners.failNoMore()).toBeGreaterThan(SLOTS);
    expect(await platform.problems()).toEqual([]);
  });

  it('when every writer that waits has a write conflict at once', async () => {
    await start({ WORKER_CONCURRENCY: '8', CHUNK_SIZE: '2' });
    await manners.lockTimeout(5);
    await platform.queue([{ ros: '1', premium: '10', performance: '10' }]);
    platform.worker();
    platform.worker();
    await platform.completed();
    expect(await platform.problems()).toEqual([]);
  });

  it('when transactions last a second and the sums take longer', async () => {
    await start();
    await manners.transactionLifetime(1_000);
    await manners.failCommand({
      failCommands: ['aggregate'],
      appName: 'ddr-worker',
      blockConnection: true,
      blockTimeMS: 1_500,
    });
    await platform.queue([{ ros: '1', premium: '10' }]);
    platform.worker();
    await platform.completed();
    expect(await platform.slot(1)).toMatchObject({ attempts: 1 });
    await manners.failNoMore();
    expect(await platform.problems()).toEqual([]);
  });
});

describe('a primary that steps down for 12 s', () => {
  let mongo: LocalService;
  beforeAll(async () => {
    mongo = await startMongo({ fromEnvironment: false, log: () => undefined });
  });
  afterAll(() => mongo.stop());

  it.each(['chunk.read', 'slot.paid'])('after %s holds a slot up, and everybody is paid once', async (checkpoint) => {
    const platform = await Platform.start('election', { MONGODB_URI: mongo.uri });
    try {
      await platform.populate({ users: 12, stakes: 24 });
      const manners = await MongoManners.of(platform.environment.MONGODB_URI);
      await platform.queue([{ ros: '1', premium: '10' }]);
      const worker = platform.worker({ freezeAt: checkpoint });
      await worker.frozen();
      await manners.stepDown(12_000);
      worker.thaw();
      await platform.completed();
      expect(await platform.problems()).toEqual([]);
      await manners.close();
    } finally {
      await platform.stop();
    }
  });
});
