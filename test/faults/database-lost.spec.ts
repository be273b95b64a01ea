import { startMongo, type LocalService } from '#lib/local-services';
import { Platform } from '../support/platform.js';
import { alive, descendants, isStopped, type Identity } from '../support/process-family.js';
import type { ProductProcess } from '../support/product-process.js';
import { SeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

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

/** Shorter than its calls wait for a server. */
const SOON_MS = 20_000;
/** What orchestrators give a process to end. */
const GRACE_MS = 30_000;

/** Waits until a worker says that it is not ready; each time it is asked it has to answer soon. */
async function saysItIsAway(worker: ProductProcess): Promise<void> {
  const url = `http://127.0.0.1:${await worker.ready()}/health/ready`;
  await until('the worker says that MongoDB is away', async () => {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(SOON_MS) });
    return status === 503;
  });
}

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
      await saysItIsAway(worker);
      await mongo.restart();
    }
    const [slot] = await platform.completed();

    expect(worker.hasExited()).toBe(false);
    expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});

describe('the database is away for longer than the API waits for it', () => {
  let mongo: LocalService;
  let platform: Platform;
  /** The processes of the database. */
  let family: readonly Identity[];
  beforeAll(async () => {
    const before = new Set((await descendants(process.pid)).map(({ pid }) => pid));
    mongo = await startMongo({ fromEnvironment: false });
    family = (await descendants(process.pid)).filter(({ pid }) => !before.has(pid));
  });
  beforeEach(async () => {
    platform = await Platform.start('database-away', { MONGODB_URI: mongo.uri });
    await platform.populate();
    await platform.queue([{ ros: '0.55', premium: '100' }]);
  });
  afterEach(() => platform.stop());
  afterAll(() => mongo.stop());

  const send = async (signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> => {
    for (const { pid } of await alive(family)) process.kill(pid, signal);
    if (signal === 'SIGCONT') return;
    await until('the database stands still', async () => {
      const stopped = await Promise.all((await alive(family)).map(({ pid }) => isStopped(pid)));
      return stopped.every(Boolean);
    });
  };

  /** This process waits as the API does. */
  const givesUp = () =>
    until('this process has waited for the database', () =>
      platform.connection.db!.command({ ping: 1 }).then(
        () => false,
        ({ name }: Error) => name === 'MongoServerSelectionError',
      ),
    );

  it('but not than an election takes: no call of the worker gives up, and everybody is paid once', async () => {
    const worker = platform.worker({ freezeAt: 'chunk.flipped:2' });
    await worker.frozen();
    await mongo.kill();
    try {
      worker.thaw();
      await givesUp();
      await givesUp();
    } finally {
      await mongo.restart();
    }
    const [slot] = await platform.completed();

    expect(JSON.stringify(worker.lines)).not.toMatch(/ServerSelection/);
    expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it.each([
    ['dead', () => mongo.kill(), () => mongo.restart()],
    ['frozen', () => send('SIGSTOP'), () => send('SIGCONT')],
  ])(
    'because it is %s: a worker in the middle of a chunk says so, and ends when it is told to',
    async (_, go, back) => {
      const worker = platform.worker({ freezeAt: 'chunk.flipped:3' });
      await worker.frozen();
      await go();
      try {
        worker.thaw();
        await saysItIsAway(worker);
        worker.child.kill('SIGTERM');
        expect(await worker.ended(GRACE_MS)).toMatchObject({ code: 0 });
      } finally {
        await back();
      }

      platform.worker();
      const [slot] = await platform.completed();
      expect(slot).toMatchObject({ processedStakes: 120, errors: 0 });
      expect(await platform.problems()).toEqual([]);
    },
  );
});
