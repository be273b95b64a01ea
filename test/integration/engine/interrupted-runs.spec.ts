import { mongo } from 'mongoose';
import { PayChunk, SlotRunner } from '#lib/engine';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { slotFromStored, type Slot, type StoredSlot } from '#lib/slots';
import { InterruptedRuns } from '../../../libs/engine/src/interrupted-runs.js';
import { PlanSlot } from '../../../libs/engine/src/plan-slot.js';
import { usdt } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

describe('a slot whose runs break off', () => {
  let platform: Platform;
  let slot: Slot;
  beforeEach(async () => {
    platform = await Platform.start('interruptions');
    await platform.populate({ users: 15, stakes: 30 });
    await platform.queueNow('1');
    slot = (await platform.get(ClaimSlot).claimNext('test'))!;
    await platform.get(PlanSlot).plan(slot);
  });
  afterEach(() => platform.stop());

  const chunks = async () => (await platform.books()).chunks;
  const pay = async () => {
    for (const { _id } of await chunks()) await platform.get(PayChunk).pay(_id);
  };
  const current = async () => slotFromStored((await platform.slot(1)) as unknown as StoredSlot);
  const breakOff = async (error: Error) => platform.get(InterruptedRuns).note(await current(), error);
  const times = async (count: number, step: () => Promise<unknown>) => {
    for (let time = 0; time < count; time += 1) await step();
  };

  it('five times is FAILED with INTERRUPTED, with the error and what was paid, and a retry pays the rest', async () => {
    const [first] = await chunks();
    await platform.get(PayChunk).pay(first!._id);
    await times(4, () => breakOff(new Error('a broken spring')));
    expect(await platform.slot(1)).toMatchObject({ status: 'EXECUTING' });

    expect(await breakOff(new Error('a broken spring'))).toBe(false);

    const { error, ...ended } = await platform.slot(1);
    expect(ended).toMatchObject({ status: 'FAILED', reason: 'INTERRUPTED', run: { state: 'ENDED', leaseUntil: null } });
    expect(error).toBe('INTERRUPTED: 5 claims one after the other broke off; the last: a broken spring');
    expect(ended.processedStakes).toBeGreaterThan(0);
    expect(await platform.problems()).toEqual([]);

    await platform.retry(1);
    await platform.get(SlotRunner).runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30, reason: null });
    expect(await platform.problems()).toEqual([]);
  });

  it('counts anew when a chunk was paid between', async () => {
    await times(4, () => breakOff(new Error('a broken spring')));
    const [first] = await chunks();
    await platform.get(PayChunk).pay(first!._id);

    expect(await breakOff(new Error('a broken spring'))).toBe(true);
    expect(await platform.slot(1)).toMatchObject({ status: 'EXECUTING' });
  });

  it('does not count what a lost connection broke off', async () => {
    await times(6, () => breakOff(new mongo.MongoNetworkError('connection closed')));
    expect(await platform.slot(1)).toMatchObject({
      status: 'EXECUTING',
      run: { interruptions: { count: 0, passing: 6 } },
    });
  });

  it('is not failed by a worker that has lost it', async () => {
    await times(4, () => breakOff(new Error('a broken spring')));
    const stale = { ...(await current()), run: { ...(await current()).run, claimId: 'another' } };
    await expect(platform.get(InterruptedRuns).note(stale, new Error('a broken spring'))).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(await platform.slot(1)).toMatchObject({ status: 'EXECUTING' });
    expect((await chunks()).every(({ status }) => status === 'OPEN')).toBe(true);
  });

  it('because its chunks cannot be added up is FAILED all the same, and COMPLETED when they are mended', async () => {
    await pay();
    const [first] = await chunks();
    const total = (value: unknown) =>
      platform.connection.collection('distributionchunks').updateOne({ _id: first!._id }, { $set: { total: value } });
    await total(usdt('NaN'));
    const run = async () => {
      await platform.connection.collection('distributions').updateOne({}, { $set: { 'run.leaseUntil': new Date(0) } });
      await expect(platform.get(SlotRunner).runDue()).rejects.toThrow('NaN');
    };
    await times(5, run);
    expect(await platform.slot(1)).toMatchObject({ status: 'FAILED', reason: 'INTERRUPTED', totals: null });

    await total(first!.total);
    await platform.retry(1);
    await platform.get(SlotRunner).runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 30 });
    expect(await platform.problems()).toEqual([]);
  });
});
