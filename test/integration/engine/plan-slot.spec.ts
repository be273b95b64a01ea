import { jest } from '@jest/globals';
import type { Types } from 'mongoose';
import { PayChunk } from '#lib/engine';
import { Reconciliation } from '#lib/reconciliation';
import { parseCalendarDate } from '#lib/calendar';
import type { Slot } from '#lib/slots';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { DraftChunks } from '../../../libs/engine/src/draft-chunks.js';
import { failed } from '../../../libs/engine/src/decide-end.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { OpenChunks } from '../../../libs/engine/src/open-chunks.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { aStake, aUser, usdt, type UserRecord } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

describe('a plan', () => {
  let platform: Platform;
  const begin = async (overrides: Readonly<Record<string, string>>): Promise<void> => {
    platform = await Platform.start('plan-slot', overrides);
  };
  afterEach(() => platform.stop());

  const chunks = () => platform.connection.collection('distributionchunks');
  const ofStatus = (status: string) => chunks().countDocuments({ status });
  const claim = async (worker = 'test'): Promise<Slot> => (await platform.get(ClaimSlot).claimNext(worker))!;
  const plan = (slot: Slot, progressed = (): void => undefined) => platform.get(PlanSlot).plan(slot, { progressed });

  /** Plans and pays the slot to its end, as one who has all jobs to himself. */
  const run = async (): Promise<void> => {
    const slot = await plan(await claim());
    for (const { _id } of await chunks().find({ status: 'OPEN' }).sort({ index: 1 }).toArray()) {
      await platform.get(PayChunk).pay(_id);
    }
    await platform.get(FinishSlot).finish(slot, platform.orderOf(slot));
  };

  /** The most that one transaction had to do with. */
  const mostSubjects = async (): Promise<number> => {
    const all = (await platform.books()).chunks as unknown as Record<
      'paid' | 'capped' | 'nothing' | 'errors',
      number
    >[];
    return Math.max(...all.map(({ paid, capped, nothing, errors }) => paid + capped + nothing + errors));
  };

  const someStakes = async (owner: Pick<UserRecord, '_id'>, count: number, fields = {}): Promise<void> => {
    for (let from = 0; from < count; from += 5_000) {
      const some = Array.from({ length: Math.min(5_000, count - from) }, () => aStake(owner, fields));
      await platform.insert('stakes', some);
    }
  };

  it('of a user with 5,000 stakes has no transaction of more than a chunk’s, and he is one user', async () => {
    await begin({ CHUNK_SIZE: '300' });
    const [before, large, after] = [aUser(), aUser(), aUser()];
    await platform.insert('users', [before, large, after]);
    for (const owner of [before, after]) await someStakes(owner, 2);
    await someStakes(large, 5_000);
    await platform.queueNow('1');
    await run();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 5_004,
      usersProcessed: 3,
      errors: 0,
      plan: { stakes: 5_004, active: 5_004, splitOwners: 1 },
      accounted: { paid: 5_004, failed: 0, left: 0, joined: 0 },
    });
    expect(await mostSubjects()).toBeLessThanOrEqual(300);
    expect(await platform.problems()).toEqual([]);
  });

  it('of 2,000 stakes that nobody owns fails each with its reason, a chunk’s at a time', async () => {
    await begin({ CHUNK_SIZE: '100' });
    const owner = aUser();
    await platform.insert('users', [owner]);
    await someStakes(owner, 3);
    await someStakes(owner, 1_000, { userId: owner._id.toHexString() });
    await someStakes(owner, 1_000, { userId: undefined });
    await platform.queueNow('1');
    await run();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 3,
      errors: 2_000,
      accounted: { paid: 3, failed: 2_000, left: 0, joined: 0 },
    });
    const failures = await platform.connection.collection('distributionfailures').find().toArray();
    expect(new Set(failures.map(({ reason }) => String(reason)))).toEqual(new Set(['INVALID_USER_ID']));
    expect(await mostSubjects()).toBeLessThanOrEqual(100);
    expect(await platform.problems()).toEqual([]);
  });

  it('of stakes whose own ids are no ids tells of each once, also among many of one owner', async () => {
    await begin({ CHUNK_SIZE: '10' });
    const [large, small] = [aUser(), aUser()];
    await platform.insert('users', [large, small]);
    await someStakes(large, 25);
    const odd = (owner: UserRecord, n: number) => ({ ...aStake(owner), _id: `odd-${n}` as unknown as Types.ObjectId });
    await platform.insert('stakes', [...Array.from({ length: 12 }, (_, n) => odd(large, n)), odd(small, 99)]);
    await platform.queueNow('1');
    await run();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 25,
      errors: 13,
      accounted: { paid: 25, failed: 13, left: 0, joined: 0 },
    });
    expect(await mostSubjects()).toBeLessThanOrEqual(11);
    expect(await platform.problems()).toEqual([]);
  });

  it('reaches stakes that join a user’s many, and those that move between his ranges and others’, once', async () => {
    await begin({ CHUNK_SIZE: '5' });
    const [large, other] = [aUser(), aUser()];
    await platform.insert('users', [large, other]);
    await someStakes(large, 12);
    await someStakes(other, 1);
    await platform.queueNow('1');
    const slot = await plan(await claim());
    const open = await chunks().find({ status: 'OPEN' }).sort({ index: 1 }).toArray();
    const first = open.find(({ planned }) => planned === 5)!;
    await platform.get(PayChunk).pay(first._id);
    // One that is paid goes to another user, whose chunk is open; one of his comes to the many.
    const stakes = platform.connection.collection('stakes');
    const paid = await stakes.findOne({ userId: large._id, lastPaidIn: slot._id });
    await stakes.updateOne({ _id: paid!._id }, { $set: { userId: other._id } });
    const coming = await stakes.findOne({ userId: other._id, lastPaidIn: { $exists: false } });
    await stakes.updateOne({ _id: coming!._id }, { $set: { userId: large._id } });
    await someStakes(large, 3);
    for (const { _id } of open) await platform.get(PayChunk).pay(_id);
    await platform.get(FinishSlot).finish(slot, platform.orderOf(slot));

    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 16, errors: 0 });
    const { entries } = await platform.books();
    expect(new Set(entries.map(({ subjectId }) => String(subjectId))).size).toBe(16);
    expect(entries).toHaveLength(16);
  });

  it('tells into which shares a pool is split, and pays nobody a share of nothing', async () => {
    await begin({ CHUNK_SIZE: '4' });
    await platform.insert(
      'users',
      Array.from({ length: 10 }, () => aUser({ rank: 'Finance Titan' })),
    );
    await platform.queue([{ premium: '0.000007', performance: '100.000003' }]);
    await run();

    const slot = await platform.slot(1);
    expect(slot).toMatchObject({
      status: 'COMPLETED',
      usersProcessed: 10,
      totals: { PREMIUM: { count: 7 }, PERFORMANCE: { count: 10 } },
      plan: {
        premiumQualifiers: 10,
        premiumSplit: { extraCount: 7 },
        performanceSplit: { extraCount: 3 },
        chunks: { ROS: 0, PREMIUM: 3, PERFORMANCE: 3 },
      },
    });
    const { premiumSplit, performanceSplit } = slot.plan as unknown as Record<string, { share: unknown }>;
    expect([premiumSplit!.share, performanceSplit!.share].map((share) => Number(String(share)))).toEqual([0, 10]);
    expect(await platform.problems()).toEqual([]);
    const { connection } = platform;
    const lost = await connection.collection('transactions').findOneAndDelete({ type: 'PREMIUM_POOL' });
    const wallet = { $inc: { 'wallets.earnings': usdt('-0.000001') } };
    await connection.collection('users').updateOne({ _id: lost!['userId'] as Types.ObjectId }, wallet);
    const { missing } = await platform.get(Reconciliation).check(parseCalendarDate(slot.date!));
    expect(missing).toMatchObject({ count: 1, amount: 0.000001 });
  });

  describe('that is half made', () => {
    const OWNERS = 410;
    beforeEach(async () => {
      await begin({ CHUNK_SIZE: '1' });
      const users = Array.from({ length: OWNERS }, () => aUser({ rank: 'Finance Titan' }));
      await platform.insert('users', users);
      await platform.insert(
        'stakes',
        users.map((user) => aStake(user)),
      );
      await platform.queue([{ ros: '1' }]);
    });

    const loseTheSlot = () =>
      platform.connection
        .collection('distributions')
        .updateOne({ slotNumber: 1 }, { $set: { 'run.leaseUntil': new Date(0) } });

    it('cannot be paid, is not counted, and is dropped by whoever claims the slot next', async () => {
      const lost = await claim('first');
      let second: Slot | undefined;
      const drafting = platform.get(DraftChunks);
      const write = drafting.write.bind(drafting);
      jest.spyOn(drafting, 'write').mockImplementationOnce(async (...batch) => {
        await write(...batch);
        await loseTheSlot();
        second = await claim('second');
      });
      await expect(plan(lost)).rejects.toMatchObject({ code: 'LEASE_LOST' });
      const drafts = await chunks().find().toArray();
      expect(drafts.length).toBeGreaterThan(0);
      expect(drafts.every(({ status }) => status === 'DRAFT')).toBe(true);
      expect(await platform.get(PayChunk).pay(drafts[0]!._id)).toBe('not-open');
      expect(await platform.problems()).toEqual([]);

      const planned = await plan(second!);
      expect(await chunks().countDocuments({ _id: { $in: drafts.map(({ _id }) => _id) } })).toBe(0);
      expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([OWNERS, 0]);
      expect(planned.plan).toMatchObject({ stakes: OWNERS, chunks: { ROS: OWNERS } });
      // Who has lost it changes nothing, however often it comes back.
      await expect(plan(lost)).rejects.toMatchObject({ code: 'LEASE_LOST' });
      expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([OWNERS, 0]);
    });

    it('is left alone by a stop between two batches, and planned by the next claim', async () => {
      const stop = new AbortController();
      const slot = await claim();
      const stopped = await platform.get(PlanSlot).plan(slot, { progressed: () => stop.abort() }, stop.signal);
      expect(stopped.plan).toBeNull();
      expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([0, 200]);
      await loseTheSlot();
      const planned = await plan(await claim());
      expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([OWNERS, 0]);

      // They are handed out some hundred at a time, and neighbours not at once.
      const ahead = await platform.get(OpenChunks).ahead(planned, 'ROS');
      const handedOut: number[][] = [];
      for (let next = await ahead.next(); next.length > 0; next = await ahead.next()) {
        handedOut.push(next.map(({ index }) => index));
      }
      expect(handedOut.map(({ length }) => length)).toEqual([256, OWNERS - 256]);
      expect(handedOut[0]!.slice(0, 3)).toEqual([0, 21, 42]);
      expect(new Set(handedOut.flat()).size).toBe(OWNERS);
    });

    it('is dropped when its slot is given up, and a retry plans anew', async () => {
      const stop = new AbortController();
      const slot = await claim();
      await platform.get(PlanSlot).plan(slot, { progressed: () => stop.abort() }, stop.signal);
      await platform.get(FinishSlot).giveUp(slot, failed('INTERRUPTED', 'a test'));
      expect(await chunks().countDocuments({})).toBe(0);
      expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'INTERRUPTED', plan: null });
      expect(await platform.problems()).toEqual([]);
      await platform.retry(1);
      await plan(await claim());
      expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([OWNERS, 0]);
    });
  });
});

it('chunks as they were before ranges had stakes, and shares that they hold, are paid as they are', async () => {
  const platform = await Platform.start('older-chunks', { CHUNK_SIZE: '100' });
  try {
    const [first, second] = [aUser({ rank: 'Finance Titan' }), aUser({ rank: 'Finance Titan' })];
    await platform.insert('users', [first, second]);
    await platform.insert('stakes', [aStake(first), aStake(second), aStake(first, { userId: 'text' })]);
    await platform.queue([{ ros: '1', premium: '3' }]);
    const slot = await platform.get(PlanSlot).plan((await platform.get(ClaimSlot).claimNext('test'))!);
    const chunks = platform.connection.collection('distributionchunks');
    await chunks.updateOne(
      { phase: 'PREMIUM' },
      { $set: { subjects: { kind: 'shares', userIds: [first._id, second._id], amounts: [usdt('1.5'), usdt('1.5')] } } },
    );
    await platform.connection
      .collection('distributions')
      .updateOne({ _id: slot._id }, { $unset: { 'plan.premiumSplit': '', 'plan.splitOwners': '' } });
    for (const { _id } of await chunks.find().toArray()) await platform.get(PayChunk).pay(_id);
    await platform.get(FinishSlot).finish(slot, platform.orderOf(slot));

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 2,
      errors: 1,
      totals: { PREMIUM: { count: 2 } },
    });
    expect(await platform.problems()).toEqual([]);
  } finally {
    await platform.stop();
  }
});
