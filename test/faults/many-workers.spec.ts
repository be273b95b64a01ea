import { startMongo, type LocalService } from '#lib/local-services';
import { aStake, aUser } from '../support/builders.js';
import { allClosed } from '../support/forget-proofs.js';
import { Platform } from '../support/platform.js';

/** Long, so that a slot changes hands only if two workers claim it. */
const LONG_LEASE = { LEASE_MS: '20000' };

describe('several workers', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  const start = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, () => platform.worker().ready()));
  };

  it('3 of them fight for one slot: one runs it, everybody is paid once', async () => {
    platform = await Platform.start('one-slot', LONG_LEASE);
    await platform.populate();
    await start(3);

    await platform.queue([{ ros: '2.2', premium: '1000', performance: '1000', inMs: 300 }]);
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 1, processedStakes: 120 });
    expect(await platform.problems()).toEqual([]);
  });

  it('2 of them fight for one slot, then for many: each slot runs once, one after the other', async () => {
    platform = await Platform.start('many-slots', LONG_LEASE);
    await platform.populate({ users: 20, stakes: 40 });
    await start(2);

    await platform.queue([
      { ros: '1.1', premium: '1000', performance: '1000', inMs: 300 },
      ...Array.from({ length: 8 }, (_, index) => ({ ros: '0.1', inMs: 2_000 + 10 * index })),
    ]);
    const slots = await platform.completed(9);

    expect(slots.map(({ attempts }) => attempts)).toEqual(Array(9).fill(1));
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
    ['chunk.committed:5', 'does not pay on'],
  ])('at %s: %s', async (checkpoint) => {
    const stale = platform.worker({ freezeAt: checkpoint, environment: { WORKER_CONCURRENCY: '1' } });
    await stale.frozen();
    platform.worker();
    await platform.completed();
    await allClosed(platform.connection);
    const finished = await platform.slot(1);

    stale.thaw();
    await stale.says('was taken over by another worker');

    expect(finished).toMatchObject({ attempts: 2, processedStakes: 120 });
    expect(await platform.slot(1)).toEqual(finished);
    expect(await platform.problems()).toEqual([]);
  });

  it('before it planned: cannot plan and pay what has FAILED meanwhile', async () => {
    const stale = platform.worker({ freezeAt: 'slot.claimed' });
    await stale.frozen();
    const slots = platform.connection.collection('distributions');
    await slots.updateOne({}, { $set: { premiumPoolAmount: 'a hundred' } });
    const other = platform.worker({ environment: { KEEPER_INTERVAL_MS: '100' } });
    expect(await platform.settled(1)).toMatchObject({ status: 'FAILED', reason: 'NOT_ORDERED' });
    await other.stop();

    stale.thaw();
    await stale.says('was taken over by another worker');

    const { entries, chunks } = await platform.books();
    expect([entries, chunks]).toEqual([[], []]);
  });

  it('before it reopened a retry: leaves a later retry to whoever runs that', async () => {
    const owner = aUser();
    const broken = aStake(owner, { amount: 'a hundred' });
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [broken]);
    const first = platform.worker();
    await platform.completed();
    await first.stop();
    await platform.retry(1);
    const stale = platform.worker({ freezeAt: 'slot.claimed' });
    await stale.frozen();
    const other = platform.worker();
    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', attempts: 3, errors: 1 });
    await other.stop();
    await platform.connection
      .collection('stakes')
      .updateOne({ _id: broken._id }, { $set: { amount: aStake(owner)['amount'] } });
    await platform.retry(1);

    stale.thaw();
    await stale.says('was taken over by another worker');

    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 121, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});

describe('a worker that stood still in the middle of a payment', () => {
  const IN_A_PAYMENT = [['chunk.flipped:5'], ['chunk.wallets-written:5']] as const;
  let mongo: LocalService;
  let platform: Platform;
  beforeAll(async () => {
    mongo = await startMongo({ fromEnvironment: false });
  });
  beforeEach(async () => {
    platform = await Platform.start('frozen-payment', { MONGODB_URI: mongo.uri });
    await platform.populate();
    await platform.queue([{ ros: '0.55' }]);
  });
  afterEach(() => platform.stop());
  afterAll(() => mongo.stop());

  const frozenAt = async (checkpoint: string) => {
    const stale = platform.worker({ freezeAt: checkpoint, environment: { WORKER_CONCURRENCY: '1' } });
    await stale.frozen();
    return stale;
  };

  it.each(IN_A_PAYMENT)('at %s, and wakes up while another waits for that chunk alone: it is paid once', async (at) => {
    const stale = await frozenAt(at);
    platform.worker({ environment: LONG_LEASE });
    // Chunks are paid by whoever gets their jobs, before the slot is taken over as well.
    const before = await platform.seen('the slot taken over, all but one chunk paid', async () => {
      const { chunks } = await platform.books();
      const slot = await platform.slot(1);
      const waitsForOne = chunks.length > 1 && chunks.filter(({ status }) => status !== 'PAID').length === 1;
      return waitsForOne && slot.attempts === 2 && slot;
    });

    stale.thaw();
    const [slot] = await platform.completed();
    await stale.says('was taken over by another worker');

    expect(before).toMatchObject({ status: 'EXECUTING', attempts: 2 });
    expect(slot).toMatchObject({ attempts: 2, processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it.each(IN_A_PAYMENT)('at %s, and wakes up when its transaction is gone and the slot has ended', async (at) => {
    const stale = await frozenAt(at);
    // A server forgets a transaction in a minute; one that starts again has forgotten it.
    await mongo.kill();
    await mongo.restart();
    platform.worker({ environment: LONG_LEASE });
    await platform.completed();
    await allClosed(platform.connection);
    const finished = await platform.slot(1);

    stale.thaw();
    await stale.says('was taken over by another worker');

    expect(finished).toMatchObject({ attempts: 2, processedStakes: 120, errors: 0 });
    expect(await platform.slot(1)).toEqual(finished);
    expect(await platform.problems()).toEqual([]);
  });
});
