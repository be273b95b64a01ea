import type { Types } from 'mongoose';
import { aStake, aUser, type UserRecord } from '../support/builders.js';
import { micros, usdt } from '../support/exact.js';
import { Platform } from '../support/platform.js';
import { until } from '../support/until.js';

const USERS = 50_000;
const STAKES_EACH = 3;
const AT_ONCE = 10_000;
/** On a machine that does many other things. */
const WITHIN_MS = 8 * 60_000;

it(
  'a slot of 150,000 stakes and both pools, whose lease is a second, ends soon after its last chunk was paid',
  async () => {
    const platform = await Platform.start('large-slot', { LEASE_MS: '1000', CHUNK_SIZE: '500' });
    try {
      for (let from = 0; from < USERS; from += AT_ONCE) await insertUsers(platform, AT_ONCE);
      const worker = platform.worker();
      await worker.ready();
      await platform.queue([{ ros: '0.5', premium: '100000.000001', performance: '50000' }]);
      const slot = await until(
        'the slot has ended',
        async () => {
          const now = await platform.slot(1);
          return now.run.state === 'ENDED' && now;
        },
        { withinMs: WITHIN_MS, everyMs: 500 },
      );

      expect(slot).toMatchObject({
        status: 'COMPLETED',
        attempts: 1,
        errors: 0,
        processedStakes: USERS * STAKES_EACH,
        usersProcessed: USERS,
      });
      const lastPaidAt = await lastPaymentOf(platform, slot._id);
      // Both by the database's time, and by the same machine, whatever its speed: the end is a small part of the whole.
      const payingMs = lastPaidAt.getTime() - Number(slot.startedAt);
      const endingMs = Number(slot.executedAt) - lastPaidAt.getTime();
      expect(endingMs).toBeLessThan(payingMs / 4);
      expect(worker.lines.filter(({ msg }) => /taken over|was not renewed/.test(msg ?? ''))).toEqual([]);
      expect(await summary(platform, 'stakes', '$totalEarned')).toEqual({
        count: USERS * STAKES_EACH,
        least: '0.500000',
        most: '0.500000',
        total: '75000.000000',
      });
      // Three stakes, 2 USDT of the one pool and 1 of the other; the odd millionth is one user's.
      expect(await summary(platform, 'users', '$wallets.earnings')).toEqual({
        count: USERS,
        least: '4.500000',
        most: '4.500001',
        total: '225000.000001',
      });
      expect(await summary(platform, 'transactions', '$amount')).toMatchObject({
        count: USERS * (STAKES_EACH + 2),
        total: '225000.000001',
      });
    } finally {
      await platform.stop();
    }
  },
  WITHIN_MS,
);

async function insertUsers(platform: Platform, count: number): Promise<void> {
  const users = Array.from({ length: count }, () => aUser({ rank: 'Finance Titan' }));
  const stakes = users.flatMap((user: UserRecord) => Array.from({ length: STAKES_EACH }, () => aStake(user)));
  const { connection } = platform;
  await connection.collection('users').insertMany(users, { ordered: false });
  for (let from = 0; from < stakes.length; from += AT_ONCE) {
    await connection.collection('stakes').insertMany(stakes.slice(from, from + AT_ONCE), { ordered: false });
  }
}

/** Added up by the database; everybody gets the same here, so that the extremes tell of each. */
async function summary(platform: Platform, collection: string, amount: string): Promise<Record<string, unknown>> {
  const [all] = await platform.connection
    .collection(collection)
    .aggregate([
      {
        $group: {
          _id: null,
          count: { $sum: 1 },
          least: { $min: amount },
          most: { $max: amount },
          total: { $sum: amount },
        },
      },
    ])
    .toArray();
  const { count, least, most, total } = all!;
  return { count, least: usdt(micros(least)), most: usdt(micros(most)), total: usdt(micros(total)) };
}

async function lastPaymentOf(platform: Platform, distributionId: Types.ObjectId): Promise<Date> {
  const [last] = await platform.connection
    .collection('distributionchunks')
    .find<{ paidAt: Date }>({ distributionId })
    .sort({ paidAt: -1 })
    .limit(1)
    .toArray();
  return last!.paidAt;
}
