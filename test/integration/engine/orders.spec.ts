import { Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PayChunk, SlotRunner } from '#lib/engine';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { SlotStore, slotFromStored, type StoredSlot } from '#lib/slots';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aUser, usdt } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

/** Past by the database's clock, too. */
const PAST = new Date(Date.now() - 60_000);

describe('what is paid is what was ordered', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('orders');
    await platform.populate({ users: 15, stakes: 30 });
    // From the first look of a worker on, what has no seal was not ordered.
    await run();
  });
  afterEach(() => platform.stop());

  const distributions = () => platform.connection.collection<StoredSlot>('distributions');
  const chunks = () => platform.connection.collection('distributionchunks');
  const entries = () =>
    platform.connection.collection('transactions').countDocuments({ distributionId: { $ne: null } });
  const run = () => platform.get(SlotRunner).runDue();
  const sealProblems = async () =>
    (await platform.problems()).filter(
      (problem) => problem.startsWith('reconciliation I7') || problem.startsWith('reconciliation I8'),
    );

  async function expectNotOrdered(slotNumber: number, why: RegExp): Promise<void> {
    const { status, reason, error } = await platform.slot(slotNumber);
    expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'NOT_ORDERED' });
    expect(error).toMatch(why);
    expect(await entries()).toBe(0);
    expect(await sealProblems()).toHaveLength(1);
  }

  it('a slot that was planted by hand ends FAILED, has paid nobody, and is in the proof', async () => {
    await platform.queue([{ ros: '0.5', inMs: 3_600_000 }]);
    const model = (await distributions().findOne({ slotNumber: 1 }))!;
    expect(model.seal).toBeDefined();
    delete model.seal;
    const key = model.key.replace('slot-1', 'slot-9');
    await distributions().insertOne({
      ...model,
      _id: new Types.ObjectId(),
      key,
      slotNumber: 9,
      scheduledFor: PAST,
    });
    await run();
    await expectNotOrdered(9, /has no seal/);
    await expect(platform.retry(9)).rejects.toMatchObject({ code: 'NOT_ORDERED' });
  });

  it('the seal of another slot is none, nor is one that was made with another key', async () => {
    await platform.queue([
      { ros: '0.5', inMs: 3_600_000 },
      { ros: '0.1', inMs: 3_600_000 },
    ]);
    const [one, other] = await distributions().find().sort({ slotNumber: 1 }).toArray();
    await distributions().updateOne({ _id: other!._id }, { $set: { seal: one!.seal!, scheduledFor: PAST } });
    await run();
    await expectNotOrdered(2, /is that of .*slot-1/);
  });

  it.each([
    ['its rate', { rosPercentage: usdt('2.2') }, /rosPercentage is 2.2, ordered was 0.5/],
    ['a pool', { premiumPoolAmount: usdt('1000000') }, /premiumPoolAmount is 1000000, ordered was 0/],
    ['the cap', { 'rules.capPercent': 100_000 }, /rules is/],
    ['its date', { date: '2020-01-01' }, /date is 2020-01-01/],
    ['a rate that is no number', { rosPercentage: 'much' }, /rosPercentage is unreadable/],
  ])(
    'a slot in which %s was changed ends FAILED and pays nothing; its retry pays what was ordered',
    async (_, set, why) => {
      await platform.queue([{ ros: '0.5' }]);
      const { date } = await platform.slot(1);
      await distributions().updateOne({ slotNumber: 1 }, { $set: set as object });
      await run();
      await distributions().updateOne({ slotNumber: 1 }, { $set: { date: date } });
      await expectNotOrderedOrRestored(why, set);
      await platform.retry(1);
      await run();
      expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30 });
      expect(await platform.problems()).toEqual([]);
    },
  );

  async function expectNotOrderedOrRestored(why: RegExp, set: Readonly<Record<string, unknown>>): Promise<void> {
    const { status, reason, error } = await platform.slot(1);
    expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'NOT_ORDERED' });
    expect(error).toMatch(why);
    expect(await entries()).toBe(0);
    if (!('date' in set || set['rosPercentage'] === 'much')) expect(await sealProblems()).toHaveLength(1);
  }

  it('the text of a seal that was changed does not fit its signature', async () => {
    await platform.queue([{ ros: '0.5' }]);
    const { seal } = (await distributions().findOne({ slotNumber: 1 }))!;
    const order = seal!.order.replace('"rosPercentage":"0.5"', '"rosPercentage":"2"');
    expect(order).not.toBe(seal!.order);
    await distributions().updateOne({ slotNumber: 1 }, { $set: { 'seal.order': order, rosPercentage: usdt('2') } });
    await run();
    await expectNotOrdered(1, /does not fit its order/);
  });

  it('a slot that was brought forward is not paid before the instant that was ordered', async () => {
    await platform.queue([{ ros: '0.5', inMs: 3_600_000 }]);
    await distributions().updateOne({ slotNumber: 1 }, { $set: { scheduledFor: PAST } });
    await run();
    const { status, reason, error } = await platform.slot(1);
    expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'NOT_ORDERED' });
    expect(error).toMatch(/was ordered for .*, not before/);
    expect(await entries()).toBe(0);
  });

  it('a slot that was changed by an admin is sealed anew, and paid as it was changed', async () => {
    await platform.queue([{ ros: '0.5', premium: '10' }]);
    const seen = slotFromStored((await distributions().findOne({ slotNumber: 1 }))!);
    await runInTransaction(platform.connection, (session) =>
      platform.get(SlotStore).change(session, seen, {
        rate: parseRosPercentage('0.7'),
        pools: { premium: parseMoney('20'), performance: parseMoney('0') },
      }),
    );
    await run();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30 });
    expect(platform.orderOf(seen)).toMatchObject({ orderedBy: 'ann@example.com', origin: 'admin' });
  });

  describe('once it is planned', () => {
    async function plan(ros = '0.5', premium?: string): Promise<void> {
      await platform.queue([premium === undefined ? { ros } : { ros, premium }]);
      slot = await platform.get(PlanSlot).plan((await platform.get(ClaimSlot).claimNext('test'))!);
    }
    let slot: Awaited<ReturnType<PlanSlot['plan']>>;

    async function payAll(): Promise<void> {
      for (const { _id } of await chunks().find().toArray()) {
        await platform
          .get(PayChunk)
          .pay(_id)
          .catch(() => undefined);
      }
      await platform.get(FinishSlot).finish(slot, platform.orderOf(slot));
    }

    it.each([
      ['rate', { rosPercentage: usdt('2.2') }],
      ['cap', { capPercent: 100_000 }],
    ])(
      'a chunk whose %s was changed is not paid and its slot FAILED; a retry pays what was ordered',
      async (_, set) => {
        await plan();
        const [first] = await chunks().find({ phase: 'ROS' }).toArray();
        await chunks().updateOne({ _id: first!._id }, { $set: set });
        await payAll();
        const { status, reason, error } = await platform.slot(1);
        expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'ORDER_MISMATCH' });
        expect(error).toMatch(/1 chunk says otherwise than was ordered/);
        await platform.retry(1);
        await run();
        expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30 });
        expect(await platform.problems()).toEqual([]);
      },
    );

    it('shares that were redirected end FAILED, and the proof names the pool', async () => {
      await plan('0', '90');
      const stranger = aUser();
      await platform.insert('users', [stranger]);
      await chunks().updateOne({ phase: 'PREMIUM', index: 0 }, { $set: { 'subjects.userIds.0': stranger._id } });
      await payAll();
      const { status, reason, error } = await platform.slot(1);
      expect({ status, reason }).toEqual({ status: 'FAILED', reason: 'ORDER_MISMATCH' });
      expect(error).toMatch(/others share the premium pool/);
      expect(await sealProblems()).toEqual([expect.stringContaining('who shares the premium pool')]);
    });

    it('entries that name another percentage than was ordered are in the proof', async () => {
      await plan();
      await payAll();
      await platform.connection
        .collection('transactions')
        .updateOne({ type: 'ROI_EARNED' }, { $set: { 'metadata.rosPercentage': usdt('5') } });
      expect(await sealProblems()).toEqual([expect.stringContaining('1 payout of')]);
    });

    it('a split that passes the pool is not paid', async () => {
      await plan('0', '90');
      const { plan: frozen } = (await distributions().findOne({ slotNumber: 1 }))!;
      const split = { ...frozen!.premiumSplit, share: usdt('90') };
      await distributions().updateOne({ slotNumber: 1 }, { $set: { 'plan.premiumSplit': split } });
      await payAll();
      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED' });
      expect(await entries()).toBe(0);
    });

    it('shares that are written into a chunk and pass the pool are not paid', async () => {
      await plan('0', '90');
      const [chunk] = await chunks().find({ phase: 'PREMIUM' }).toArray();
      const { userIds } = chunk!['subjects'] as { userIds: Types.ObjectId[] };
      const subjects = { kind: 'shares', userIds, amounts: userIds.map(() => usdt('90')) };
      await chunks().updateOne({ _id: chunk!._id }, { $set: { subjects } });
      await payAll();
      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED' });
      expect(await platform.connection.collection('transactions').countDocuments({ amount: usdt('90') })).toBe(0);
    });

    it('shares within the pool that are other than its equal ones are not paid', async () => {
      await plan('0', '90');
      for (const { _id, subjects } of await chunks().find({ phase: 'PREMIUM' }).toArray()) {
        const { userIds } = subjects as { userIds: Types.ObjectId[] };
        const amounts = userIds.map((_, index) => usdt(index === 0 ? '40' : '0'));
        await chunks().updateOne({ _id }, { $set: { subjects: { kind: 'shares', userIds, amounts } } });
      }
      await payAll();
      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED' });
      expect(await entries()).toBe(0);
    });

    it('a share that could not be paid is paid to nobody else, whatever its record says', async () => {
      await plan('0', '90');
      const [chunk] = await chunks().find({ phase: 'PREMIUM' }).toArray();
      const { userIds } = chunk?.['subjects'] as { userIds: [Types.ObjectId] };
      const [owed] = userIds;
      const wallet = (value: unknown) =>
        platform.connection.collection('users').updateOne({ _id: owed }, { $set: { 'wallets.earnings': value } });
      await wallet('broken');
      await payAll();
      expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', errors: 1 });
      const stranger = aUser();
      await platform.insert('users', [stranger]);
      const failures = platform.connection.collection('distributionfailures');
      await failures.updateOne({}, { $set: { subjectId: stranger._id } });

      await platform.retry(1);
      await run();

      const paid = platform.connection.collection('transactions');
      expect(await paid.countDocuments({ userId: stranger._id })).toBe(0);
      const { status, error } = await platform.slot(1);
      expect(status).toBe('FAILED');
      expect(error).toContain(`${stranger._id.toHexString()} is given`);

      await failures.updateOne({}, { $set: { subjectId: owed } });
      await wallet(usdt('0'));
      await platform.retry(1);
      await run();
      expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', errors: 0, totalDistributed: usdt('90') });
      expect(await paid.countDocuments({ userId: owed })).toBe(1);
    });

    it('a pool chunk that was added to a slot without a pool is not paid', async () => {
      await plan('0.5');
      const [user] = await platform.connection.collection('users').find().limit(1).toArray();
      const [model] = await chunks().find().limit(1).toArray();
      const subjects = { kind: 'shares', userIds: [user!._id], amounts: [usdt('1000')] };
      await chunks().insertOne({
        ...model,
        _id: new Types.ObjectId(),
        phase: 'PREMIUM',
        index: 0,
        secondChance: true,
        subjects,
      });
      await payAll();
      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED' });
      expect(await platform.connection.collection('transactions').countDocuments({ type: 'PREMIUM_POOL' })).toBe(0);
    });
  });
});
