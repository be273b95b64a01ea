import { Types } from 'mongoose';
import { Credentials } from '#lib/auth';
import { ApiHarness, testEnvironment } from '../../support/api-harness.js';
import { groupBy, hex } from '../../support/books.js';
import { micros, microsOrNull } from '../../support/exact.js';
import { writeOldPlatform, type OldPlatform } from '../../support/old-platform.js';
import { Platform } from '../../support/platform.js';

type Items = Record<string, unknown>[];

describe("a platform's own database", () => {
  it('is worked on as it is: processes start, every stake is accounted for, every balance is exact', async () => {
    const platform = await Platform.start('old-platform', { STAKE_ACTIVATED_AT_FIELD: 'createdAt', CHUNK_SIZE: '40' });
    try {
      const old = await writeOldPlatform(platform.connection.db!);
      const before = await everything(platform);
      const api = platform.api();
      const worker = platform.worker();
      await Promise.all([api.ready(), worker.ready()]);
      expect(await everything(platform)).toEqual(before);

      await platform.queueNow('1');
      const slot = await platform.seen('the end of the distribution', async () => {
        const [found] = await platform.connection.collection('distributions').find({}).toArray();
        return found?.['executedAt'] instanceof Date ? found : null;
      });
      expect(slot).toMatchObject({ status: 'COMPLETED', reason: null });
      expect(await problemsOf(platform, old)).toEqual([]);
      const failures = await platform.connection.collection('distributionfailures').find({}).toArray();
      // Seven amounts, one owner as text.
      expect(failures).toHaveLength(8);
    } finally {
      await platform.stop();
    }
  });

  it('is shown to its users as it is', async () => {
    const environment = testEnvironment();
    const api = await ApiHarness.start(environment);
    try {
      const { owner } = await writeOldPlatform(api.connection.db!);
      const password = 'correct horse battery staple';
      await api.app.get(Credentials, { strict: false }).create(null, { userId: owner.userId, password });
      const { body } = await api.call('POST', '/auth/login', { body: { email: 'owner@example.com', password } });
      const token = String(body.data?.['accessToken']);
      const mine = async (path: string) => (await api.call('GET', path, { token })).body;

      expect((await mine('/me/wallet')).data).toEqual({ earnings: 373_322, currency: 'USDT' });
      const stakes = await mine('/me/stakes');
      expect(stakes.data?.['stakes']).toMatchObject([
        { amount: 100, totalEarned: 12, progressPercent: 6, status: 'ACTIVE' },
      ]);
      expect(stakes.meta).toMatchObject({ count: 1, total: 1, nextCursor: null });
      const { transactions } = (await mine('/me/transactions')).data as { transactions: Items };
      expect(transactions.map(({ type, amount, slotNumber }) => [type, amount, slotNumber])).toEqual([
        ['Daily ROS Payout', 1, 2],
        ['Daily ROS Payout', 1, 1],
        ['Daily ROS Payout', 1, 1],
        ['Daily ROS Payout', 1, 1],
        ['ROI_EARNED', 1, null],
        ['DEPOSIT', 150.5, null],
      ]);
    } finally {
      await api.stop();
    }
  });
});

async function everything(platform: Platform): Promise<unknown[]> {
  const names = ['users', 'stakes', 'transactions', 'dailydistributions', 'pooldeclarations'];
  return Promise.all(names.map((name) => platform.connection.collection(name).find({}).sort({ _id: 1 }).toArray()));
}

/** Arithmetic of the test's own: 1 % to each ACTIVE stake, below its cap, of a user who exists, with amounts that are some. */
async function problemsOf(platform: Platform, old: OldPlatform): Promise<string[]> {
  const { users, stakes, entries } = await platform.books();
  const problems: string[] = [];
  const paid = new Map<string, bigint>();
  const wallets = new Map(
    old.users.map((user) => [hex(user._id), microsOrNull((user['wallets'] as { earnings: unknown }).earnings)]),
  );
  const stakesNow = new Map(stakes.map((stake) => [hex(stake._id), stake]));
  const byStake = groupBy(
    entries.filter(({ distributionId }) => distributionId instanceof Types.ObjectId),
    ({ stakeId }) => hex(stakeId),
  );
  for (const stake of old.stakes) {
    const id = hex(stake._id);
    const amount = microsOrNull(stake['amount']);
    const earned = microsOrNull(stake['totalEarned']) ?? 0n;
    const owner = hex(stake['userId']);
    const isDue =
      stake['status'] === 'ACTIVE' && stake['createdAt'] instanceof Date && typeof wallets.get(owner) === 'bigint';
    const due =
      isDue && amount !== null && amount > 0n && amount < 10n ** 20n
        ? smaller(amount / 100n, 2n * amount - earned)
        : 0n;
    const found = (byStake.get(id) ?? []).map((entry) => micros(entry.amount));
    if (found.length !== (due > 0n ? 1 : 0) || (due > 0n && found[0] !== due))
      problems.push(`stake ${id}: ${found.join()} for ${due}`);
    if (due > 0n && micros(stakesNow.get(id)?.totalEarned) !== earned + due)
      problems.push(`stake ${id} earned otherwise`);
    paid.set(owner, (paid.get(owner) ?? 0n) + due);
  }
  for (const user of users) {
    const id = hex(user._id);
    const now = microsOrNull(user.wallets?.earnings);
    const expected = wallets.get(id) ?? null;
    if (now !== (expected === null ? null : expected + (paid.get(id) ?? 0n))) problems.push(`wallet ${id}: ${now}`);
  }
  return problems;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
