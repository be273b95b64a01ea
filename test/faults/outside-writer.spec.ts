import { Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { hex } from '../support/books.js';
import { aStake } from '../support/builders.js';
import { micros, sum, usdt } from '../support/exact.js';
import { Platform } from '../support/platform.js';
import type { ProductProcess } from '../support/product-process.js';
import { SeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const SLOTS = 4;
const USERS = 60;
const STAKES = 300;
/** In every wallet at the beginning, as another service wrote it. */
const OPENING = 1_000;
/** 0.015625 USDT: a double holds any number of them exactly. */
const STEP = 1 / 64;

describe(`another service writes while slots run (FAULT_SEED=${SeededRandom.SEED})`, () => {
  const random = new SeededRandom();
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('outside-writer', { LEASE_MS: '20000' });
    await platform.populate({ users: USERS, stakes: STAKES });
  });
  afterEach(() => platform.stop());

  const stakes = () => platform.connection.collection('stakes');
  const usersOf = async () => (await platform.books()).users.map(({ _id }) => _id);
  /** In millionths, by user. */
  const moved = new Map<string, bigint>();

  /** Moves a wallet by a double and writes an entry of its own, together. */
  const move = async (userId: Types.ObjectId, type: string, amount: number): Promise<void> => {
    await runInTransaction(platform.connection, async (session) => {
      const users = platform.connection.collection('users');
      await users.updateOne({ _id: userId }, { $inc: { 'wallets.earnings': amount } }, { session });
      const entry = { userId, type, amount, status: 'Completed', createdAt: new Date() };
      await platform.connection.collection('transactions').insertOne(entry, { session });
    });
    moved.set(hex(userId), (moved.get(hex(userId)) ?? 0n) + micros(amount));
  };
  const withdraw = (userId: Types.ObjectId) => move(userId, 'WITHDRAWAL', -random.between(1, 640) * STEP);

  const cancel = async (count: number): Promise<void> => {
    const some = await stakes()
      .find({ status: 'ACTIVE' }, { projection: { _id: 1 } })
      .toArray();
    const ids = Array.from({ length: count }, () => random.pick(some)._id);
    await stakes().updateMany({ _id: { $in: ids }, status: 'ACTIVE' }, { $set: { status: 'CANCELLED' } });
  };

  const writeSomething = async (users: readonly Types.ObjectId[]): Promise<void> => {
    switch (random.pick(['withdraw', 'withdraw', 'cancel', 'stake'])) {
      case 'withdraw':
        return withdraw(random.pick(users));
      case 'cancel':
        return cancel(1);
      default:
        await platform.insert('stakes', [aStake({ _id: random.pick(users) }, { activatedAt: new Date() })]);
    }
  };

  it('withdraws, cancels, adds stakes: wallets hold what all have written, and every ACTIVE stake is accounted for', async () => {
    const users = await usersOf();
    for (const userId of users) await move(userId, 'DEPOSIT', OPENING);
    const workers = [1, 2].map(() => platform.worker({ freezeAt: 'slot.planned' }));
    await Promise.all(workers.map((worker) => worker.ready()));
    await platform.queue(
      Array.from({ length: SLOTS }, (_, index) => ({
        ros: '0.55',
        inMs: index,
        ...(index === 0 ? { premium: '77' } : {}),
      })),
    );

    // Between the plan of the first slot and its payment.
    const driver = await whoIsFrozen(workers);
    await cancel(20);
    for (const userId of users.slice(0, 10)) await withdraw(userId);
    driver.thaw();

    let writes = 0;
    const ended = async () => (await platform.slot(SLOTS)).status === 'COMPLETED';
    await until(
      'all slots have ended',
      async () => {
        for (const worker of workers) worker.thaw();
        await writeSomething(users);
        writes += 1;
        return ended();
      },
      { everyMs: 1 },
    );
    const slots = await platform.completed(SLOTS);

    const books = await platform.books();
    const ours = books.entries.filter(({ distributionId }) => distributionId instanceof Types.ObjectId);
    for (const { _id, wallets } of books.users) {
      const paid = sum(ours.filter(({ userId }) => userId.equals(_id)).map(({ amount }) => micros(amount)));
      expect([hex(_id), usdt(micros(wallets!.earnings))]).toEqual([hex(_id), usdt(paid + (moved.get(hex(_id)) ?? 0n))]);
    }
    for (const { _id, plan, accounted } of slots) {
      const { paid, capped, nothing, failed, left, joined } = accounted!;
      expect(paid + capped + nothing + failed + left).toBe(plan!.stakes + joined);
      expect(
        ours.filter(({ distributionId, type }) => type === 'ROI_EARNED' && _id.equals(distributionId)),
      ).toHaveLength(paid);
    }
    expect(slots[0]!.accounted!.left).toBeGreaterThan(0);
    expect(writes).toBeGreaterThan(SLOTS);
    expect(await platform.problems()).toEqual([]);
  });
});

async function whoIsFrozen(workers: readonly ProductProcess[]): Promise<ProductProcess> {
  const driver = await until('a worker has planned', () => workers.find(({ errors }) => errors.includes('frozen at ')));
  await driver.frozen();
  return driver;
}
