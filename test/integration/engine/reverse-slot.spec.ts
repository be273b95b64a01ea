import type { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { PayChunk, SlotRunner } from '#lib/engine';
import { Compensation, Explain, Reconciliation } from '#lib/reconciliation';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PlanReversal } from '../../../libs/engine/src/plan-reversal.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';
import { codeOf } from '../declarations/declaration-harness.js';

describe('taking back what a slot has paid', () => {
  let platform: Platform;
  let users: UserRecord[];
  let stakes: StakeRecord[];

  beforeAll(async () => {
    platform = await Platform.startWithoutRedis('reverse', { CHUNK_SIZE: '2' });
  });
  afterAll(() => platform.stop());

  beforeEach(async () => {
    await platform.forgetBooks();
    users = ['Stakeholder', 'Stakeholder', 'Principal Strategist', 'Finance Titan'].map((rank) => aUser({ rank }));
    stakes = [0, 0, 0, 1, 2].map((owner) => aStake(users[owner]!));
    await platform.insert('users', users);
    await platform.insert('stakes', stakes);
  });

  const run = () => platform.get(SlotRunner).runDue();
  const collection = (name: string) => platform.connection.collection(name);
  const user = (at: number) => collection('users').findOne({ _id: users[at]!._id });
  const stake = (at: number) => collection('stakes').findOne({ _id: stakes[at]!._id });

  async function paid(...slots: Parameters<Platform['queue']>[0]): Promise<void> {
    await platform.queue(slots);
    await run();
    expect(await platform.problems()).toEqual([]);
  }

  async function reversed(slotNumber = 1): Promise<Awaited<ReturnType<Platform['slot']>>> {
    await platform.reverse(slotNumber);
    await run();
    return platform.slot(slotNumber);
  }

  /** Another service moves a wallet, and records it. */
  async function move(userId: Types.ObjectId, amount: string): Promise<void> {
    await collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': usdt(amount) } });
    await collection('transactions').insertOne({
      ...{ userId, type: 'TRANSFER', amount: usdt(amount), status: 'Completed', createdAt: new Date() },
    });
  }

  it('takes all of it back: wallets, stakes and totals stand as before, and its entries are still there', async () => {
    await paid({ ros: '1', premium: '10', performance: '20.000001' });
    const before = await platform.slot(1);

    const slot = await reversed();

    expect(slot).toMatchObject({
      status: 'COMPLETED',
      run: { kind: 'reversal', state: 'ENDED' },
      executedAt: before.executedAt,
      processedStakes: 0,
      usersProcessed: 0,
      totalDistributed: usdt('0'),
      accounted: { paid: 0, reversed: 5 },
      reversal: { outcome: 'COMPLETED', total: 9, reversed: 9, failed: 0, amount: usdt('35.000001') },
    });
    for (const [index] of users.entries()) {
      expect((await user(index))!['wallets']).toEqual({ earnings: expect.anything() as unknown });
      expect(Number(String(((await user(index))!['wallets'] as { earnings: unknown }).earnings))).toBe(0);
    }
    const entries = await collection('transactions').find().toArray();
    expect(entries).toHaveLength(18);
    expect(entries.filter(({ type }) => type === 'ROI_REVERSAL')).toHaveLength(5);
    expect(entries.find(({ type }) => type === 'ROI_REVERSAL')).toMatchObject({
      amount: usdt('-1'),
      description: 'Reversal of Daily ROS Payout - Slot 1',
      slotNumber: 1,
    });
    expect(await platform.problems()).toEqual([]);
  });

  it('done twice does nothing more', async () => {
    await paid({ ros: '1' });
    const first = await reversed();
    const entries = await collection('transactions').countDocuments();

    expect(await reversed()).toEqual(first);
    expect(await collection('transactions').countDocuments()).toBe(entries);
  });

  it('does not touch a wallet that would fall below zero, and takes back the rest once it holds enough', async () => {
    await paid({ ros: '1' });
    await move(users[0]!._id, '-0.5');

    expect(await reversed()).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      processedStakes: 3,
      reversal: { outcome: 'COMPLETED', total: 5, reversed: 2, failed: 3, amount: usdt('2') },
    });
    expect((await user(0))!['wallets']).toEqual({ earnings: usdt('2.5') });
    expect(await collection('distributionfailures').find({ resolved: false }).toArray()).toMatchObject(
      [1, 2, 3].map(() => ({ type: 'ROI_REVERSAL', reason: 'INSUFFICIENT_BALANCE', amount: usdt('1') })),
    );
    expect(await platform.problems()).toEqual([]);

    await move(users[0]!._id, '0.5');
    expect(await reversed()).toMatchObject({ processedStakes: 0, reversal: { total: 5, reversed: 5, failed: 0 } });
    expect(await platform.problems()).toEqual([]);
  });

  it('opens a stake again that its payout had completed, or that a later one did because of it', async () => {
    await collection('stakes').updateOne({ _id: stakes[3]!._id }, { $set: { amount: usdt('1000') } });
    await collection('stakes').updateOne(
      { _id: stakes[4]!._id },
      { $set: { openingEarned: usdt('197.9'), totalEarned: usdt('197.9') } },
    );
    await platform.queue([{ ros: '2' }, { ros: '0.2' }]);
    await run();
    expect(await stake(4)).toMatchObject({ status: 'COMPLETED', totalEarned: usdt('200.0') });

    await reversed(1);

    expect(await stake(4)).toMatchObject({ status: 'ACTIVE', totalEarned: usdt('198.0') });
    expect(await stake(4)).not.toHaveProperty('completedAt');
    await reversed(2);
    expect(await stake(4)).toMatchObject({ status: 'ACTIVE', totalEarned: usdt('197.9') });
  });

  it('is refused a retry until it is reinstated, and pays again then, everybody once', async () => {
    await paid({ ros: '1', premium: '10', performance: '20.000001' });
    await reversed();

    expect(await codeOf(platform.retry(1))).toBe('SLOT_REVERSED');
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 5,
      totalDistributed: usdt('35.000001'),
      accounted: { paid: 5 },
      reversal: { reversed: 0, total: 9 },
    });
    expect(await platform.problems()).toEqual([]);

    // And the same again: what is paid again can be taken back and paid again like any payout.
    expect(await reversed()).toMatchObject({ processedStakes: 0, reversal: { reversed: 9, total: 9 } });
    await platform.reinstate(1);
    await platform.retry(1);
    await run();
    expect(await platform.slot(1)).toMatchObject({ processedStakes: 5, reversal: { reversed: 0 } });
    expect(await codeOf(platform.retry(1))).toBe('SLOT_STATE_CONFLICT');
    expect(await platform.problems()).toEqual([]);
  });

  it('pays again only what is still due, and is whole then', async () => {
    await paid({ ros: '1' });
    await reversed();
    await collection('stakes').updateOne({ _id: stakes[4]!._id }, { $set: { status: 'CANCELLED' } });
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    expect(await platform.slot(1)).toMatchObject({
      ...{ status: 'COMPLETED', processedStakes: 4, errors: 0 },
      accounted: { paid: 4, left: 1, joined: 0 },
      reversal: { reversed: 0 },
    });
    expect(await codeOf(platform.retry(1))).toBe('SLOT_STATE_CONFLICT');
    expect(await platform.problems()).toEqual([]);

    // What was due no more was not paid again, so that it is none of what is taken back then.
    expect(await reversed()).toMatchObject({
      accounted: { paid: 0, left: 1, reversed: 4 },
      reversal: { reversed: 4, total: 4 },
    });
    expect(await platform.problems()).toEqual([]);
  });

  it('tells of everybody one thing, whatever becomes of him when he is to be paid again', async () => {
    await paid({ ros: '1' });
    await reversed();
    await collection('stakes').updateOne({ _id: stakes[4]!._id }, { $set: { totalEarned: 'none' } });
    await collection('stakes').updateOne({ _id: stakes[3]!._id }, { $set: { amount: usdt('0.00001') } });
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    const accounted = { nothing: 1, left: 0, joined: 0 };
    expect(await platform.slot(1)).toMatchObject({
      ...{ status: 'COMPLETED', processedStakes: 3, errors: 1 },
      accounted: { ...accounted, paid: 3, failed: 1 },
    });
    await collection('stakes').updateOne({ _id: stakes[4]!._id }, { $set: { totalEarned: usdt('0') } });
    await platform.retry(1);
    await run();

    expect(await platform.slot(1)).toMatchObject({ errors: 0, accounted: { ...accounted, paid: 4, failed: 0 } });
    expect(await platform.problems()).toEqual([]);
  });

  it('names who could be taken back only later once when he is to be paid again', async () => {
    await paid({ ros: '1' });
    await move(users[0]!._id, '-0.5');
    expect(await reversed()).toMatchObject({ reversal: { reversed: 2, failed: 3 } });
    await move(users[0]!._id, '0.5');
    expect(await reversed()).toMatchObject({ accounted: { paid: 0, reversed: 5 } });
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    expect(await platform.slot(1)).toMatchObject({ accounted: { paid: 5, left: 0, joined: 0 } });
    expect(await platform.problems()).toEqual([]);
  });

  it('refuses what has paid nothing, waits or works', async () => {
    await platform.queue([{ ros: '1' }]);
    expect(await codeOf(platform.reverse(1))).toBe('SLOT_STATE_CONFLICT');
    await run();
    expect(await codeOf(platform.reinstate(1))).toBe('SLOT_STATE_CONFLICT');
    await platform.reverse(1);
    expect(await codeOf(platform.retry(1))).toBe('SLOT_REVERSED');
    expect(await codeOf(platform.reinstate(1))).toBe('SLOT_STATE_CONFLICT');
    await run();
    expect(await platform.slot(1)).toMatchObject({ run: { state: 'ENDED' }, reversal: { reversed: 5 } });
  });

  it('asked for at once with a retry, one of the two is refused', async () => {
    await collection('stakes').updateOne({ _id: stakes[4]!._id }, { $set: { amount: 'ten' } });
    await platform.queue([{ ros: '1' }]);
    await run();

    const codes = await Promise.all([codeOf(platform.reverse(1)), codeOf(platform.retry(1))]);
    await run();

    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    const slot = await platform.slot(1);
    expect([slot.run.kind, slot.processedStakes]).toEqual(codes[0] === 'done' ? ['reversal', 0] : ['retry', 4]);
    expect(await platform.problems()).toEqual([]);
  });

  it('takes back what a FAILED slot has paid, and its retry, once it is reinstated, pays that and the rest', async () => {
    await platform.queue([{ ros: '1' }]);
    const planned = await platform.get(PlanSlot).plan((await platform.get(ClaimSlot).claimNext('test'))!);
    const [, ...others] = await collection('distributionchunks').find().sort({ index: 1 }).toArray();
    for (const { _id } of others) await platform.get(PayChunk).pay(_id);
    await platform.get(FinishSlot).finish(planned, platform.orderOf(planned));
    const failed = await platform.slot(1);
    expect(failed).toMatchObject({ status: 'FAILED', reason: 'CHUNKS_FAILED' });

    const { status, reason, error, reversal } = await reversed();
    expect({ status, reason, error }).toEqual({ status: 'FAILED', reason: 'CHUNKS_FAILED', error: failed.error });
    expect(reversal).toMatchObject({ outcome: 'COMPLETED', failed: 0, reversed: failed.processedStakes });
    await platform.reinstate(1);
    await platform.retry(1);
    await run();

    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 5 });
    expect(await platform.problems()).toEqual([]);
  });

  it('owes nobody what was taken back until it is reinstated, and then compensation pays it', async () => {
    await paid({ ros: '1', premium: '10' });
    await reversed();
    const date = parseCalendarDate(String((await platform.slot(1)).date));
    const missing = async () => (await platform.get(Reconciliation).check(date)).missing;
    const compensate = () => platform.get(Compensation).request(date, { actor: { id: 'a', email: 'ann@example.com' } });

    expect(await missing()).toMatchObject({ count: 0 });
    expect(await codeOf(compensate())).toBe('SLOT_REVERSED');
    await platform.reinstate(1);
    expect(await missing()).toMatchObject({ count: 7, payable: 7, amount: 15 });
    await compensate();
    await run();

    expect(await platform.slot(1)).toMatchObject({ processedStakes: 5, totalDistributed: usdt('15') });
    expect(await missing()).toMatchObject({ count: 0 });
    expect(await platform.problems()).toEqual([]);
  });

  it('tells a user what was taken back, when and why', async () => {
    await paid({ ros: '1', premium: '10' });
    await reversed();
    const date = parseCalendarDate(String((await platform.slot(1)).date));
    const explain = async () => {
      const { days } = await platform.get(Explain).user({ userId: users[2]!._id, dates: [date], limit: 10 });
      const { stakes: ofStakes, shares } = days[0]!.slots[0]!;
      return [...ofStakes, ...shares].map(({ outcome, amount, owed, takenBack }) => ({
        outcome,
        amount,
        owed,
        takenBack,
      }));
    };
    const gone = { outcome: 'REVERSED', amount: null, owed: null };

    expect(await explain()).toMatchObject([
      { ...gone, takenBack: { amount: 1_000_000n, because: 'a wrong percentage', at: expect.any(Date) as Date } },
      { ...gone, takenBack: { amount: 5_000_000n, because: 'a wrong percentage' } },
    ]);
    await platform.reinstate(1);
    await platform.retry(1);
    await run();
    expect(await explain()).toMatchObject([
      { outcome: 'PAID', amount: 1_000_000n, takenBack: null },
      { outcome: 'PAID', amount: 5_000_000n, takenBack: null },
    ]);
  });

  describe('whatever somebody writes into the database', () => {
    it('a reversal that nobody ordered takes nothing back', async () => {
      await paid({ ros: '1' });
      const { _id, run: kept } = await platform.slot(1);
      await collection('distributions').updateOne(
        { _id },
        { $set: { run: { ...kept, kind: 'reversal', state: 'REQUESTED', leaseUntil: null } } },
      );
      await run();

      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'NOT_ORDERED', processedStakes: 5 });
      expect(await collection('transactions').countDocuments({ type: 'ROI_REVERSAL' })).toBe(0);
    });

    it.each(['reason', 'requestedBy'])('a reversal whose %s was changed is judged by its seal', async (field) => {
      await paid({ ros: '1' });
      await platform.reverse(1);
      await collection('distributions').updateOne({}, { $set: { [`reversal.${field}`]: 'somebody else' } });
      await run();
      const sealed = field === 'requestedBy';
      expect(await platform.slot(1)).toMatchObject({ processedStakes: sealed ? 0 : 5 });
      const told = (await platform.problems()).filter((problem) => problem.startsWith('reconciliation I8'));
      expect(told).toHaveLength(sealed ? 0 : 1);
    });

    it('a chunk that names what another slot has paid is left, and said so; the others are taken back', async () => {
      await paid({ ros: '1' }, { ros: '0.1' });
      const other = await collection('transactions').findOne({ slotNumber: 2 });
      await platform.reverse(1);
      const claimed = (await platform.get(ClaimSlot).claimNext('test'))!;
      await platform.get(PlanReversal).plan(claimed);
      const chunk = await collection('distributionchunks').findOne({ 'subjects.kind': 'payouts' });
      await collection('distributionchunks').updateOne(
        { _id: chunk!._id },
        { $set: { 'subjects.entryIds.0': other!._id } },
      );
      await collection('distributions').updateMany({ slotNumber: 1 }, { $set: { 'run.leaseUntil': new Date(0) } });
      // It is given up after five attempts, each later than the one before.
      await collection('distributionchunks').updateOne({ _id: chunk!._id }, { $set: { attempts: 4 } });
      await run();

      const slot = await platform.slot(1);
      expect(slot).toMatchObject({ status: 'COMPLETED', reversal: { outcome: 'FAILED', failed: 0 } });
      expect(slot.reversal!.error).toMatch(/1 chunk could not be taken back; the first: .*of which the slot made/);
      expect(slot.processedStakes).toBe((chunk!['subjects'] as { entryIds: unknown[] }).entryIds.length);
      expect(await platform.slot(2)).toMatchObject({ processedStakes: 5 });
      expect(await platform.problems()).toEqual([]);

      expect(await reversed()).toMatchObject({ processedStakes: 0, reversal: { outcome: 'COMPLETED', reversed: 5 } });
      expect(await platform.problems()).toEqual([]);
    });
  });
});
