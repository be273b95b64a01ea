import type { Types } from 'mongoose';
import { PayChunk, SlotRunner } from '#lib/engine';
import type { Slot } from '#lib/slots';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { failed } from '../../../libs/engine/src/decide-end.js';
import { FinishSlot } from '../../../libs/engine/src/finish-slot.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { ReopenSlot } from '../../../libs/engine/src/reopen-slot.js';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';
import { RecordedCommands } from '../database/recorded-commands.js';

/** More than one transaction's worth of each. */
const EACH = 520;
const ANY_FEW = 510;

describe('a retry of a slot that left much unpaid', () => {
  let recorded: RecordedCommands;
  let platform: Platform;
  let broken: Types.ObjectId[];

  beforeEach(async () => {
    recorded = RecordedCommands.start();
    platform = await Platform.startWithoutRedis('reopen', { CHUNK_SIZE: '1', WORKER_CONCURRENCY: '4' });
  });
  afterEach(async () => {
    recorded.stop();
    await platform.stop();
  });

  const collection = (name: string) => platform.connection.collection(name);
  const claim = async (): Promise<Slot> => {
    await collection('distributions').updateOne({}, { $set: { 'run.leaseUntil': new Date(0) } });
    const slot = await platform.get(ClaimSlot).claimNext('test');
    if (slot === null) throw new Error('nothing to claim');
    return slot;
  };
  const ofStatus = (status: string) => collection('distributionchunks').countDocuments({ status });
  const isReady = async () => (await collection('distributions').findOne({ 'run.reopened': true })) !== null;

  /** A slot of so many records that cannot be paid, and as many whose chunks were not tried. */
  async function leftUnpaid(each: number): Promise<void> {
    const users = Array.from({ length: 2 * each }, () => aUser());
    const stakes = users.map((user, index) => aStake(user, index < each ? { amount: 'a hundred' } : {}));
    broken = stakes.slice(0, each).map(({ _id }) => _id);
    await platform.insert('users', users);
    await platform.insert('stakes', stakes);
    await platform.queueNow('1');
    const slot = await platform.get(PlanSlot).plan(await claim());
    const tried = await collection('distributionchunks').find({}).sort({ index: 1 }).limit(each).toArray();
    const lanes = Array.from({ length: 8 }, async () => {
      for (let chunk = tried.pop(); chunk !== undefined; chunk = tried.pop()) {
        await platform.get(PayChunk).pay(chunk._id);
      }
    });
    await Promise.all(lanes);
    await platform.get(FinishSlot).giveUp(slot, failed('INTERRUPTED', 'the test wants it so'));
    expect(await collection('distributionfailures').countDocuments({ resolved: false })).toBe(each);
    expect(await ofStatus('FAILED')).toBe(each);
  }

  const mend = () => collection('stakes').updateMany({ _id: { $in: broken } }, { $set: { amount: usdt('100') } });

  it('is made ready in transactions of some hundred documents', async () => {
    await leftUnpaid(EACH);
    await platform.retry(1);
    const slot = await claim();
    recorded.all.length = 0;

    await platform.get(ReopenSlot).reopen(slot, { progressed: () => undefined });

    expect([await ofStatus('OPEN'), await isReady()]).toEqual([2 * EACH, true]);
    expect(Math.max(...recorded.writtenByTransaction().values())).toBeLessThan(ANY_FEW);
    // What is read at once is held in memory.
    const reads = recorded.all.filter(({ name, collection: of }) => name === 'find' && of === 'distributionfailures');
    expect(reads.length).toBeGreaterThan(0);
    for (const { command } of reads) expect(Number(command['batchSize'])).toBeLessThan(ANY_FEW);
  });

  it('that dies between any two of them is made ready by the next, and pays each of them once', async () => {
    await leftUnpaid(EACH);
    await platform.retry(1);
    await mend();
    let kills = 0;
    for (let steps = 1; ; steps += 1) {
      let taken = 0;
      const progressed = () => {
        taken += 1;
        if (taken === steps) throw new Error('killed');
      };
      const end = await platform
        .get(ReopenSlot)
        .reopen(await claim(), { progressed })
        .then(
          () => 'ready',
          ({ message }: Error) => message,
        );
      // Nothing can be paid before all of it is there.
      if (!(await isReady())) expect(await ofStatus('OPEN')).toBe(0);
      if (end === 'ready') break;
      expect(end).toBe('killed');
      kills += 1;
    }
    expect(kills).toBeGreaterThan(6);
    expect([await ofStatus('OPEN'), await ofStatus('DRAFT')]).toEqual([2 * EACH, 0]);

    await collection('distributions').updateOne({}, { $set: { 'run.leaseUntil': new Date(0) } });
    await platform.get(SlotRunner).runDue();

    expect(await platform.slot(1)).toMatchObject({
      status: 'COMPLETED',
      errors: 0,
      processedStakes: 2 * EACH,
      totalDistributed: usdt(`${2 * EACH}`),
      accounted: { paid: 2 * EACH, failed: 0, left: 0 },
    });
    expect(await platform.problems()).toEqual([]);
  });

  it('is left alone by a worker that has lost it', async () => {
    await leftUnpaid(3);
    await platform.retry(1);
    const stale = await claim();
    await claim();

    await expect(platform.get(ReopenSlot).reopen(stale, { progressed: () => undefined })).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect([await ofStatus('FAILED'), await ofStatus('OPEN'), await isReady()]).toEqual([3, 0, false]);
  });

  it('that could not even be tried is no other one the next time: each record is given one chance', async () => {
    await leftUnpaid(3);
    for (let time = 0; time < 2; time += 1) {
      await platform.retry(1);
      const slot = await claim();
      await platform.get(ReopenSlot).reopen(slot, { progressed: () => undefined });
      await platform.get(FinishSlot).giveUp(slot, failed('INTERRUPTED', 'the test wants it so'));
    }
    await platform.retry(1);
    await mend();
    await platform.get(SlotRunner).runDue();

    expect(await collection('distributionchunks').countDocuments({ secondChance: true })).toBe(3);
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 6, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});
