import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DeclarationReader, DeclarePool, PlatformDay, UndatedPools, type Change } from '#lib/declarations';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser } from '../../support/builders.js';
import { DeclarationHarness, codeOf, fieldsOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('declare-pool');
  const users = ['Stakeholder', 'Associate Stakeholder', 'Principal Strategist', 'Finance Titan'].map((rank) =>
    aUser({ rank }),
  );
  await harness.platform.insert('users', users);
  await harness.platform.insert(
    'stakes',
    users.map((user) => aStake(user)),
  );
  await harness.startWorker();
});
beforeEach(() => harness.clearDays());
afterAll(() => harness.close());

const declare = (...args: Parameters<DeclarePool['declare']>) => harness.get(DeclarePool).declare(...args);

async function stored(collection: string): Promise<Record<string, unknown>[]> {
  return harness.connection.collection(collection).find().toArray();
}

describe('pools without a date', () => {
  const pools = { pools: { premium: usdt(10), performance: usdt(1) }, autoDistribute: true, notes: 'for now' };

  test('are distributed at once, each to those who qualify, and belong to no date', async () => {
    const { view } = await declare(pools, harness.ann);
    expect(view.declaration).toMatchObject({
      date: null,
      rosPercentage: 0,
      premiumPoolAmount: 10,
      performancePoolAmount: 1,
      totalPoolAmount: 11,
      description: 'for now',
      declaredBy: { username: 'ann' },
    });
    expect(view.poolDistribution).toMatchObject({
      distributed: true,
      premiumPool: { distributed: 2, totalDistributed: 10 },
      performancePool: { distributed: 3, totalDistributed: 1 },
      totalDistributed: 11,
    });
    expect(view.rosDistribution).toMatchObject({ scheduled: false, distributed: false });
    expect(await harness.get(DeclarationReader).status(harness.get(PlatformDay).today())).toMatchObject({
      status: 'NOT_QUEUED',
      distributionSlots: [],
    });
    expect(await harness.platform.problems()).toEqual([]);
  });

  test('are kept as a record that names its distribution, and audited', async () => {
    await declare(pools, harness.ann);
    const [distribution] = await stored('distributions');
    expect(distribution).toMatchObject({ kind: 'pool', date: null, slotNumber: null, status: 'COMPLETED' });
    expect(await stored('pooldeclarations')).toEqual([
      expect.objectContaining({
        description: 'for now',
        declaredBy: harness.adminId,
        distributionId: distribution!['_id'],
      }),
    ]);
    expect(await harness.audit()).toEqual([
      expect.objectContaining({
        action: 'pool.declare',
        date: null,
        target: distribution!['key'],
        after: { premiumPoolAmount: 10, performancePoolAmount: 1, notes: 'for now', autoDistribute: true },
      }),
    ]);
    expect(harness.answers).toHaveLength(1);
  });

  test('can be declared again and again: each time they are paid', async () => {
    await declare(pools, harness.ann);
    await declare(pools, harness.ann);
    expect(await stored('distributions')).toHaveLength(2);
    expect(await stored('pooldeclarations')).toHaveLength(2);
    expect(await stored('declarations')).toEqual([]);
  });

  test('declared without being distributed are a record and nothing that could run', async () => {
    const { view } = await declare({ ...pools, autoDistribute: false }, harness.ann);
    expect(view.declaration).toMatchObject({ date: null, totalPoolAmount: 11 });
    expect(view.poolDistribution).toMatchObject({ distributed: false, totalDistributed: 0 });
    expect(await stored('distributions')).toEqual([]);
    expect(await stored('pooldeclarations')).toEqual([expect.objectContaining({ distributionId: null })]);
    expect(harness.answers).toEqual([view]);
  });

  test('that FAILED are paid by a retry, once, and then cannot be retried', async () => {
    const users = harness.connection.collection('users');
    const whole = await users.find().toArray();
    await users.updateMany({}, { $set: { 'wallets.earnings': 'broken' } });
    await expect(declare(pools, harness.ann)).rejects.toMatchObject({ code: 'DISTRIBUTION_FAILED' });
    for (const { _id, wallets } of whole) await users.updateOne({ _id }, { $set: { wallets } });

    const [failed] = await stored('distributions');
    const id = String(failed!['key']).replace('pool/', '');
    const { view } = await harness.get(UndatedPools).retry(id, harness.ann);
    expect(view.poolDistribution).toMatchObject({ distributed: true, totalDistributed: 11 });
    expect(await harness.platform.problems()).toEqual([]);
    expect((await harness.audit()).map(({ action }) => action)).toEqual(['pool.declare', 'pool.retry']);

    expect(await codeOf(harness.get(UndatedPools).retry(id, harness.ann))).toBe('SLOT_STATE_CONFLICT');
    expect(await codeOf(harness.get(UndatedPools).retry('0'.repeat(24), harness.ann))).toBe('POOL_NOT_FOUND');
  });

  test('declared and not distributed are listed, distributed once by their id, and not deleted then', async () => {
    const undated = harness.get(UndatedPools);
    const { view } = await declare({ ...pools, autoDistribute: false }, harness.ann);
    const id = String(view.id);
    expect(await undated.list(10)).toEqual([view]);
    expect(await undated.list(10, id)).toEqual([]);
    const { view: paid, ended } = await undated.distribute(id, harness.ann);
    expect(ended).toBe(true);
    expect(paid).toMatchObject({ id, poolDistribution: { distributed: true, totalDistributed: 11 } });
    expect(await undated.get(id)).toEqual(paid);
    expect(await codeOf(undated.distribute(id, harness.ann))).toBe('ALREADY_DISTRIBUTED');
    expect(await codeOf(undated.remove(id, harness.ann))).toBe('ALREADY_DISTRIBUTED');
    expect((await harness.audit()).map(({ action }) => action)).toEqual(['pool.declare', 'pool.distribute']);
    expect(await harness.platform.problems()).toEqual([]);
  });

  test('of which nothing was paid are deleted, and what waits is cancelled', async () => {
    const undated = harness.get(UndatedPools);
    await harness.pause(true);
    const { view, ended } = await declare(pools, harness.ann, 0);
    expect([ended, view.poolDistribution.distributed]).toEqual([false, false]);
    await undated.remove(String(view.id), harness.ann);
    await harness.pause(false);
    expect(await stored('pooldeclarations')).toEqual([]);
    expect(await stored('distributions')).toEqual([expect.objectContaining({ status: 'CANCELLED' })]);
    expect(await codeOf(undated.get(String(view.id)))).toBe('POOL_NOT_FOUND');
  });

  test('that nobody qualifies for stay undistributed, and are distributed when somebody does', async () => {
    const users = harness.connection.collection('users');
    const before = await users.find({ role: 'user' }).toArray();
    await users.updateMany({ role: 'user' }, { $set: { rank: 'Stakeholder' } });
    const { view } = await declare(pools, harness.ann);
    expect(view.poolDistribution).toMatchObject({ distributed: false, totalDistributed: 0 });
    for (const { _id, rank } of before) await users.updateOne({ _id }, { $set: { rank: rank as string } });
    const again = await harness.get(UndatedPools).distribute(String(view.id), harness.ann);
    expect(again.view.poolDistribution).toMatchObject({ distributed: true, totalDistributed: 11 });
  });

  test('of nothing, or with a ROS, are refused', async () => {
    const nothing = { ...pools, pools: { premium: usdt(0), performance: usdt(0) } };
    expect(await fieldsOf(declare(nothing, harness.ann))).toEqual(['premiumPoolAmount', 'performancePoolAmount']);
    expect(await fieldsOf(declare({ ...pools, rate: percent(1) }, harness.ann))).toEqual(['rosPercentage']);
    await declare({ ...pools, rate: percent(0), autoDistribute: false }, harness.ann);
  });

  test('asked for five times at once with one key are paid once', async () => {
    const keyed: Change = {
      ...harness.ann,
      // As an Idempotency-Key is remembered: unique, in the transaction of the change.
      remember: async (session) => {
        await harness.connection.collection<{ _id: string }>('keys').insertOne({ _id: 'one key' }, { session });
      },
    };
    const ends = await Promise.allSettled(Array.from({ length: 5 }, () => declare(pools, keyed)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [distributions, kept] = [await stored('distributions'), await stored('pooldeclarations')];
    expect([distributions.length, kept.length, (await harness.audit()).length]).toEqual([1, 1, 1]);
  });

  test('whose answer cannot be remembered are neither kept nor paid', async () => {
    const forgetful = { ...harness.ann, remember: () => Promise.reject(new Error('no memory')) };
    await expect(declare(pools, forgetful)).rejects.toThrow('no memory');
    expect([await stored('pooldeclarations'), await stored('distributions'), await harness.audit()]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

describe('pools with a date', () => {
  test('are that date’s declaration', async () => {
    const date = harness.day(2);
    const request = { date, pools: { premium: usdt(10), performance: usdt(1) }, autoDistribute: false, notes: 'later' };
    const { view } = await declare(request, harness.ann);
    expect(view.declaration).toMatchObject({ date, rosPercentage: 0, totalPoolAmount: 11, description: 'later' });
    expect({ ...(await harness.get(DeclarationReader).get(date)), id: null }).toEqual(view);
    expect(await codeOf(declare(request, harness.ann))).toBe('ALREADY_DECLARED');
    expect(await stored('pooldeclarations')).toEqual([]);
  });

  test('and a ROS are a unified declaration; autoDistribute means the pools alone', async () => {
    const { view } = await declare(
      {
        date: harness.day(),
        rate: percent(1),
        pools: { premium: usdt(10), performance: usdt(0) },
        autoDistribute: true,
      },
      harness.ann,
    );
    expect(view.declaration).toMatchObject({ rosPercentage: 1, premiumPoolAmount: 10 });
    expect(view.poolDistribution).toMatchObject({ distributed: true, totalDistributed: 10 });
    expect(view.rosDistribution).toMatchObject({ scheduled: false, distributed: false });
    expect((await harness.distributions()).map(({ kind }) => kind)).toEqual(['auto-pools']);
  });

  test('of a later date are scheduled for it', async () => {
    const date = harness.day(2);
    await declare({ date, pools: { premium: usdt(10), performance: usdt(0) }, autoDistribute: true }, harness.ann);
    const pools = await harness.distribution(`${date}/auto-pools`);
    expect(pools).toMatchObject({ status: 'PENDING', scheduledFor: harness.get(PlatformDay).defaultInstant(date) });
    expect(await harness.hasJob(pools)).toBe(true);
  });

  test('that is past, or too far ahead, are refused', async () => {
    for (const date of [harness.day(-1), harness.day(31)]) {
      const request = { date, pools: { premium: usdt(10), performance: usdt(0) }, autoDistribute: false };
      expect(await fieldsOf(declare(request, harness.ann))).toEqual(['date']);
    }
  });
});
