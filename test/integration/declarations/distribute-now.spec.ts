import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { DeclarationReader, DeclareDay, DistributeNow, QueueDay, ChangeSlots, type Part } from '#lib/declarations';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser, usdt as stored } from '../../support/builders.js';
import { DeclarationHarness, codeOf, fieldsOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('distribute-now');
  await harness.startWorker();
});
beforeEach(async () => {
  await harness.clearDays();
  for (const name of ['transactions', 'stakes', 'distributionfailures']) {
    await harness.connection.collection(name).deleteMany({});
  }
  await harness.connection.collection('users').deleteMany({ role: 'user' });
  const users = [aUser({ rank: 'Finance Titan' }), aUser({ rank: 'Associate Stakeholder' }), aUser()];
  await harness.platform.insert('users', users);
  await harness.platform.insert(
    'stakes',
    users.map((user) => aStake(user)),
  );
});
afterAll(() => harness.close());

async function declare(
  date: CalendarDate = harness.day(),
  values: { ros?: string; premium?: number } = {},
): Promise<void> {
  await harness.get(DeclareDay).declare(
    {
      date,
      rate: percent(values.ros ?? '1'),
      pools: { premium: usdt(values.premium ?? 10), performance: usdt(0) },
      description: '',
      autoDistributePools: false,
      autoDistributeRos: false,
    },
    harness.ann,
  );
}

const distribute = (parts: readonly Part[], date: CalendarDate = harness.day()) =>
  harness.get(DistributeNow).distribute(date, parts, harness.ann);

describe('distributing a declared day', () => {
  test('pays ROS and pools, once, and tells what was paid', async () => {
    await declare();
    const { ended, view } = await distribute(['ros', 'pools']);
    expect(ended).toBe(true);
    expect(view).toMatchObject({
      date: harness.day(),
      poolDistribution: {
        distributed: true,
        premiumPool: { distributed: 1, totalDistributed: 10 },
        totalDistributed: 10,
      },
      rosDistribution: { distributed: true, rosPercentage: 1, totalStakes: 3, processedStakes: 3, totalDistributed: 3 },
    });
    expect(await codeOf(distribute(['ros', 'pools']))).toBe('ALREADY_DISTRIBUTED');
    expect(await harness.platform.problems()).toEqual([]);
  });

  test('is remembered in the transaction that accepts it, before anything is paid', async () => {
    await declare();
    await distribute(['ros']);
    expect(harness.answers).toHaveLength(2);
    expect(harness.answers[1]).toMatchObject({
      date: harness.day(),
      rosDistribution: { distributed: false, processedStakes: 0, rosPercentage: 1 },
    });
  });

  test('leaves the part alone that was not asked for; it can follow', async () => {
    await declare();
    const ros = await distribute(['ros']);
    expect([ros.view.rosDistribution.distributed, ros.view.poolDistribution.distributed]).toEqual([true, false]);
    expect(await codeOf(distribute(['ros', 'pools']))).toBe('ALREADY_DISTRIBUTED');
    const pools = await distribute(['pools']);
    expect([pools.view.rosDistribution.distributed, pools.view.poolDistribution.distributed]).toEqual([true, true]);
    expect((await harness.distributions()).map(({ kind }) => kind)).toEqual(['manual-ros', 'manual-pools']);
  });

  test('works for a past date too', async () => {
    await declare();
    await harness.connection.collection('declarations').updateMany({}, { $set: { date: harness.day(-3) } });
    expect((await distribute(['ros'], harness.day(-3))).view.rosDistribution.distributed).toBe(true);
  });

  test('when it fails, says which part to ask for again; asked again after mending, it pays the rest', async () => {
    await harness.connection.collection('stakes').updateMany({}, { $set: { amount: 'much' } });
    await declare();
    await expect(distribute(['ros', 'pools'])).rejects.toMatchObject({
      code: 'DISTRIBUTION_FAILED',
      message: expect.stringContaining('send the request again with distributeROS alone'),
    });
    expect((await harness.distributions()).map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'manual-pools COMPLETED',
      'manual-ros FAILED',
    ]);
    await harness.connection.collection('stakes').updateMany({}, { $set: { amount: stored('100') } });
    const { view } = await distribute(['ros']);
    expect(view.rosDistribution).toMatchObject({ distributed: true, processedStakes: 3, totalDistributed: 3 });
    expect(await harness.platform.problems()).toEqual([]);
  });
});

describe('ROS and pools are independent', () => {
  test('pools distributed by hand leave the ROS to be queued, and the other way round', async () => {
    await declare();
    await distribute(['pools']);
    const day = await harness.get(QueueDay).queue({ scheduledFor: '21:00' }, harness.ann);
    expect(day.values).toMatchObject({ rosPercentage: 1, premiumPoolAmount: 10 });
    expect(day.distributionSlots.find(({ kind }) => kind === 'slot')).toMatchObject({
      rosPercentage: 1,
      premiumPoolAmount: 0,
    });
    expect(await codeOf(distribute(['ros']))).toBe('ALREADY_QUEUED');
    expect(await codeOf(distribute(['pools']))).toBe('ALREADY_DISTRIBUTED');
  });

  test('a part that is distributed is not queued again', async () => {
    await declare();
    await distribute(['pools']);
    const both = { pools: { premium: usdt(10) }, scheduledFor: '21:00' };
    expect(await codeOf(harness.get(QueueDay).queue(both, harness.ann))).toBe('ALREADY_QUEUED');
  });

  test('pools are distributed by hand beside slots that carry none', async () => {
    await declare();
    await harness.get(QueueDay).queue({ pools: { premium: usdt(0) }, scheduledFor: '21:00' }, harness.ann);
    expect(await fieldsOf(distribute(['pools']))).toEqual(['distributePools']);
    await harness.get(ChangeSlots).cancel(null, harness.ann);
    await distribute(['ros']);
    await harness.get(QueueDay).queue({ pools: { premium: usdt(7) }, scheduledFor: '21:00' }, harness.ann);
    expect(await codeOf(distribute(['pools']))).toBe('ALREADY_QUEUED');
    await harness.get(ChangeSlots).cancel(null, harness.ann);
    expect((await distribute(['pools'])).view.poolDistribution).toMatchObject({
      distributed: true,
      totalDistributed: 7,
    });
    expect(await harness.platform.problems()).toEqual([]);
  });
});

describe('a pool that nobody qualifies for', () => {
  const ranks = (rank: string) =>
    harness.connection.collection('users').updateMany({ role: 'user' }, { $set: { rank } });

  test('stays undistributed and pending, and is distributed when somebody does', async () => {
    await declare();
    await ranks('Stakeholder');
    const none = await distribute(['ros', 'pools']);
    expect(none.view.poolDistribution).toMatchObject({ distributed: false, distributedAt: null, totalDistributed: 0 });
    const list = await harness.get(DeclarationReader).list(harness.day(), harness.day(), false);
    expect(list.declarations).toMatchObject([{ poolsDistributed: false, rosDistributed: true }]);
    expect(list.summary).toMatchObject({ distributedDates: 0, pendingDates: 1 });

    await ranks('Finance Titan');
    const { view } = await distribute(['pools']);
    expect(view.poolDistribution).toMatchObject({
      distributed: true,
      premiumPool: { distributed: 3, totalDistributed: 10 },
    });
    expect(await codeOf(distribute(['pools']))).toBe('ALREADY_DISTRIBUTED');
  });

  test('after a slot found nobody is queued again the same day', async () => {
    await declare();
    await ranks('Stakeholder');
    await distribute(['pools']);
    const day = await harness.get(QueueDay).queue({ rate: percent(0), scheduledFor: '21:00' }, harness.ann);
    expect(day.distributionSlots.find(({ kind }) => kind === 'slot')).toMatchObject({ premiumPoolAmount: 10 });
  });
});

describe('what is refused', () => {
  test('nothing asked, a later date, a date that nobody declared', async () => {
    await declare(harness.day(2));
    expect(await fieldsOf(distribute([]))).toEqual(['distributePools', 'distributeROS']);
    expect(await fieldsOf(distribute(['ros'], harness.day(2)))).toEqual(['date']);
    expect(await codeOf(distribute(['ros']))).toBe('DECLARATION_NOT_FOUND');
  });

  test('a part that is not declared, without starting the other', async () => {
    await declare(harness.day(), { premium: 0 });
    expect(await fieldsOf(distribute(['ros', 'pools']))).toEqual(['distributePools']);
    expect(await harness.distributions()).toEqual([]);
  });

  test('a day that is queued as slots, until they are cancelled', async () => {
    await harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '21:00' }, harness.ann);
    expect(await codeOf(distribute(['ros']))).toBe('ALREADY_QUEUED');
    await harness.get(ChangeSlots).cancel(null, harness.ann);
    expect((await distribute(['ros'])).view.rosDistribution.distributed).toBe(true);
  });
});
