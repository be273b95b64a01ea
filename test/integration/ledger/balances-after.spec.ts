import type { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { SlotRunner } from '#lib/engine';
import { Compensation } from '#lib/reconciliation';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { micros } from '../../support/exact.js';
import { Platform } from '../../support/platform.js';

describe('every entry says what the wallet, and of a stake what it has earned, comes to with it', () => {
  let platform: Platform;
  let users: UserRecord[];
  let stakes: StakeRecord[];

  beforeAll(async () => {
    platform = await Platform.startWithoutRedis('balances-after');
  });
  afterAll(() => platform.stop());

  beforeEach(async () => {
    await platform.forgetBooks();
    users = [
      aUser(),
      aUser({ wallets: { earnings: 5.1 + 0.2 } }),
      aUser({ rank: 'Finance Titan', wallets: undefined }),
    ];
    stakes = [
      aStake(users[0]!, { totalEarned: usdt('7') }),
      aStake(users[0]!, { amount: usdt('50'), totalEarned: usdt('99.9') }),
      aStake(users[0]!, { amount: usdt('10.000001') }),
      aStake(users[1]!, { totalEarned: 0.1 + 0.2 }),
      aStake(users[2]!, { totalEarned: undefined }),
    ];
    await platform.insert('users', users);
    await platform.insert('stakes', stakes);
  });

  const collection = (name: string) => platform.connection.collection(name);
  const run = () => platform.get(SlotRunner).runDue();

  async function paid(...slots: Parameters<Platform['queue']>[0]): Promise<void> {
    await platform.queue(slots);
    await run();
  }

  /** Amount, wallet and earnings after each entry of a user, in the order in which they reached the wallet. */
  async function historyOf(user: UserRecord): Promise<unknown[]> {
    const entries = await collection('transactions')
      .find({ userId: user._id, distributionId: { $ne: null } })
      .sort({ order: 1, _id: 1 })
      .toArray();
    return entries.map((entry) => {
      const amounts = [entry['amount'], entry['walletAfter'], entry['earnedAfter']] as (Types.Decimal128 | undefined)[];
      return [String(entry['type']), ...amounts.flatMap((amount) => (amount === undefined ? [] : [amount.toString()]))];
    });
  }

  /** What the last entries say is what stands there. */
  async function expectLastToStand(): Promise<void> {
    for (const user of await collection('users').find().toArray()) {
      const last = await collection('transactions').findOne({ userId: user._id }, { sort: { order: -1, _id: -1 } });
      expect(micros(last?.['walletAfter'])).toBe(micros((user['wallets'] as { earnings: unknown }).earnings));
    }
    for (const stake of await collection('stakes').find().toArray()) {
      const last = await collection('transactions').findOne({ stakeId: stake._id }, { sort: { order: -1, _id: -1 } });
      expect(micros(last?.['earnedAfter'])).toBe(micros(stake['totalEarned']));
    }
  }

  async function move(userId: Types.ObjectId, amount: string): Promise<void> {
    await collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': usdt(amount) } });
  }

  it('one behind the other where a user has several stakes in a chunk, and from what numbers stood for', async () => {
    await paid({ ros: '1' });

    expect(await historyOf(users[0]!)).toEqual([
      ['ROI_EARNED', '1', '1', '8'],
      ['ROI_EARNED', '0.1', '1.1', '100'],
      ['ROI_EARNED', '0.1', '1.2', '0.1'],
    ]);
    expect(await historyOf(users[1]!)).toEqual([['ROI_EARNED', '1', '6.3', '1.3']]);
    expect(await historyOf(users[2]!)).toEqual([['ROI_EARNED', '1', '1', '1']]);
    await expectLastToStand();
  });

  it('through shares of pools, which no stake earns', async () => {
    await paid({ ros: '1', premium: '10', performance: '0.000003' });

    expect(await historyOf(users[2]!)).toEqual([
      ['ROI_EARNED', '1', '1', '1'],
      ['PREMIUM_POOL', '10', '11'],
      ['PERFORMANCE_POOL', '0.000003', '11.000003'],
    ]);
    await expectLastToStand();
  });

  it('through a reversal and what is paid again after it, with what another service moved between them', async () => {
    await paid({ ros: '1', premium: '10' });
    await move(users[2]!._id, '0.25');
    await platform.reverse(1);
    await run();
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    expect(await historyOf(users[2]!)).toEqual([
      ['ROI_EARNED', '1', '1', '1'],
      ['PREMIUM_POOL', '10', '11'],
      ['ROI_REVERSAL', '-1', '10.25', '0'],
      ['PREMIUM_POOL_REVERSAL', '-10', '0.25'],
      ['ROI_EARNED', '1', '1.25', '1'],
      ['PREMIUM_POOL', '10', '11.25'],
    ]);
    expect(await historyOf(users[0]!)).toEqual([
      ['ROI_EARNED', '1', '1', '8'],
      ['ROI_EARNED', '0.1', '1.1', '100'],
      ['ROI_EARNED', '0.1', '1.2', '0.1'],
      ['ROI_REVERSAL', '-1', '0.2', '7'],
      ['ROI_REVERSAL', '-0.1', '0.1', '99.9'],
      ['ROI_REVERSAL', '-0.1', '0', '0'],
      ['ROI_EARNED', '1', '1', '8'],
      ['ROI_EARNED', '0.1', '1.1', '100'],
      ['ROI_EARNED', '0.1', '1.2', '0.1'],
    ]);
  });

  it('but the earnings of a stake that is gone when its payout is taken back', async () => {
    await paid({ ros: '1' });
    await collection('stakes').deleteOne({ _id: stakes[4]!._id });
    await platform.reverse(1);
    await run();

    expect(await historyOf(users[2]!)).toEqual([
      ['ROI_EARNED', '1', '1', '1'],
      ['ROI_REVERSAL', '-1', '0'],
    ]);
  });

  it('through a retry and a compensation, each from what stood there then', async () => {
    await collection('stakes').updateOne({ _id: stakes[0]!._id }, { $set: { amount: 'a hundred' } });
    await paid({ ros: '1' });
    await collection('stakes').updateOne({ _id: stakes[0]!._id }, { $set: { amount: usdt('100') } });
    await move(users[0]!._id, '3');
    await platform.retry(1);
    await run();
    await platform.insert('stakes', [aStake(users[2]!)]);
    const { date } = await platform.slot(1);
    const origin = { actor: { id: 'a', email: 'ann@example.com' } };
    await platform.get(Compensation).request(parseCalendarDate(String(date)), origin);
    await run();

    expect(await historyOf(users[0]!)).toEqual([
      ['ROI_EARNED', '0.1', '0.1', '100'],
      ['ROI_EARNED', '0.1', '0.2', '0.1'],
      ['ROI_EARNED', '1', '4.2', '8'],
    ]);
    expect(await historyOf(users[2]!)).toEqual([
      ['ROI_EARNED', '1', '1', '1'],
      ['ROI_EARNED', '1', '2', '1'],
    ]);
    await expectLastToStand();
  });
});
