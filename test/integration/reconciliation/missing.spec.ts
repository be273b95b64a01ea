import { Types } from 'mongoose';
import type { Slot } from '#lib/slots';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { Reconciliation, type MissingLine } from '#lib/reconciliation';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { DATE, PaidDay, id } from './paid-day.js';
import { undoPayment } from './undo-payment.js';

describe('the missing list', () => {
  let day: PaidDay;
  let users: readonly UserRecord[];
  let stakes: readonly StakeRecord[];
  let slots: readonly Slot[];
  /** Misses its wallet when the pool is paid. */
  let broken: UserRecord;

  beforeAll(async () => {
    day = await PaidDay.start('recon-missing');
    await day.startWorker();
    users = Array.from({ length: 4 }, (_, index) => aUser({ _id: id(100 + index), rank: 'Finance Titan' }));
    broken = aUser({ _id: id(150), rank: 'Finance Titan', wallets: { earnings: 'many' } });
    stakes = users.map((user, index) => aStake(user, { _id: id(200 + index) }));
    await day.insert('users', ...users, broken);
    await day.insert('stakes', ...stakes);
    slots = await day.pay(
      { rate: parseRosPercentage('1') },
      { rate: parseRosPercentage('0.5'), pools: { performance: parseMoney('50') } },
    );
    await day.stopWorker();
    await day.remember();
  });
  afterEach(() => day.restore());
  afterAll(() => day.stop());

  const missing = async () => (await day.check()).missing;
  const line = (fields: Partial<MissingLine>): MissingLine => ({
    key: `${DATE}/slot-1`,
    slotNumber: 1,
    phase: 'ROS',
    subjectId: '',
    userId: users[0]!._id.toHexString(),
    amount: 1,
    reason: null,
    payable: true,
    ...fields,
  });
  const secondSlot = { key: `${DATE}/slot-2`, slotNumber: 2 };
  const brokenShare = () =>
    line({
      ...secondSlot,
      phase: 'PERFORMANCE',
      subjectId: broken._id.toHexString(),
      userId: broken._id.toHexString(),
      amount: null,
      reason: 'INVALID_WALLET',
      payable: false,
    });

  it('holds what its slot reports as an error, and the date reconciles all the same', async () => {
    const report = await day.check();
    expect(report.missing).toEqual({ count: 1, payable: 0, amount: 0, unreported: 0, items: [brokenShare()] });
    expect(report.holds).toBe(true);
  });

  it('a share that could not be paid then and could be now', async () => {
    await day.collection('users').updateOne({ _id: broken._id }, { $unset: { wallets: '' } });
    const report = await day.check();
    expect(report.missing).toEqual({
      count: 1,
      payable: 1,
      amount: 10,
      unreported: 0,
      items: [{ ...brokenShare(), amount: 10, payable: true }],
    });
    expect(report.holds).toBe(false);
    expect(report.checks.every(({ holds }) => holds)).toBe(true);
  });

  it('stakes that came to light later: in each slot after their activation, by id, with the amount of the rules', async () => {
    const [first, second] = slots as [Slot, Slot];
    const between = aStake(users[1]!, {
      _id: id(301),
      amount: usdt('33.333333'),
      activatedAt: first.scheduledFor,
    });
    const old = aStake(users[0]!, { _id: id(300), amount: usdt('123.456789') });
    await day.insert('stakes', between, old);
    await day.insert(
      'stakes',
      aStake(users[0]!, { activatedAt: second.scheduledFor }),
      aStake(users[0]!, { status: 'CANCELLED' }),
      aStake(users[0]!, { status: 'COMPLETED' }),
      aStake(users[0]!, { amount: usdt('0.00001') }),
    );
    expect(await missing()).toEqual({
      count: 4,
      payable: 3,
      amount: 1.234567 + 0.617283 + 0.166666,
      unreported: 0,
      items: [
        line({ subjectId: old._id.toHexString(), amount: 1.234567 }),
        line({ ...secondSlot, subjectId: old._id.toHexString(), amount: 0.617283 }),
        line({
          ...secondSlot,
          subjectId: between._id.toHexString(),
          userId: users[1]!._id.toHexString(),
          amount: 0.166666,
        }),
        brokenShare(),
      ],
    });
  });

  it('a stake near its cap: over all slots no more than it may still earn', async () => {
    const near = aStake(users[0]!, { _id: id(300), totalEarned: usdt('198.8') });
    const at = aStake(users[0]!, { _id: id(301), totalEarned: usdt('199') });
    await day.insert('stakes', near, at);
    await day.collection('transactions').insertMany(
      [near, at].map((stake) => ({
        userId: users[0]!._id,
        stakeId: stake._id,
        subjectId: stake._id,
        type: 'OPENING_BALANCE',
        amount: stake['totalEarned'],
        distributionId: null,
        distributionDate: null,
      })),
    );
    await day.collection('users').updateOne({ _id: users[0]!._id }, { $inc: { 'wallets.earnings': usdt('397.8') } });
    expect((await missing()).items.slice(0, -1)).toEqual([
      line({ subjectId: near._id.toHexString(), amount: 1 }),
      line({ ...secondSlot, subjectId: near._id.toHexString(), amount: 0.2 }),
      line({ subjectId: at._id.toHexString(), amount: 1 }),
    ]);
  });

  it('by the cap that each slot was accepted with, whatever it is now', async () => {
    const near = aStake(users[0]!, { _id: id(300), totalEarned: usdt('149.8') });
    await day.insert('stakes', near);
    await day.collection('transactions').insertOne({
      userId: users[0]!._id,
      stakeId: near._id,
      subjectId: near._id,
      type: 'OPENING_BALANCE',
      amount: near['totalEarned'],
      distributionId: null,
      distributionDate: null,
    });
    await day.collection('users').updateOne({ _id: users[0]!._id }, { $inc: { 'wallets.earnings': usdt('149.8') } });
    await day.collection('distributions').updateMany({}, { $set: { 'rules.capPercent': 150 } });
    expect((await missing()).items.slice(0, -1)).toEqual([line({ subjectId: near._id.toHexString(), amount: 0.2 })]);
  });

  it('what a stake earned under a higher cap is no difference', async () => {
    const rich = aStake(users[0]!, { _id: id(300), status: 'COMPLETED', totalEarned: usdt('250') });
    await day.insert('stakes', rich);
    await day.collection('transactions').insertOne({
      userId: users[0]!._id,
      stakeId: rich._id,
      subjectId: rich._id,
      type: 'OPENING_BALANCE',
      amount: rich['totalEarned'],
      distributionId: null,
      distributionDate: null,
    });
    await day.collection('users').updateOne({ _id: users[0]!._id }, { $inc: { 'wallets.earnings': usdt('250') } });
    expect((await day.check()).checks.find(({ id: check }) => check === 'I2')!.holds).toBe(false);
    await day.collection('distributions').updateOne({ _id: slots[0]!._id }, { $set: { 'rules.capPercent': 300 } });
    expect((await day.check()).checks.find(({ id: check }) => check === 'I2')!.holds).toBe(true);
  });

  it('a payment that was undone without a trace', async () => {
    await undoPayment(day, { distributionId: slots[0]!._id, subjectId: stakes[2]!._id });
    expect((await missing()).items).toContainEqual(
      line({ subjectId: stakes[2]!._id.toHexString(), userId: users[2]!._id.toHexString() }),
    );
  });

  it('a lost entry whose money is there: to be looked at, not to be paid again', async () => {
    await day.collection('transactions').deleteOne({ distributionId: slots[0]!._id, subjectId: stakes[2]!._id });
    await day
      .collection('transactions')
      .deleteOne({ distributionId: slots[1]!._id, type: 'PERFORMANCE_POOL', subjectId: users[3]!._id });
    const report = await day.check();
    const lost = { amount: null, reason: 'BALANCE_DIFFERS', payable: false };
    expect(report.missing).toEqual({
      count: 3,
      payable: 0,
      amount: 0,
      unreported: 2,
      items: [
        line({ subjectId: stakes[2]!._id.toHexString(), userId: users[2]!._id.toHexString(), ...lost }),
        line({
          ...secondSlot,
          phase: 'PERFORMANCE',
          subjectId: users[3]!._id.toHexString(),
          userId: users[3]!._id.toHexString(),
          ...lost,
        }),
        brokenShare(),
      ],
    });
    expect(report.holds).toBe(false);
  });

  it('a stake that cannot be paid and that no slot reports: the date does not reconcile', async () => {
    const nobodys = aStake({ _id: new Types.ObjectId() }, { _id: id(300) });
    await day.insert('stakes', nobodys);
    const report = await day.check();
    expect(report.checks.every(({ holds }) => holds)).toBe(true);
    expect(report.holds).toBe(false);
    expect(report.missing).toMatchObject({ count: 3, payable: 0, unreported: 2 });
    expect(report.missing.items[0]).toMatchObject({ subjectId: nobodys._id.toHexString(), reason: 'MISSING_USER' });
  });

  it.each<[string, object]>([
    ['waits', { status: 'PENDING', plan: null, totals: null }],
    ['was cancelled', { status: 'CANCELLED' }],
    ['runs', { status: 'EXECUTING' }],
    ['misfired', { status: 'FAILED', reason: 'MISFIRED', plan: null }],
  ])('nobody of a slot that %s', async (_, fields) => {
    await day.insert('stakes', aStake(users[0]!));
    await day.collection('distributions').updateMany({ date: DATE }, { $set: fields });
    expect((await missing()).count).toBe(0);
  });

  it('everybody of a slot that waits to run again is owed until it has run', async () => {
    await day.insert('stakes', aStake(users[0]!));
    const before = await missing();
    expect(before.count).toBeGreaterThan(1);
    await day.collection('distributions').updateMany({ date: DATE }, { $set: { 'run.state': 'REQUESTED' } });
    expect(await missing()).toEqual(before);
  });

  it('counts all and lists the first hundred, over more stakes than are read at once', async () => {
    const many = Array.from({ length: 5_100 }, (_, index) => aStake(users[0]!, { _id: id(0x1000 + index) }));
    await day.insert('stakes', ...many);
    const { count, payable, amount, items } = await missing();
    expect({ count, payable, amount, items: items.length }).toEqual({
      count: 10_201,
      payable: 10_200,
      amount: 5_100 * 1.5,
      items: 100,
    });
    const all = await day.get(Reconciliation).check(DATE, { missingTold: 20_000 });
    const ids = all.missing.items.slice(0, -1).map(({ subjectId }) => subjectId);
    expect(ids).toEqual(many.flatMap(({ _id }) => [_id.toHexString(), _id.toHexString()]));
  });
});
