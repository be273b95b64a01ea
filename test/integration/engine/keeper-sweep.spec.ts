import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { KeeperSweep, SlotRunner } from '#lib/engine';
import { SlotJobs, slotFromStored, type StoredSlot } from '#lib/slots';
import { QUEUES, slotJobId } from '#lib/queues';
import { ClaimSlot } from '../../../libs/engine/src/claim-slot.js';
import { Platform } from '../../support/platform.js';

const HOUR_MS = 3_600_000;

describe('the keeper', () => {
  let platform: Platform;
  let slots: Queue;
  beforeEach(async () => {
    platform = await Platform.start('keeper', { CHUNK_SIZE: '100' });
    slots = platform.get<Queue>(getQueueToken(QUEUES.slots));
    await platform.populate({ users: 10, stakes: 20 });
  });
  afterEach(() => platform.stop());

  const jobs = async (): Promise<unknown[]> => (await slots.getDelayed()).map(({ id }) => id).sort();

  /** Whoever queued the slots has had the time to add their jobs. */
  const timePasses = () =>
    platform.connection.collection('distributions').updateMany({}, { $set: { updatedAt: new Date(0) } });

  it('leaves slots alone that were queued a moment ago: their jobs are on the way', async () => {
    await platform.queue([{ ros: '0.5', inMs: HOUR_MS }]);
    await slots.obliterate({ force: true });

    await platform.get(KeeperSweep).repair();

    expect([await jobs(), (await platform.slot(1)).revision]).toEqual([[], 0]);
  });

  it('adds the jobs of slots that Redis has forgotten', async () => {
    await platform.queue([
      { ros: '0.5', inMs: HOUR_MS },
      { ros: '0.5', inMs: HOUR_MS },
    ]);
    await slots.obliterate({ force: true });
    await timePasses();

    await platform.get(KeeperSweep).repair();

    const keys = (await platform.books()).distributions.map(({ key }) => slotJobId(key, 1));
    expect(await jobs()).toEqual(keys.sort());
  });

  it('adds only what is missing, and leaves jobs that wait alone', async () => {
    await platform.queue([
      { ros: '0.5', inMs: HOUR_MS },
      { ros: '0.5', inMs: HOUR_MS },
    ]);
    const { key } = await platform.slot(2);
    await slots.remove(slotJobId(key, 0));
    await timePasses();

    await platform.get(KeeperSweep).repair();
    await platform.get(KeeperSweep).repair();

    expect(await jobs()).toEqual([slotJobId((await platform.slot(1)).key, 0), slotJobId(key, 1)]);
  });

  it('of many workers at once adds the job that the slot names, and is content with it', async () => {
    await platform.queue([{ ros: '0.5', inMs: HOUR_MS }]);
    await slots.obliterate({ force: true });
    await timePasses();
    const keeper = platform.get(KeeperSweep);

    await Promise.all([keeper.repair(), keeper.repair(), keeper.repair()]);
    // One that looks between another's two writes adds a job of a later revision; the earlier finds nothing to do.
    const added = await jobs();
    const { key, revision } = await platform.slot(1);
    expect(added).toContain(slotJobId(key, revision));

    await keeper.repair();
    expect(await jobs()).toEqual(added);
  });

  it('runs a slot that is overdue and has no job', async () => {
    await platform.queue([{ ros: '0.5' }]);
    await slots.obliterate({ force: true });

    await platform.get(KeeperSweep).runOverdue();

    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 20 });
    expect(await platform.problems()).toEqual([]);
  });

  it('runs slots that came due while another one ran', async () => {
    await platform.queue([{ ros: '0.5' }, { ros: '0.6' }]);
    await platform.get(SlotRunner).runDue();
    expect(await platform.slot(2)).toMatchObject({ status: 'COMPLETED', processedStakes: 20 });
    expect(await platform.problems()).toEqual([]);
  });

  it('fails a slot beyond its grace, and names what it waited behind', async () => {
    await platform.queue([{ ros: '0.5' }, { ros: '0.6' }]);
    await platform.backdate(2, 13 * HOUR_MS);
    const { key } = (await platform.get(ClaimSlot).claimNext('busy'))!;
    const long = { 'run.startedAt': new Date(Date.now() - 14 * HOUR_MS) };
    await platform.connection.collection('distributions').updateOne({ key }, { $set: long });

    await platform.get(KeeperSweep).repair();

    expect(await platform.slot(2)).toMatchObject({
      status: 'FAILED',
      reason: 'MISFIRED',
      error: `MISFIRED: its time passed 13.0 h ago, and it waited behind ${key}, for slots run one at a time; retry pays it now`,
    });
  });

  it('gives a slot that Redis remembers as done a job that Redis does not ignore', async () => {
    await platform.queue([{ ros: '0.5', inMs: HOUR_MS }]);
    const { key } = await platform.slot(1);
    await slots.remove(slotJobId(key, 0));
    await slots.add('pay-slot', {}, { jobId: slotJobId(key, 0), attempts: 1 });
    await fails(slots, slotJobId(key, 0));
    const [slot] = (await platform.books()).distributions as unknown as StoredSlot[];
    // BullMQ takes it and says nothing.
    expect(await platform.get(SlotJobs).enqueue([slotFromStored(slot!)])).toBe(true);
    expect(await jobs()).toEqual([]);
    await timePasses();

    await platform.get(KeeperSweep).repair();

    expect(await jobs()).toEqual([slotJobId(key, 1)]);
  });

  it('lets nothing be claimed while a unique index is gone, says which, and goes on when it is back', async () => {
    await platform.queueNow('0.5');
    const transactions = platform.connection.collection('transactions');
    const guard = (await transactions.indexes()).find(({ unique, name }) => unique === true && name !== '_id_')!;
    await transactions.dropIndex(guard.name!);
    const keeper = platform.get(KeeperSweep);

    await expect(keeper.repair()).rejects.toThrow('transactions');
    await platform.get(SlotRunner).runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'PENDING', attempts: 0 });

    await transactions.createIndex(guard.key, {
      name: guard.name!,
      unique: true,
      partialFilterExpression: guard['partialFilterExpression'] as object,
    });
    await keeper.repair();
    await platform.get(SlotRunner).runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED' });
  });
});

/** Lets a waiting job end in the failed set. */
async function fails(queue: Queue, jobId: string): Promise<void> {
  const { Worker } = await import('bullmq');
  const worker = new Worker(queue.name, null, {
    connection: { url: String(process.env['REDIS_URL']) },
    prefix: queue.opts.prefix ?? '',
  });
  const job = await worker.getNextJob('token');
  expect(job?.id).toBe(jobId);
  await job?.moveToFailed(new Error('for the test'), 'token');
  await worker.close();
}
