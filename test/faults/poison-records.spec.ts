import { Types } from 'mongoose';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../support/builders.js';
import { Platform } from '../support/platform.js';

interface Poison {
  readonly what: string;
  readonly reason: string;
  readonly user?: Record<string, unknown>;
  readonly stake?: Record<string, unknown>;
}

const POISONS: readonly Poison[] = [
  { what: 'a missing user', reason: 'MISSING_USER', stake: { userId: new Types.ObjectId() } },
  { what: 'a user id that is text', reason: 'INVALID_USER_ID', stake: { userId: '65b000000000000000000001' } },
  { what: 'a user id that is null', reason: 'INVALID_USER_ID', stake: { userId: null } },
  { what: 'a user id that is a number', reason: 'INVALID_USER_ID', stake: { userId: 7 } },
  { what: 'an amount that is text', reason: 'INVALID_AMOUNT', stake: { amount: '100' } },
  { what: 'an amount that is a double without millionths', reason: 'INVALID_AMOUNT', stake: { amount: 1e300 } },
  { what: 'an amount of NaN as a double', reason: 'INVALID_AMOUNT', stake: { amount: NaN } },
  { what: 'an amount that is null', reason: 'INVALID_AMOUNT', stake: { amount: null } },
  { what: 'a negative amount', reason: 'INVALID_AMOUNT', stake: { amount: usdt('-100') } },
  { what: 'an amount of zero', reason: 'INVALID_AMOUNT', stake: { amount: usdt('0') } },
  { what: 'an amount of NaN', reason: 'INVALID_AMOUNT', stake: { amount: usdt('NaN') } },
  { what: 'an infinite amount', reason: 'INVALID_AMOUNT', stake: { amount: usdt('Infinity') } },
  { what: 'an amount with 7 decimals', reason: 'INVALID_AMOUNT', stake: { amount: usdt('100.0000001') } },
  { what: 'a totalEarned that is text', reason: 'INVALID_TOTAL_EARNED', stake: { totalEarned: '0' } },
  { what: 'a totalEarned that is null', reason: 'INVALID_TOTAL_EARNED', stake: { totalEarned: null } },
  { what: 'a totalEarned of NaN', reason: 'INVALID_TOTAL_EARNED', stake: { totalEarned: usdt('NaN') } },
  { what: 'a negative totalEarned', reason: 'INVALID_TOTAL_EARNED', stake: { totalEarned: usdt('-1') } },
  { what: 'a wallet balance that is text', reason: 'INVALID_WALLET', user: { wallets: { earnings: '0' } } },
  { what: 'a wallet balance of NaN', reason: 'INVALID_WALLET', user: { wallets: { earnings: usdt('NaN') } } },
  { what: 'a wallet balance that is null', reason: 'INVALID_WALLET', user: { wallets: { earnings: null } } },
];

/** What would stop a whole chunk, with all that is written beside it. */
const STUBBORN: readonly Poison[] = [
  { what: 'an id that is text', reason: 'INVALID_STAKE_ID', stake: { _id: 'stake-7' } },
  {
    what: 'an amount too large for exact payouts',
    reason: 'INVALID_AMOUNT',
    stake: { amount: usdt('1.234567890123456789E+40') },
  },
  { what: 'a balance too large to add to', reason: 'INVALID_WALLET', user: { wallets: { earnings: usdt('9E+40') } } },
  { what: 'wallets that are null', reason: 'INVALID_WALLET', user: { wallets: null } },
  { what: 'wallets that are text', reason: 'INVALID_WALLET', user: { wallets: 'none' } },
  { what: 'wallets that are a list', reason: 'INVALID_WALLET', user: { wallets: [] } },
];

interface Poisoned extends Poison {
  readonly owner: UserRecord;
  readonly bad: StakeRecord;
}

function poisoned(poison: Poison): Poisoned {
  const owner = aUser(poison.user);
  return { ...poison, owner, bad: aStake(owner, poison.stake) };
}

describe('records that cannot be paid', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('poison');
  });
  afterEach(() => platform.stop());

  const write = async (all: readonly Poisoned[]): Promise<void> => {
    await platform.insert(
      'users',
      all.map(({ owner }) => owner),
    );
    await platform.insert(
      'stakes',
      all.map(({ bad }) => bad),
    );
  };

  const standing = async (): Promise<Record<string, string>> => {
    const { failures } = await platform.books();
    return Object.fromEntries(
      failures.filter(({ resolved }) => !resolved).map(({ subjectId, reason }) => [String(subjectId), reason]),
    );
  };

  /** What is wrong beside the records that are known to be broken. */
  const otherProblems = async (bad: readonly Poisoned[]): Promise<readonly string[]> =>
    (await platform.problems()).filter((problem) => !bad.some(({ bad: { _id } }) => problem.includes(String(_id))));

  const mend = async ({ owner, bad }: Poisoned): Promise<void> => {
    await platform.connection
      .collection('users')
      .updateOne({ _id: owner._id }, { $set: { wallets: aUser()['wallets'] } });
    const { amount, totalEarned } = aStake(owner);
    await platform.connection
      .collection('stakes')
      .updateOne({ _id: bad._id }, { $set: { userId: owner._id, amount, totalEarned } });
  };

  it('of every kind, among good ones: the others are paid; mended and retried, exactly the rest is', async () => {
    const bad = POISONS.map(poisoned);
    await platform.populate();
    await write(bad);
    platform.worker();
    await platform.queue([{ ros: '0.55' }]);

    const [slot] = await platform.completed();
    expect(slot).toMatchObject({ processedStakes: 120, errors: bad.length });
    const byKind = await standing();
    expect(bad.map(({ what, bad: { _id } }) => [what, byKind[String(_id)]])).toEqual(
      bad.map(({ what, reason }) => [what, reason]),
    );
    expect(await otherProblems(bad)).toEqual([]);
    const paidFirst = (await platform.books()).entries;

    await Promise.all(bad.map(mend));
    await platform.retry(1);
    const retried = await platform.settled(1);

    expect(retried).toMatchObject({ status: 'COMPLETED', processedStakes: 120 + bad.length, errors: 0 });
    expect(await standing()).toEqual({});
    const { entries } = await platform.books();
    expect(entries).toHaveLength(120 + bad.length);
    expect(entries).toEqual(expect.arrayContaining([...paidFirst]));
    expect(await platform.problems()).toEqual([]);
  });

  it('that would stop a chunk, each in a slot of its own: the others are paid, and this one waits to be mended', async () => {
    const LATER_MS = 1_800_000;
    await platform.populate({ users: 20, stakes: 40 });
    await platform.queue(STUBBORN.map((_, index) => ({ ros: '0.3', inMs: LATER_MS + index })));
    platform.worker();
    const before: Poisoned[] = [];
    for (const [index, poison] of STUBBORN.entries()) {
      const bad = poisoned(poison);
      await write([bad]);
      await platform.backdate(index + 1, LATER_MS);

      const slot = await platform.settled(index + 1);
      expect({ what: poison.what, slot }).toMatchObject({
        what: poison.what,
        slot: { status: 'COMPLETED', processedStakes: 40, errors: 1, error: null },
      });
      before.push(bad);
      expect(await standing()).toEqual(
        Object.fromEntries(before.map(({ bad: { _id }, reason }) => [String(_id), reason])),
      );
      expect(await otherProblems(before)).toEqual([]);
      // The next one is to be alone among good ones.
      const { _id } = bad.bad;
      await platform.connection.collection('stakes').updateOne({ _id }, { $set: { status: 'CANCELLED' } });
    }
  });

  it('all of them: the slot is FAILED with NOTHING_PAID, and nothing is paid', async () => {
    const bad = POISONS.map(poisoned);
    await write(bad);
    platform.worker();
    await platform.queue([{ ros: '0.55' }]);

    expect(await platform.settled(1)).toMatchObject({
      status: 'FAILED',
      reason: 'NOTHING_PAID',
      processedStakes: 0,
      errors: bad.length,
    });
    expect((await platform.books()).entries).toEqual([]);
    expect(await otherProblems(bad)).toEqual([]);

    await Promise.all(bad.map(mend));
    await platform.retry(1);
    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', processedStakes: bad.length, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it('none, because nobody is due: the slot is COMPLETED with 0', async () => {
    const owner = aUser();
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [
      aStake(owner, { status: 'CANCELLED' }),
      aStake(owner, { activatedAt: new Date(Date.now() + 3_600_000) }),
    ]);
    platform.worker();
    await platform.queue([{ ros: '0.55' }]);

    expect(await platform.settled(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 0,
      errors: 0,
      error: null,
    });
    expect((await platform.books()).entries).toEqual([]);
    expect(await platform.problems()).toEqual([]);
  });

  it('a receiver of a pool whose wallet is broken: the others get their shares, it gets its own when mended', async () => {
    const broken = aUser({ rank: 'Finance Titan', wallets: { earnings: 'oops' } });
    await platform.insert('users', [broken, ...Array.from({ length: 6 }, () => aUser({ rank: 'Elite Capitalist' }))]);
    platform.worker();
    await platform.queue([{ premium: '100', performance: '50.000001' }]);

    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', usersProcessed: 6, errors: 2 });
    expect(await platform.problems()).toEqual([]);

    await platform.connection
      .collection('users')
      .updateOne({ _id: broken._id }, { $set: { 'wallets.earnings': usdt('0') } });
    await platform.retry(1);
    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', usersProcessed: 7, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
