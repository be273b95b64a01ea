import { mongo, Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { microsFromStored, runInTransaction } from '#lib/database';
import { Ledger, type Payout, type Posting } from '#lib/ledger';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { assessStake, type StakeRecord } from '#lib/stakes';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

const { Decimal128, Long, Double, Int32 } = mongo;

describe('balances that other services wrote as numbers', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start('balances');
  });
  afterAll(() => platform.stop());

  const RULES = { rate: parseRosPercentage(1), capPercent: 200 };
  let order = 0;
  const posting = (): Posting => {
    order += 1;
    const distributionId = new Types.ObjectId();
    return {
      distributionId,
      type: 'ROI_EARNED',
      date: '2026-01-01',
      slotNumber: 1,
      description: '',
      at: new Date(),
      order,
    };
  };

  /** As a chunk pays: what is stored is read, assessed and paid in one transaction. */
  async function pay(stakeIds: readonly Types.ObjectId[]): Promise<void> {
    await runInTransaction(platform.connection, async (session) => {
      const stakes = await platform.connection
        .collection('stakes')
        .find({ _id: { $in: [...stakeIds] } }, { session })
        .toArray();
      const owners = stakes.map((stake) => stake['userId'] as Types.ObjectId);
      const wallets = await platform.get(Accounts).wallets(session, owners);
      const payouts = stakes.map((stake): Payout => {
        const verdict = assessStake(stake as unknown as StakeRecord, wallets, RULES);
        if (verdict.kind !== 'pay') throw new Error(`not paid: ${JSON.stringify(verdict)}`);
        return verdict.payout;
      });
      await platform.get(Ledger).post(session, posting(), payouts);
    });
  }

  async function stored(userId: Types.ObjectId, stakeId: Types.ObjectId): Promise<unknown[]> {
    const user = await platform.connection.collection('users').findOne({ _id: userId });
    const stake = await platform.connection.collection('stakes').findOne({ _id: stakeId });
    const wallets = user?.['wallets'] as { earnings?: unknown } | undefined;
    return [wallets?.earnings, stake?.['totalEarned'] as unknown];
  }

  it.each([
    ['doubles with noise', 373_317.1 + 0.2, 0.1 + 0.2, '373318.3', '1.3'],
    ['a double of thousands of sums', 1_000.1000000001, 5.00000000001, '1001.1', '6'],
    ['int32', new Int32(7), new Int32(0), '8', '1'],
    ['int64', Long.fromString('10000000000'), Long.fromNumber(3), '10000000001', '4'],
    ['whole doubles', new Double(5), new Double(12), '6', '13'],
    ['Decimal128', usdt('1.5'), usdt('12'), '2.5', '13'],
    ['nothing yet', undefined, undefined, '1', '1'],
  ])('%s become Decimal128, exactly, with the first payment', async (_, wallet, earned, balance, total) => {
    const owner = aUser({ wallets: { funded: 50.5, ...(wallet === undefined ? {} : { earnings: wallet }) } });
    const stake = aStake(owner, { totalEarned: earned });
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [stake]);

    await pay([stake._id]);

    const [now, earns] = await stored(owner._id, stake._id);
    expect([now, earns].every((value) => value instanceof Decimal128)).toBe(true);
    expect(String(now)).toBe(balance);
    expect(String(earns)).toBe(total);
    const user = await platform.connection.collection('users').findOne({ _id: owner._id });
    expect(user?.['wallets']).toMatchObject(wallet === undefined ? {} : { funded: 50.5 });
  });

  it('of one owner with several stakes are added to once for all of them', async () => {
    const owner = aUser({ wallets: { earnings: 0.3 } });
    const stakes = [
      aStake(owner, { totalEarned: 0.7 }),
      aStake(owner),
      aStake(owner, { amount: 50, totalEarned: 99.75 }),
    ];
    await platform.insert('users', [owner]);
    await platform.insert('stakes', stakes);
    await pay(stakes.map(({ _id }) => _id));
    const found = await Promise.all(stakes.map(({ _id }) => stored(owner._id, _id)));
    expect(found.map(([wallet, earned]) => [String(wallet), String(earned)])).toEqual([
      ['2.55', '1.7'],
      ['2.55', '1'],
      ['2.55', '100'],
    ]);
    const capped = await platform.connection.collection('stakes').findOne({ _id: stakes[2]!._id });
    expect(capped?.['status']).toBe('COMPLETED');
  });

  it('are never set by what they were before another payment of the same transaction', async () => {
    const owner = aUser({ wallets: { earnings: 5 } });
    await platform.insert('users', [owner]);
    const payout = {
      userId: owner._id,
      amount: parseMoney('1'),
      wallet: { kind: 'number', standsFor: parseMoney('5') },
    } as const;
    const twice = runInTransaction(platform.connection, async (session) => {
      await platform.get(Ledger).post(session, { ...posting(), type: 'PREMIUM_POOL' }, [payout]);
      await platform.get(Ledger).post(session, { ...posting(), type: 'PERFORMANCE_POOL' }, [payout]);
    });
    await expect(twice).rejects.toMatchObject({ code: 'LEDGER_COUNT_MISMATCH' });
    expect((await stored(owner._id, owner._id))[0]).toBe(5);
  });

  it('stay right to the millionth when other services go on adding doubles', async () => {
    const owner = aUser({ wallets: { earnings: 373_317.1 + 0.2 } });
    const stake = aStake(owner);
    await platform.insert('users', [owner]);
    await platform.insert('stakes', [stake]);
    await pay([stake._id]);
    const moves = [-5.25, 0.1 + 0.2, -12.345678, 1 / 3, -0.000001, 100, -373_000.1, new Int32(3), Long.fromNumber(-2)];
    let expected = 373_318_300_000n;
    for (const move of moves) {
      await platform.connection
        .collection('users')
        .updateOne({ _id: owner._id }, { $inc: { 'wallets.earnings': move } });
      expected += microsFromStored(move) ?? microsFromStored(Number(move)) ?? 0n;
      const [wallet] = await stored(owner._id, owner._id);
      expect([String(move), microsFromStored(wallet)]).toEqual([String(move), expected]);
    }
    await pay([stake._id]);
    expect(microsFromStored((await stored(owner._id, owner._id))[0])).toBe(expected + 1_000_000n);
    expect(await platform.get(Accounts).earnings(owner._id)).toBe(expected + 1_000_000n);
  });
});
