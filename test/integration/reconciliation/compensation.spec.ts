import type { Types } from 'mongoose';
import { Audit } from '#lib/audit';
import { PayChunk } from '#lib/engine';
import type { Slot } from '#lib/slots';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { Compensation, type CompensationResult } from '#lib/reconciliation';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { DATE, PaidDay, failing, id } from './paid-day.js';
import { undoPayment } from './undo-payment.js';

const ANN = { actor: { id: id(1).toHexString(), email: 'ann@example.com' }, requestId: 'r-1' };

interface Entry {
  readonly slotNumber: number;
  readonly amount: unknown;
}

describe('compensation', () => {
  let day: PaidDay;
  let users: readonly UserRecord[];
  let stakes: readonly StakeRecord[];
  let slots: readonly Slot[];

  beforeEach(async () => {
    day = await PaidDay.start('recon-compensation');
    await day.startWorker();
    users = Array.from({ length: 6 }, (_, index) => aUser({ _id: id(100 + index), rank: 'Finance Titan' }));
    stakes = users.flatMap((user, index) => [
      aStake(user, { _id: id(200 + 2 * index) }),
      aStake(user, { _id: id(201 + 2 * index) }),
    ]);
    await day.insert('users', ...users);
    await day.insert('stakes', ...stakes);
    slots = await day.pay(
      { rate: parseRosPercentage('1') },
      { rate: parseRosPercentage('0.5'), pools: { premium: parseMoney('10') } },
    );
  });
  afterEach(() => day.stop());

  const compensate = () => day.get(Compensation).compensate(DATE, ANN);
  const entriesOf = (subject: { _id: Types.ObjectId }) =>
    day.collection('transactions').find<Entry>({ subjectId: subject._id }).sort({ slotNumber: 1 }).toArray();
  const amounts = async (subject: { _id: Types.ObjectId }) =>
    (await entriesOf(subject)).map((entry) => [entry.slotNumber, String(entry.amount)]);

  async function expectReconciled(): Promise<void> {
    const report = await day.check();
    expect(report.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(report).toMatchObject({ holds: true, missing: { payable: 0 } });
  }

  it.each([
    ['whose balances are proved', false],
    ['that nobody has adopted', true],
  ])('a stake that was paid and changed hands since is not paid again, on a database %s', async (_, foundBalances) => {
    await day.connection
      .collection<{ _id: string }>('systems')
      .updateOne({ _id: 'system' }, { $set: { foundBalances } }, { upsert: true });
    await day.collection('stakes').updateMany({ userId: users[0]!._id }, { $set: { userId: users[1]!._id } });
    const before = await entriesOf(stakes[0]!);
    expect(await compensate()).toMatchObject({ subjects: 0, amount: 0, slots: [] });
    expect((await day.check()).missing).toMatchObject({ payable: 0 });
    expect(await entriesOf(stakes[0]!)).toEqual(before);
  });

  it('a stake that was paid, and moved into the range of a chunk that is opened again, is not paid again', async () => {
    const chunks = day.collection('distributionchunks');
    const last = await chunks.findOne({ distributionId: slots[0]!._id, phase: 'ROS' }, { sort: { index: -1 } });
    await day.collection('stakes').updateMany({ userId: users[0]!._id }, { $set: { userId: users[5]!._id } });
    // A later slot has paid it since, so that its last payment tells nothing.
    await day.collection('stakes').updateMany({ userId: users[5]!._id }, { $set: { lastPaidIn: slots[1]!._id } });
    await chunks.updateOne({ _id: last!._id }, { $set: { status: 'OPEN', reopened: true } });
    const before = await day.collection('transactions').countDocuments();
    await day.get(PayChunk).pay(last!._id);
    expect(await day.collection('transactions').countDocuments()).toBe(before);
  });

  it('pays exactly what is missing, once, and the date reconciles', async () => {
    const late = aStake(users[0]!, { amount: usdt('1000') });
    const another = aStake(users[1]!, { activatedAt: slots[0]!.scheduledFor });
    await day.insert('stakes', late, another);
    const before = await day.collection('transactions').countDocuments();

    expect(await compensate()).toEqual({
      date: DATE,
      ended: true,
      subjects: 3,
      amount: 15.5,
      slots: [
        {
          key: `${DATE}/slot-1`,
          slotNumber: 1,
          subjects: 1,
          amount: 10,
          started: true,
          reason: null,
          status: 'COMPLETED',
        },
        {
          key: `${DATE}/slot-2`,
          slotNumber: 2,
          subjects: 2,
          amount: 5.5,
          started: true,
          reason: null,
          status: 'COMPLETED',
        },
      ],
    });
    expect(await amounts(late)).toEqual([
      [1, '10'],
      [2, '5'],
    ]);
    expect(await amounts(another)).toEqual([[2, '0.5']]);
    expect(await day.collection('transactions').countDocuments()).toBe(before + 3);
    await expectReconciled();

    const attempts = async (): Promise<unknown[]> =>
      (await day.collection('distributions').find().toArray()).map((slot): unknown => slot['attempts']);
    const attemptsBefore = await attempts();
    expect(await compensate()).toEqual({ date: DATE, ended: true, subjects: 0, amount: 0, slots: [] });
    expect(await day.collection('transactions').countDocuments()).toBe(before + 3);
    expect(await attempts()).toEqual(attemptsBefore);
  });

  it('is recorded with who asked, in the transaction that starts it, and remembered with it', async () => {
    await day.insert('stakes', aStake(users[0]!));
    const remembered: CompensationResult[] = [];
    await expect(
      day.get(Compensation).compensate(DATE, ANN, {
        remember: () => Promise.reject(new Error('the answer could not be kept')),
      }),
    ).rejects.toThrow('could not be kept');
    // The first slot was started in a transaction of its own; the last one, with the answer, was not.
    await day.ended(slots);
    await day.get(Compensation).compensate(DATE, ANN, {
      remember: (session, data) => {
        expect(session.inTransaction()).toBe(true);
        remembered.push(data);
        return Promise.resolve();
      },
    });
    expect(remembered.at(-1)).toMatchObject({ date: DATE, ended: false, slots: [{ started: true }] });
    const { entries } = await day.get(Audit).list({ limit: 10, action: 'slot.compensate' });
    expect(entries).toMatchObject([
      { target: `${DATE}/slot-2`, after: { subjects: 1, amount: '0.5' }, actor: ANN.actor, date: DATE },
      { target: `${DATE}/slot-1`, after: { subjects: 1, amount: '1' }, requestId: 'r-1' },
    ]);
    await day.ended(slots);
    await expectReconciled();
  });

  it('remembers that nothing was to be done', async () => {
    const remembered: CompensationResult[] = [];
    await day.get(Compensation).compensate(DATE, ANN, {
      remember: (_, data) => {
        remembered.push(data);
        return Promise.resolve();
      },
    });
    expect(remembered).toEqual([{ date: DATE, ended: true, subjects: 0, amount: 0, slots: [] }]);
  });

  it('several at once pay once', async () => {
    const late = Array.from({ length: 12 }, (_, index) => aStake(users[index % 6]!));
    await day.insert('stakes', ...late);
    const results = await Promise.all([compensate(), compensate(), compensate()]);
    const started = results.flatMap(({ slots: all }) => all.filter((slot) => slot.started));
    expect(started.map(({ key }) => key).sort()).toEqual([`${DATE}/slot-1`, `${DATE}/slot-2`]);
    await day.ended(slots);
    for (const stake of late) expect(await entriesOf(stake)).toHaveLength(2);
    await expectReconciled();
  });

  it('a record whose failure stands is paid by its retry and named only there', async () => {
    const heir = id(0xabc);
    const orphan = aStake({ _id: heir });
    await day.insert('stakes', orphan);
    const [third] = await day.pay({ slotNumber: 3, rate: parseRosPercentage('0.25') });
    expect(third).toMatchObject({ status: 'COMPLETED', errors: 1 });
    await day.insert('users', aUser({ _id: heir }));

    expect(await compensate()).toMatchObject({ ended: true, subjects: 3, amount: 1.75 });
    expect(await amounts(orphan)).toEqual([
      [1, '1'],
      [2, '0.5'],
      [3, '0.25'],
    ]);
    const chunks = day.collection('distributionchunks');
    expect(await chunks.countDocuments({ distributionId: third!._id, secondChance: true })).toBe(1);
    expect(await day.collection('distributions').findOne({ _id: third!._id })).toMatchObject({ errors: 0 });
    await expectReconciled();
  });

  it('a share of a pool that could not be paid: the same share, not a new one', async () => {
    const poor = aUser({ _id: id(0xabd), rank: 'Finance Titan', wallets: { earnings: 'broken' } });
    await day.insert('users', poor);
    await day.pay({ slotNumber: 3, pools: { performance: parseMoney('7') } });
    await day.collection('users').updateOne({ _id: poor._id }, { $unset: { wallets: '' } });
    // Who comes later shares nothing.
    await day.insert('users', aUser({ rank: 'Finance Titan' }));

    expect(await compensate()).toMatchObject({ ended: true, subjects: 1, amount: 1 });
    expect(await amounts(poor)).toEqual([[3, '1']]);
    await expectReconciled();
  });

  it('what a FAILED slot left unpaid is paid by its own chunk', async () => {
    const chunk = await failOneChunk();
    const before = await day.collection('distributionchunks').countDocuments();
    const result = await compensate();
    expect(result).toMatchObject({
      ended: true,
      slots: [{ key: `${DATE}/slot-1`, started: true, status: 'COMPLETED' }],
    });
    expect(await day.collection('distributionchunks').countDocuments()).toBe(before);
    expect(await day.collection('distributionchunks').findOne({ _id: chunk })).toMatchObject({
      status: 'PAID',
      attempts: 0,
    });
    await expectReconciled();
  });

  it('a late original payment and a compensation never both win', async () => {
    const chunk = await failOneChunk();
    await day.collection('distributionchunks').updateOne({ _id: chunk }, { $set: { status: 'OPEN' } });
    const late = day.get(PayChunk).pay(chunk);
    await Promise.allSettled([late, compensate(), compensate()]);
    await day.ended(slots);
    await compensate();
    for (const stake of stakes) expect(await entriesOf(stake)).toHaveLength(2);
    await expectReconciled();
  });

  it('a payment that was undone is paid again, and the slot adds up', async () => {
    await undoPayment(day, { distributionId: slots[0]!._id, subjectId: stakes[3]!._id });
    await undoPayment(day, { distributionId: slots[1]!._id, subjectId: users[4]!._id, type: 'PREMIUM_POOL' });
    expect(await day.broken()).toEqual(['I3', 'I4']);

    expect(await compensate()).toMatchObject({
      ended: true,
      subjects: 2,
      slots: [{ status: 'COMPLETED' }, { status: 'COMPLETED' }],
    });
    expect(await amounts(stakes[3]!)).toEqual([
      [1, '1'],
      [2, '0.5'],
    ]);
    expect(await day.collection('distributions').findOne({ slotNumber: 1 })).toMatchObject({ processedStakes: 12 });
    await expectReconciled();
    const { entries } = await day.get(Audit).list({ limit: 1, action: 'slot.compensate' });
    expect(entries[0]!.after).toMatchObject({ lostEntries: [{ phase: 'PREMIUM', count: 1 }] });
  });

  it('does not pay again where only the entry was lost and the money is there', async () => {
    await day.collection('transactions').deleteOne({ distributionId: slots[0]!._id, subjectId: stakes[3]!._id });
    expect(await compensate()).toMatchObject({ subjects: 0, slots: [] });
    expect(await entriesOf(stakes[3]!)).toHaveLength(1);
  });

  it('leaves a slot alone whose ledger does not add up for other reasons', async () => {
    await day
      .collection('transactions')
      .deleteMany({ distributionId: slots[0]!._id, subjectId: { $in: [stakes[3]!._id, stakes[5]!._id] } });
    const late = aStake(users[0]!);
    await day.insert('stakes', late);
    const result = await compensate();
    expect(result).toMatchObject({ subjects: 1, amount: 0.5 });
    expect(result.slots).toMatchObject([
      { key: `${DATE}/slot-1`, started: false },
      { key: `${DATE}/slot-2`, started: true, status: 'COMPLETED' },
    ]);
    expect(result.slots[0]!.reason).toContain('LEDGER_MISMATCH: ROS: the chunks say 12');
    expect(await amounts(late)).toEqual([[2, '0.5']]);
    expect(await day.collection('distributions').findOne({ slotNumber: 1 })).toMatchObject({
      status: 'COMPLETED',
      attempts: 1,
      run: { state: 'ENDED', kind: 'schedule' },
    });
  });

  it('is paid when a worker comes, and a second one meanwhile adds nothing', async () => {
    await day.stopWorker();
    const late = aStake(users[0]!);
    await day.insert('stakes', late);
    const first = compensate();
    await until('it was started', async () => (await day.collection('auditlog').countDocuments()) === 2);
    const second = await compensate();
    expect(second).toMatchObject({ ended: true, subjects: 0, amount: 0 });
    expect(second.slots.map(({ started, reason }) => [started, reason?.split(':')[0]])).toEqual([
      [false, 'REQUESTED'],
      [false, 'REQUESTED'],
    ]);
    expect(failing(await day.check())).toEqual([]);
    await day.startWorker();
    expect(await first).toMatchObject({ subjects: 2, amount: 1.5 });
    await until('both were paid', async () => (await entriesOf(late)).length === 2);
    await until('both slots have ended', async () => {
      const ended = { status: 'COMPLETED', 'run.state': 'ENDED' };
      return (await day.collection('distributions').countDocuments(ended)) === 2;
    });
    await expectReconciled();
  });

  /** Makes slot 1 what it is after one chunk failed five times. @returns the chunk */
  async function failOneChunk(): Promise<Types.ObjectId> {
    const chunks = day.collection('distributionchunks');
    const chunk = (await chunks.findOne({ distributionId: slots[0]!._id, phase: 'ROS', index: 1 }))!;
    const { fromUserId, beforeUserId } = chunk['subjects'] as {
      fromUserId: Types.ObjectId;
      beforeUserId: Types.ObjectId;
    };
    const paid = await day
      .collection('transactions')
      .find({ distributionId: slots[0]!._id, userId: { $gte: fromUserId, $lt: beforeUserId } })
      .toArray();
    expect(paid.length).toBe(chunk['paid']);
    for (const entry of paid) {
      await undoPayment(day, { distributionId: slots[0]!._id, subjectId: entry['subjectId'] as Types.ObjectId });
    }
    await chunks.updateOne(
      { _id: chunk._id },
      {
        $set: { status: 'FAILED', paid: 0, users: 0, total: usdt('0'), paidAt: null, attempts: 5, lastError: 'broken' },
      },
    );
    const left = stakes.length - paid.length;
    await day.collection('distributions').updateOne(
      { _id: slots[0]!._id },
      {
        $set: {
          status: 'FAILED',
          reason: 'CHUNKS_FAILED',
          processedStakes: left,
          usersProcessed: left / 2,
          totalDistributed: usdt(String(left)),
          'totals.ROS': { count: left, total: usdt(String(left)) },
        },
      },
    );
    expect(await day.broken()).toEqual([]);
    return chunk._id;
  }
});
