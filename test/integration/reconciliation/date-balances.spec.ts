import { jest } from '@jest/globals';
import type { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { SlotRunner } from '#lib/engine';
import { parseRosPercentage } from '#lib/money';
import { Reconciliation, type CheckResult, type ReconciliationReport } from '#lib/reconciliation';
import { Balances } from '../../../libs/reconciliation/src/balances.js';
import { ProofWindows } from '../../../libs/reconciliation/src/proof-window.js';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { allClosed } from '../../support/forget-proofs.js';
import { Platform } from '../../support/platform.js';
import { until } from '../../support/until.js';
import { RecordedCommands } from '../database/recorded-commands.js';
import { shapesOf } from '../database/served-by-index.js';
import { PaidDay } from './paid-day.js';

const USERS = 6;

/** As after years: to add everything up is never worth it. */
describe('where the history is long, the balances of a date', () => {
  let platform: Platform;
  let users: UserRecord[];
  let stakes: StakeRecord[];

  beforeAll(async () => {
    platform = await Platform.startWithoutRedis('date-balances');
  });
  afterAll(() => platform.stop());

  beforeEach(async () => {
    platform.get(ProofWindows).leastSpared = 0;
    await platform.forgetBooks();
    users = Array.from({ length: USERS }, () => aUser({ rank: 'Finance Titan' }));
    stakes = users.flatMap((user) => [aStake(user), aStake(user, { amount: usdt('50') })]);
    await platform.insert('users', users);
    await platform.insert('stakes', stakes);
    await paid({ ros: '0.1' });
    await collection('declarations').deleteMany({});
    const before = { slotNumber: 9, date: '2026-01-01', key: '2026-01-01/slot-9' };
    await collection('distributions').updateMany({}, { $set: before });
    await collection('transactions').updateMany({}, { $set: { slotNumber: 9, distributionDate: before.date } });
    addedUp = jest.spyOn(platform.get(Balances), 'read');
  });

  /** The users for whom all entries were added up, in the last proof of the date. */
  let addedUp: jest.SpiedFunction<Balances['read']>;

  const collection = (name: string) => platform.connection.collection(name);
  const run = () => platform.get(SlotRunner).runDue();

  async function paid(...slots: Parameters<Platform['queue']>[0]): Promise<void> {
    await platform.queue(slots);
    await run();
  }

  async function report(whole = false): Promise<ReconciliationReport> {
    const date = parseCalendarDate(String((await platform.slot(1)).date));
    return platform.get(Reconciliation).check(date, { whole });
  }

  async function i2(whole = false): Promise<CheckResult> {
    return (await report(whole)).checks.find(({ id }) => id === 'I2')!;
  }

  /**
   * What is told for the date, which is what is told when everything is added up.
   * @param asked for whom the date's own entries do not suffice
   */
  async function named(asked: readonly UserRecord[]): Promise<unknown[][]> {
    addedUp.mockClear();
    const ofDate = await i2();
    const lists = addedUp.mock.calls.map(([, filter]) => ('$in' in filter ? filter.$in.map(String) : ['a range']));
    const whole = [...new Set(lists.flat())];
    const all = await i2(true);
    expect([ofDate.scope, all.scope]).toEqual(['date', 'all']);
    const [some, every] = [ofDate, all].map(({ differences }) =>
      differences.map(({ ids, expected, actual }) => [ids['stakeId'] ?? ids['userId'], expected, actual]),
    );
    expect(some!.map(String).sort()).toEqual(every!.map(String).sort());
    expect(whole.sort()).toEqual(
      users
        .filter((user) => asked.includes(user))
        .map(id)
        .sort(),
    );
    return some!;
  }

  /** Another service moves a wallet, and records it or not. */
  async function move(userId: Types.ObjectId, amount: string, recorded = true): Promise<void> {
    await collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': usdt(amount) } });
    if (!recorded) return;
    const entry = { userId, type: 'WITHDRAWAL', amount: usdt(amount), status: 'Completed', createdAt: new Date() };
    await collection('transactions').insertOne(entry);
  }

  const id = (record: { readonly _id: Types.ObjectId }): string => record._id.toHexString();
  const entryOf = (stake: StakeRecord, slotNumber = 1) =>
    collection('transactions').findOne({ stakeId: stake._id, slotNumber, type: 'ROI_EARNED' });

  it('hold, for the wallets and stakes that it paid and for no others', async () => {
    await paid({ ros: '0.5', premium: '10' }, { ros: '0.25', performance: '0.000005' });
    const idle = aUser({ wallets: { earnings: usdt('3') } });
    await platform.insert('users', [idle]);

    expect(await i2()).toMatchObject({ holds: true, scope: 'date', checked: USERS + 2 * USERS });
    expect(await i2(true)).toMatchObject({ holds: false, scope: 'all', differences: [{ ids: { userId: id(idle) } }] });
  });

  it('are all balances that there are, while adding them up spares nothing', async () => {
    await paid({ ros: '0.5' });
    platform.get(ProofWindows).leastSpared = 1;

    expect(await i2()).toMatchObject({ holds: true, scope: 'all', checked: USERS + 2 * USERS });
    expect((await report()).others.since).toBeNull();
  });

  it('name a wallet and a stake that were changed', async () => {
    await paid({ ros: '0.5' }, { ros: '0.5' });
    await collection('users').updateOne({ _id: users[1]!._id }, { $inc: { 'wallets.earnings': usdt('0.000001') } });
    await collection('stakes').updateOne({ _id: stakes[5]!._id }, { $set: { totalEarned: usdt('0.4') } });

    expect(await named([users[1]!, users[2]!])).toEqual([
      [id(users[1]!), '1.65', '1.650001'],
      [id(stakes[5]!), '0.55', '0.4'],
    ]);
  });

  it('name a wallet that was written back to what it was before the last payment', async () => {
    await paid({ ros: '0.5' }, { ros: '0.25' });
    await collection('users').updateOne({ _id: users[0]!._id }, { $set: { 'wallets.earnings': usdt('0.9') } });

    expect(await named([users[0]!])).toEqual([[id(users[0]!), '1.275', '0.9']]);
  });

  it('name a wallet that was written back between two payments', async () => {
    await paid({ ros: '0.5' }, { ros: '0.25', inMs: 2_000 });
    await collection('users').updateOne({ _id: users[0]!._id }, { $set: { 'wallets.earnings': usdt('0') } });
    await until('slot 2 has ended', async () => {
      await run();
      return (await platform.slot(2)).status === 'COMPLETED';
    });

    expect(await named([users[0]!])).toEqual([[id(users[0]!), '1.275', '0.375']]);
  });

  it('name an entry of the date that was changed, added or taken away', async () => {
    await paid({ ros: '0.5' }, { ros: '0.25' });
    const [changed, copied, gone] = [await entryOf(stakes[0]!), await entryOf(stakes[2]!), await entryOf(stakes[4]!)];
    await collection('transactions').updateOne({ _id: changed!._id }, { $set: { amount: usdt('5') } });
    const { _id, ...copy } = copied!;
    expect(_id).toBeDefined();
    await collection('transactions').insertOne({ ...copy, subjectId: users[0]!._id });
    await collection('transactions').deleteOne({ _id: gone!._id });

    expect(await named([users[0]!, users[1]!, users[2]!])).toEqual([
      [id(users[0]!), '5.775', '1.275'],
      [id(users[1]!), '1.775', '1.275'],
      [id(users[2]!), '0.775', '1.275'],
      [id(stakes[0]!), '5.35', '0.85'],
      [id(stakes[2]!), '1.35', '0.85'],
      [id(stakes[4]!), '0.35', '0.85'],
    ]);
  });

  it('name entries of a user who has gone, of a stake that is another user’s, and what passes a cap', async () => {
    await paid({ ros: '0.5' });
    await collection('users').deleteOne({ _id: users[0]!._id });
    await collection('transactions').updateOne(
      { _id: (await entryOf(stakes[2]!))!._id },
      { $set: { stakeId: stakes[10]!._id } },
    );
    await collection('stakes').updateOne({ _id: stakes[6]!._id }, { $set: { amount: usdt('0.2') } });

    expect((await named([users[0]!, users[1]!, users[3]!])).map(([where]) => where).sort()).toEqual(
      [id(users[0]!), id(stakes[10]!), id(stakes[2]!), id(stakes[6]!)].sort(),
    );
  });

  it('hold where another service moves wallets between the payments, and tells what it wrote since', async () => {
    await move(users[0]!._id, '7');
    await paid({ ros: '0.5' });
    await move(users[0]!._id, '-0.25');
    await move(users[1]!._id, '20');
    await platform.reverse(1);
    await run();
    await move(users[2]!._id, '0.125');

    expect(await named([users[0]!, users[1]!, users[2]!])).toEqual([]);
    const { others } = await report();
    expect(others.since).toBeInstanceOf(Date);
    expect(others.entries).toEqual([{ type: 'WITHDRAWAL', count: 4, amount: 26.875 }]);
  });

  it('name what another service moved without an entry, and an entry without a movement', async () => {
    await paid({ ros: '0.5' });
    await move(users[0]!._id, '-0.25', false);
    await collection('transactions').insertOne({
      ...{ userId: users[1]!._id, type: 'DEPOSIT', amount: 5, status: 'completed', createdAt: new Date() },
    });

    expect(await named([users[0]!, users[1]!])).toEqual([
      [id(users[0]!), '0.9', '0.65'],
      [id(users[1]!), '5.9', '0.9'],
    ]);
  });

  it('hold where entries do not say what they come to, as those of version 0.1.0', async () => {
    await paid({ ros: '0.5', premium: '10' }, { ros: '0.25' });
    const without = (filter: object, ...fields: string[]) =>
      collection('transactions').updateMany(filter, { $unset: Object.fromEntries(fields.map((field) => [field, ''])) });
    await without({ userId: users[0]!._id }, 'walletAfter', 'earnedAfter', 'order');
    await without({ userId: users[1]!._id, slotNumber: 1 }, 'walletAfter', 'earnedAfter');
    await without({ stakeId: stakes[4]!._id, slotNumber: 9 }, 'earnedAfter');
    expect(await named(users.slice(0, 3))).toEqual([]);
    await without({}, 'walletAfter', 'earnedAfter');
    expect(await named(users)).toEqual([]);
    await collection('users').updateOne({ _id: users[0]!._id }, { $inc: { 'wallets.earnings': usdt('1') } });
    expect((await named(users)).map(([where]) => where)).toEqual([id(users[0]!)]);
  });

  it('hold through a reversal and what is paid again, with a stake that reaches its cap', async () => {
    const almost = { amount: usdt('0.2'), totalEarned: usdt('0.397'), openingEarned: usdt('0.347') };
    await collection('stakes').updateOne({ _id: stakes[1]!._id }, { $set: almost });
    await paid({ ros: '0.5', premium: '10' }, { ros: '1.5', performance: '1' });
    expect(String((await collection('stakes').findOne({ _id: stakes[1]!._id }))!['totalEarned'])).toMatch(/^0\.40*$/);
    await platform.reverse(1);
    await run();
    expect(await named([users[0]!])).toEqual([]);
    await platform.reinstate(1);
    await platform.retry(1);
    await run();
    expect(await named([users[0]!])).toEqual([]);
  });

  it('hold for somebody who was never paid before, and for a new stake', async () => {
    const late = aUser();
    users.push(late);
    await platform.insert('users', [late]);
    await platform.insert('stakes', [aStake(late), aStake(users[4]!)]);
    await paid({ ros: '0.5' }, { ros: '0.25' });

    expect(await named([late, users[4]!])).toEqual([]);
  });
});

describe('the proof of a date behind a history', () => {
  let recorded: RecordedCommands;
  let day: PaidDay;
  let users: UserRecord[];
  beforeAll(async () => {
    recorded = RecordedCommands.start();
    day = await PaidDay.start('recon-history');
    day.get(ProofWindows).leastSpared = 0;
    await day.startWorker();
    users = Array.from({ length: 20 }, () => aUser());
    await day.insert('users', ...users);
    await day.insert('stakes', ...users.map((user) => aStake(user)));
  });
  afterAll(async () => {
    recorded.stop();
    await day.stop();
  });

  async function pay(date: string): Promise<void> {
    await day.pay({ date, rate: parseRosPercentage('0.1') }, { date, rate: parseRosPercentage('0.2') });
  }

  /** How many entries the proof of a date reads, each as often as it is read. */
  async function entriesRead(date: string): Promise<number> {
    // The worker in this process proves each slot too: what it reads is not of this proof.
    await allClosed(day.connection);
    recorded.all.length = 0;
    const report = await day.get(Reconciliation).check(parseCalendarDate(date));
    expect(report.checks.filter(({ holds, id }) => !holds && id !== 'I9')).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'I2')).toMatchObject({ scope: 'date', checked: 40 });
    const reads = recorded.all.filter(({ name, collection }) => collection === 'transactions' && name !== 'insert');
    const filters = reads.flatMap((command) => shapesOf(command).filter(({ distinct }) => distinct === null));
    const counts = filters.map(({ filter }) => day.collection('transactions').countDocuments({ ...filter }));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  it('reads as many entries, however long that is', async () => {
    await pay('2026-02-01');
    await pay('2026-02-02');
    const before = await entriesRead('2026-02-02');
    for (let date = 3; date <= 8; date += 1) await pay(`2026-02-0${date}`);

    expect(before).toBeGreaterThan(40);
    expect(await entriesRead('2026-02-08')).toBe(before);
  });

  it('names a wallet that was written back between the day before and it', async () => {
    await day.collection('users').updateOne({ _id: users[3]!._id }, { $set: { 'wallets.earnings': usdt('0') } });
    await pay('2026-02-09');

    const { checks } = await day.get(Reconciliation).check(parseCalendarDate('2026-02-09'));
    expect(checks.find(({ id }) => id === 'I2')).toMatchObject({
      scope: 'date',
      differences: [{ ids: { userId: users[3]!._id.toHexString() }, actual: '0.3' }],
    });
  });
});
