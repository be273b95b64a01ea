import { parseCalendarDate } from '#lib/calendar';
import { ChangeSlots, PauseExecution, RetrySlots, UndatedPools, type Change } from '#lib/declarations';
import { SlotRunner } from '#lib/engine';
import { parseMoney } from '#lib/money';
import { Compensation } from '#lib/reconciliation';
import { aStake, aUser, usdt, type StakeRecord, type UserRecord } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';
import { until } from '../../support/until.js';
import { undoPayment } from '../reconciliation/undo-payment.js';
import { codeOf } from './declaration-harness.js';

const ANN: Change = {
  origin: { actor: { id: '65b000000000000000000001', email: 'ann@example.com' } },
  remember: () => Promise.resolve(),
};
const later = (ms = 1_800_000) => new Date(Date.now() + ms);
const waitingTo = (notBefore: Date): Change => ({ ...ANN, notBefore });

describe('what an ended slot is asked to pay, and waits with', () => {
  let platform: Platform;
  let users: readonly UserRecord[];
  let stakes: readonly StakeRecord[];

  beforeEach(async () => {
    platform = await Platform.startWithoutRedis('further-run', { LEASE_MS: '600000', CHUNK_SIZE: '2' });
    users = Array.from({ length: 3 }, () => aUser({ rank: 'Finance Titan' }));
    await platform.insert('users', users);
    stakes = [0, 1, 2, 0, 1].map((owner, index) => aStake(users[owner]!, index === 4 ? { amount: 'ten' } : {}));
    await platform.insert('stakes', stakes);
    await platform.queueNow('1');
    await runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 4, errors: 1 });
  });
  afterEach(() => platform.stop());

  const runDue = () => platform.get(SlotRunner).runDue();
  const collection = (name: string) => platform.connection.collection(name);
  const date = async () => parseCalendarDate(String((await platform.slot(1)).date));
  const mend = () => collection('stakes').updateMany({ amount: 'ten' }, { $set: { amount: usdt('100') } });
  const retry = async (change: Change) => platform.get(RetrySlots).request(await date(), [1], change);
  const compensate = async (notBefore?: Date) =>
    platform.get(Compensation).compensate(await date(), ANN.origin, { notBefore, waitMs: 0 });
  const cancel = (slotNumber: number | null = 1) => platform.get(ChangeSlots).cancel(slotNumber, ANN);
  const chunks = () => collection('distributionchunks').find().sort({ _id: 1 }).toArray();
  /** The slot as it stands, whatever was asked of it. */
  const standing = async (): Promise<unknown> => {
    const slot = (await collection('distributions').findOne({}))!;
    const asked = ['run', 'runs', 'revision', 'updatedAt'];
    const rest = Object.entries(slot).filter(([field]) => !asked.includes(field));
    return [Object.fromEntries(rest), (slot['run'] as { state: string }).state];
  };

  it('is claimed at its instant, and not before', async () => {
    await mend();
    const notBefore = later(1_500);
    await retry(waitingTo(notBefore));
    await runDue();
    expect(await platform.slot(1)).toMatchObject({ attempts: 1, run: { state: 'REQUESTED', notBefore } });
    await until('it was paid', async () => {
      await runDue();
      return (await platform.slot(1)).attempts === 2;
    });
    const { run } = await collection('distributions')
      .findOne({})
      .then((slot) => slot as unknown as { run: { startedAt: Date } });
    expect(run.startedAt.getTime()).toBeGreaterThanOrEqual(notBefore.getTime());
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', errors: 0, processedStakes: 5 });
    expect(await platform.problems()).toEqual([]);
  });

  it('is cancelled as if it had never been asked: nothing of a compensation is left, and it can be asked again', async () => {
    await platform.insert('stakes', [aStake(users[2]!)]);
    const { _id } = (await collection('distributions').findOne({}))!;
    const books = { connection: platform.connection, collection };
    await undoPayment(books, { distributionId: _id, subjectId: stakes[0]!._id });
    const [before, chunksBefore] = [await standing(), await chunks()];

    expect(await compensate(later())).toMatchObject({ ended: false, subjects: 2, slots: [{ started: true }] });
    expect((await chunks()).length).toBe(chunksBefore.length + 2);
    await runDue();
    await cancel();
    await runDue();
    expect(await standing()).toEqual(before);
    expect(await chunks()).toEqual(chunksBefore);

    await mend();
    expect(await compensate()).toMatchObject({ subjects: 3 });
    await runDue();
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', errors: 0, processedStakes: 6 });
    expect(await platform.problems()).toEqual([]);
  });

  it('waits with what is added to it, and for nothing where nothing is', async () => {
    await mend();
    const [first, second] = [later(), later(2_000_000)];
    await retry(waitingTo(first));
    expect(await compensate(second)).toMatchObject({ slots: [{ started: false }] });
    expect(await platform.slot(1)).toMatchObject({ run: { notBefore: first } });
    await platform.insert('stakes', [aStake(users[2]!)]);
    expect(await compensate(second)).toMatchObject({ slots: [{ started: true }] });
    expect(await platform.slot(1)).toMatchObject({ run: { kind: 'retry', notBefore: second } });
    await cancel(null);
    expect(await platform.slot(1)).toMatchObject({ status: 'COMPLETED', errors: 1, run: { state: 'ENDED' } });
    expect(await collection('distributionchunks').countDocuments({ secondChance: true })).toBe(0);
    expect(await codeOf(cancel())).toBe('SLOT_STATE_CONFLICT');
  });

  it('that is cancelled is told to whoever waits for it as cancelled, never as done', async () => {
    await mend();
    await platform.get(PauseExecution).pause(ANN);
    const asked = async () => (await platform.slot(1)).run.state === 'REQUESTED';
    for (const request of [
      async () => platform.get(RetrySlots).retry(await date(), [1], ANN),
      async () => platform.get(Compensation).compensate(await date(), ANN.origin),
    ]) {
      const answered = codeOf(request());
      await until('it is asked for', asked);
      await cancel();
      expect(await answered).toBe('DISTRIBUTION_CANCELLED');
    }
  });

  it('is cancelled with the queue of its date where it is pools without one', async () => {
    const pools = platform.get(UndatedPools);
    await collection('users').updateOne({ _id: users[0]!._id }, { $set: { 'wallets.earnings': 'broken' } });
    const wish = { pools: { premium: parseMoney('3'), performance: parseMoney('0') }, autoDistribute: true, notes: '' };
    const { view } = await pools.declare(wish, ANN, 0);
    await runDue();
    const pool = () => collection('distributions').findOne({ kind: 'pool' });
    expect(await pool()).toMatchObject({ status: 'COMPLETED', errors: 1 });
    expect(await pools.retry(view.id!, waitingTo(later()))).toMatchObject({ ended: false });
    await runDue();
    expect(await pool()).toMatchObject({ attempts: 1, run: { state: 'REQUESTED' } });
    await cancel(null);
    expect(await pool()).toMatchObject({ status: 'COMPLETED', errors: 1, run: { state: 'ENDED' } });
  });
});
