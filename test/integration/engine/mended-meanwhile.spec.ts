import { Types } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { PayChunk } from '#lib/engine';
import { Compensation, Reconciliation } from '#lib/reconciliation';
import type { Slot } from '#lib/slots';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

/** Sorts after every user that a test makes, so that its range is the last. */
const LAST_OWNER = new Types.ObjectId('fffffffffffffffffffffff0');

describe('a stake that failed in one chunk and is mended before the chunk of its owner', () => {
  let platform: Platform;
  let owner: UserRecord;
  let slot: Slot;
  beforeEach(async () => {
    platform = await Platform.start('mended-meanwhile', { CHUNK_SIZE: '5' });
    owner = aUser({ _id: LAST_OWNER });
    await platform.insert('users', [aUser(), owner]);
  });
  afterEach(() => platform.stop());

  const stakes = () => platform.connection.collection('stakes');
  const openFailures = async () => (await platform.books()).failures.filter(({ resolved }) => !resolved);

  /** Plans a slot with these stakes, which belong to nobody, beside six sound ones. */
  const planned = async (ownerless: readonly StakeRecord[]): Promise<void> => {
    const sound = aUser();
    await platform.insert('users', [sound]);
    await platform.insert('stakes', [...Array.from({ length: 5 }, () => aStake(sound)), aStake(owner), ...ownerless]);
    await platform.queueNow('1');
    const claimed = (await platform.get(ClaimSlot).claimNext('test'))!;
    slot = await platform.get(PlanSlot).plan(claimed);
  };

  const pay = async (kind: 'ownerless' | 'range'): Promise<void> => {
    for (const { _id } of await chunksOf(kind)) await platform.get(PayChunk).pay(_id);
  };

  /** Plans it, and pays the ownerless. */
  const failed = async (ownerless: readonly StakeRecord[]): Promise<void> => {
    await planned(ownerless);
    await pay('ownerless');
    expect(await openFailures()).toHaveLength(ownerless.length);
  };

  const chunksOf = async (kind: string) =>
    platform.connection
      .collection('distributionchunks')
      .find<{ _id: Types.ObjectId }>({ 'subjects.kind': kind })
      .toArray();

  const finish = () => platform.get(FinishSlot).finish(slot, platform.orderOf(slot));

  const payTheRest = async (): Promise<void> => {
    await pay('range');
    await finish();
  };

  const ownerless = (count = 1) => Array.from({ length: count }, () => aStake({ _id: LAST_OWNER }, { userId: 'text' }));
  const idsOf = (some: readonly StakeRecord[]) => ({ _id: { $in: some.map(({ _id }) => _id) } });

  it.each([1, 1_200])('%i of them: paid, no failure stands, every stake is accounted for', async (count) => {
    const mended = ownerless(count);
    await failed(mended);
    await stakes().updateMany(idsOf(mended), { $set: { userId: owner._id } });
    await payTheRest();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      processedStakes: 6 + count,
      accounted: { paid: 6 + count, failed: 0, left: count, joined: count },
    });
    expect(await openFailures()).toEqual([]);
    expect(await platform.problems()).toEqual([]);
  });

  it('or after it, before the chunk of the ownerless: left by the slot, owed by the proof, paid by a compensation', async () => {
    const mended = ownerless();
    await planned(mended);
    await pay('range');
    await stakes().updateMany(idsOf(mended), { $set: { userId: owner._id } });
    await pay('ownerless');
    await finish();
    const { date: today, accounted } = await platform.slot(1);
    expect(accounted).toMatchObject({ paid: 6, failed: 0, left: 1 });

    const date = parseCalendarDate(String(today));
    const proof = () => platform.get(Reconciliation).check(date);
    expect(await proof()).toMatchObject({ holds: false, missing: { count: 1, payable: 1 } });
    const actor = { id: owner._id.toHexString(), email: 'ann@example.com' };
    await platform.get(Compensation).request(date, { actor });
    platform.worker();
    expect(await platform.settled(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      processedStakes: 7,
      accounted: { paid: 7, failed: 0, left: 1, joined: 1 },
    });
    expect(await proof()).toMatchObject({ holds: true, missing: { count: 0 } });
    expect(await platform.problems()).toEqual([]);
  });

  it('while another leaves that chunk: both are told of', async () => {
    const mended = ownerless();
    await failed(mended);
    await stakes().updateMany(idsOf(mended), { $set: { userId: owner._id } });
    await stakes().updateOne({ userId: owner._id, ...notOneOf(mended) }, { $set: { status: 'CANCELLED' } });
    await payTheRest();

    const { accounted, errors } = await platform.slot(1);
    expect({ errors, ...accounted }).toMatchObject({ errors: 0, paid: 6, failed: 0 });
    expect(accounted!.left - accounted!.joined).toBe(1);
    expect(await platform.problems()).toEqual([]);
  });

  it('in part: fails there again, once, and a retry pays it', async () => {
    const mended = ownerless();
    await failed(mended);
    await stakes().updateMany(idsOf(mended), { $set: { userId: owner._id, amount: 'a hundred' } });
    await payTheRest();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 1,
      accounted: { paid: 6, failed: 1, left: 1, joined: 1 },
    });
    expect(await openFailures()).toMatchObject([{ subjectId: mended[0]!._id, reason: 'INVALID_AMOUNT' }]);

    await stakes().updateMany(idsOf(mended), { $set: { amount: usdt('100') } });
    await platform.retry(1);
    platform.worker();
    expect(await platform.settled(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      accounted: { paid: 7, failed: 0, left: 1, joined: 1 },
    });
    expect(await platform.problems()).toEqual([]);
  });

  it('and another that nobody has mended: that one stands, and a retry leaves what was told as it was', async () => {
    const [mended, broken] = [ownerless(), ownerless()];
    await failed([...mended, ...broken]);
    await stakes().updateMany(idsOf(mended), { $set: { userId: owner._id } });
    await payTheRest();
    expect(await openFailures()).toMatchObject([{ subjectId: broken[0]!._id, reason: 'INVALID_USER_ID' }]);
    expect(await platform.slot(1)).toMatchObject({ errors: 1, accounted: { paid: 7, failed: 1, left: 1, joined: 1 } });

    await stakes().updateMany(idsOf(broken), { $set: { userId: owner._id } });
    await platform.retry(1);
    platform.worker();
    expect(await platform.settled(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      accounted: { paid: 8, failed: 0, left: 1, joined: 1 },
    });
    expect(await platform.problems()).toEqual([]);
  });
});

describe('a share that stands failed and is paid', () => {
  it('stands failed no more when its slot ends', async () => {
    const platform = await Platform.start('paid-share');
    try {
      const receiver = aUser({ rank: 'Finance Titan' });
      await platform.insert('users', [receiver]);
      await platform.queue([{ premium: '100' }]);
      const slot = await platform.get(PlanSlot).plan((await platform.get(ClaimSlot).claimNext('test'))!);
      const [chunk] = (await platform.books()).chunks;
      await platform.get(PayChunk).pay(chunk!._id);
      const failure = { distributionId: slot._id, type: 'PREMIUM_POOL', reason: 'INVALID_WALLET', amount: usdt('100') };
      await platform.connection.collection('distributionfailures').insertMany([
        { ...failure, subjectId: receiver._id, resolved: false },
        { ...failure, subjectId: new Types.ObjectId(), resolved: false },
      ]);
      await platform.get(FinishSlot).finish(slot, platform.orderOf(slot));

      expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', usersProcessed: 1, errors: 1 });
    } finally {
      await platform.stop();
    }
  });
});

function notOneOf(some: readonly StakeRecord[]): { _id: { $nin: Types.ObjectId[] } } {
  return { _id: { $nin: some.map(({ _id }) => _id) } };
}
