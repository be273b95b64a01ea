import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { DeclareDay, DistributeNow, QueueToday, TodaySlots, type Part } from '#lib/declarations';
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
    await harness.get(QueueToday).queue({ rate: percent(1), scheduledFor: '21:00' }, harness.ann);
    expect(await codeOf(distribute(['ros']))).toBe('ALREADY_QUEUED');
    await harness.get(TodaySlots).cancel(null, harness.ann);
    expect((await distribute(['ros'])).view.rosDistribution.distributed).toBe(true);
  });
});
