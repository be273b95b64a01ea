import { COLLECTIONS } from '#lib/database';
import { usdt } from '../../support/builders.js';
import { ApiPlatform, DAYS, day, midnightOf } from './api-platform.js';

const NO_POOLS = { premiumPoolAmount: 0, performancePoolAmount: 0 };
/** Not to be waited for. */
const WAIT_0 = { prefer: 'wait=0' };

describe('declaring dates', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    for (const rank of ['Stakeholder', 'Associate Stakeholder', 'Principal Strategist', 'Finance Titan']) {
      await platform.stake(await platform.user({ rank }));
    }
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());

  const declaration = (date: string) => ({
    date,
    premiumPoolAmount: 10000,
    performancePoolAmount: '5000.5',
    rosPercentage: 0.55,
    description: 'Normal day',
    autoDistributePools: false,
    autoDistributeROS: false,
  });

  it('declares a date and tells what it told', async () => {
    const { status, body } = await platform.change('POST', `${DAYS}/declare`, declaration(day(5)));
    expect([status, body.message]).toEqual([200, 'Daily declaration returns declared successfully']);
    expect(body.data).toEqual({
      declaration: {
        date: day(5),
        premiumPoolAmount: 10000,
        performancePoolAmount: 5000.5,
        rosPercentage: 0.55,
        description: 'Normal day',
        totalPoolAmount: 15000.5,
        declaredBy: {
          _id: platform.admin.id.toHexString(),
          email: platform.admin.email,
          username: `user-${platform.admin.id.toHexString()}`,
        },
        declaredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      },
      poolDistribution: {
        distributed: false,
        distributedAt: null,
        performancePool: { distributed: 0, totalDistributed: 0 },
        premiumPool: { distributed: 0, totalDistributed: 0 },
        totalDistributed: 0,
      },
      rosDistribution: { scheduled: false, scheduledFor: null, distributed: false, distributedAt: null },
      qualifiers: {
        performancePool: {
          totalQualifiers: 3,
          byRank: {
            'Associate Stakeholder': 1,
            'Principal Strategist': 1,
            'Elite Capitalist': 0,
            'Wealth Architect': 0,
            'Finance Titan': 1,
          },
        },
        premiumPool: {
          totalQualifiers: 2,
          byRank: { 'Principal Strategist': 1, 'Elite Capitalist': 0, 'Wealth Architect': 0, 'Finance Titan': 1 },
        },
      },
    });
    const found = await platform.get(`${DAYS}/${day(5)}`);
    expect(found.status).toBe(200);
    expect(found.body.data).toMatchObject({ ...body.data, date: day(5), rosDistributed: false });
  });

  it('schedules what is to be distributed by itself on a later date', async () => {
    const auto = { ...declaration(day(3)), autoDistributeROS: true };
    const { body } = await platform.change('POST', `${DAYS}/declare`, auto);
    expect(body.data?.['rosDistribution']).toMatchObject({ scheduled: true, scheduledFor: midnightOf(day(3)) });
  });

  it('refuses a second declaration, dates out of reach, and nothing above 0', async () => {
    await platform.change('POST', `${DAYS}/declare`, declaration(day(1)));
    const again = await platform.change('POST', `${DAYS}/declare`, declaration(day(1)));
    expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_DECLARED']);
    for (const date of [day(-1), day(31), '2025-02-30', 5]) {
      const { status, body } = await platform.change('POST', `${DAYS}/declare`, { ...declaration(day(1)), date });
      expect([status, body.error?.details?.[0]?.field]).toEqual([400, 'date']);
    }
    for (const field of ['premiumPoolAmount', 'performancePoolAmount', 'rosPercentage']) {
      const without = { ...declaration(day(2)), [field]: undefined };
      const { status, body } = await platform.change('POST', `${DAYS}/declare`, without);
      expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
    }
    const nothing = await platform.change('POST', `${DAYS}/declare`, {
      ...declaration(day(2)),
      ...{ rosPercentage: 0, premiumPoolAmount: 0, performancePoolAmount: 0 },
    });
    expect([nothing.status, nothing.body.error?.code]).toEqual([400, 'VALIDATION_FAILED']);
    const unknown = await platform.change('POST', `${DAYS}/declare`, { ...declaration(day(2)), ros: 1 });
    expect([unknown.status, unknown.body.error?.details?.[0]?.field]).toEqual([400, 'ros']);
  });

  it('answers a repeated request from the first', async () => {
    const key = { 'idempotency-key': 'declare-1' };
    const first = await platform.change('POST', `${DAYS}/declare`, declaration(day(7)), key);
    const second = await platform.change('POST', `${DAYS}/declare`, declaration(day(7)), key);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('changes a declaration, and deletes it', async () => {
    await platform.change('POST', `${DAYS}/declare`, declaration(day(4)));
    const changed = await platform.change('PATCH', `${DAYS}/${day(4)}`, { rosPercentage: '0.6' });
    expect([changed.status, changed.body.message]).toEqual([200, 'Daily declaration returns updated successfully']);
    expect(changed.body.data?.['declaration']).toMatchObject({ rosPercentage: 0.6, premiumPoolAmount: 10000 });
    expect((await platform.change('PATCH', `${DAYS}/${day(4)}`, {})).status).toBe(400);
    expect((await platform.change('PATCH', `${DAYS}/${day(-1)}`, { description: 'x' })).status).toBe(400);

    const deleted = await platform.change('DELETE', `${DAYS}/${day(4)}`);
    expect([deleted.status, deleted.body]).toEqual([
      200,
      { success: true, message: 'Daily declaration returns deleted successfully' },
    ]);
    expect((await platform.change('DELETE', `${DAYS}/${day(4)}`)).status).toBe(404);
  });

  it('lists a range with its summary', async () => {
    for (const offset of [0, 2, 30]) {
      await platform.change('POST', `${DAYS}/declare`, {
        date: day(offset),
        rosPercentage: '0.5',
        premiumPoolAmount: 1,
        performancePoolAmount: 0,
      });
    }
    const { status, body } = await platform.get(`${DAYS}/declared`);
    expect(status).toBe(200);
    expect(body.meta).toEqual({ startDate: day(0), endDate: day(30), count: 3 });
    expect(body.data?.['summary']).toEqual({
      totalDates: 3,
      totalPoolAmount: 3,
      totalROSDeclared: 1.5,
      distributedDates: 0,
      pendingDates: 3,
    });
    const [first] = body.data?.['declarations'] as Record<string, unknown>[];
    expect(Object.keys(first!).sort()).toEqual(
      [
        ...['date', 'premiumPoolAmount', 'performancePoolAmount', 'rosPercentage', 'description', 'totalPoolAmount'],
        ...['poolsDistributed', 'poolsDistributedAt', 'rosDistributed', 'rosDistributedAt'],
        ...['declaredBy', 'declaredAt', 'createdAt', 'updatedAt'],
      ].sort(),
    );
    const narrow = await platform.get(
      `${DAYS}/declared?startDate=${day(1)}&endDate=${day(2)}&includeDistributed=false`,
    );
    expect(narrow.body.meta?.['count']).toBe(1);
  });

  it.each([
    ['startDate=2025-01-01&endDate=2026-01-02', 'endDate'],
    ['startDate=2025-01-02&endDate=2025-01-01', 'endDate'],
    ['startDate=yesterday', 'startDate'],
    ['includeDistributed=no', 'includeDistributed'],
    ['page=2', 'page'],
  ])('refuses the range %s', async (query, field) => {
    const { status, body } = await platform.get(`${DAYS}/declared?${query}`);
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
  });

  it('allows 366 days', async () => {
    expect((await platform.get(`${DAYS}/declared?startDate=2024-01-01&endDate=2024-12-31`)).status).toBe(200);
  });

  it('tells a date that nobody declared from one that is none', async () => {
    expect((await platform.get(`${DAYS}/${day(9)}`)).status).toBe(404);
    expect((await platform.get(`${DAYS}/2025-02-30`)).status).toBe(400);
    expect((await platform.get(`${DAYS}/${day(9)}/status`)).body.data).toEqual({
      today: day(9),
      status: 'NOT_QUEUED',
      scheduledFor: null,
      values: null,
      multiSlotEnabled: false,
      distributionSlots: [],
      lastExecution: null,
      totals: { planned: 0, paid: 0, owed: 0, users: 0 },
      warning: expect.stringMatching(/^No worker is alive/) as string,
    });
  });
});

describe('distributing a declared date', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    for (const rank of ['Stakeholder', 'Associate Stakeholder', 'Finance Titan']) {
      await platform.stake(await platform.user({ rank }));
    }
    await platform.startWorker();
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());

  it('waits for the result, and does it once', async () => {
    const values = { date: day(), rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 5 };
    await platform.change('POST', `${DAYS}/declare`, values);
    const path = `${DAYS}/${day()}/distribute`;
    const first = await platform.change('POST', path, { distributePools: true, distributeROS: true });
    expect([first.status, first.body.message]).toEqual([200, 'Distribution completed successfully']);
    expect(first.body.data).toEqual({
      date: day(),
      poolDistribution: {
        distributed: true,
        distributedAt: expect.any(String) as string,
        performancePool: { distributed: 2, totalDistributed: 5 },
        premiumPool: { distributed: 1, totalDistributed: 10 },
        totalDistributed: 15,
      },
      rosDistribution: {
        distributed: true,
        distributedAt: expect.any(String) as string,
        rosPercentage: 1,
        totalStakes: 3,
        processedStakes: 3,
        totalDistributed: 3,
      },
    });
    const again = await platform.change('POST', path, { distributeROS: true });
    expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_DISTRIBUTED']);
    expect((await platform.get(`${DAYS}/declared?includeDistributed=false`)).body.meta?.['count']).toBe(0);
  });

  it('refuses a future date, one that is not declared, and nothing', async () => {
    const ask = (date: string, body: object) => platform.change('POST', `${DAYS}/${date}/distribute`, body);
    expect((await ask(day(1), { distributeROS: true })).status).toBe(400);
    expect((await ask(day(), { distributeROS: true })).status).toBe(404);
    expect((await ask(day(), { distributeROS: false })).status).toBe(400);
  });

  it('distributes today at once when declaring asks for it', async () => {
    const values = {
      ...{ date: day(), rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 0 },
      autoDistributeROS: true,
    };
    const { body } = await platform.change('POST', `${DAYS}/declare`, { ...values, autoDistributePools: true });
    expect(body.data?.['rosDistribution']).toMatchObject({ scheduled: false, distributed: true });
    expect(body.message).toBe('Daily declaration returns declared successfully');
    expect(body.data?.['poolDistribution']).toMatchObject({ distributed: true, totalDistributed: 10 });
  });

  it('says so when what declaring started at once has FAILED, and how to pay the rest', async () => {
    const stakes = platform.api.connection.collection(COLLECTIONS.stakes);
    const before = await stakes.find().toArray();
    await stakes.updateMany({}, { $set: { amount: usdt('NaN') } });
    const values = { date: day(), rosPercentage: 1, ...NO_POOLS, autoDistributeROS: true };
    const key = { 'idempotency-key': 'declared-and-failed' };
    const failed = await platform.change('POST', `${DAYS}/declare`, values, key);
    expect([failed.status, failed.body.error?.code]).toEqual([500, 'DISTRIBUTION_FAILED']);
    expect(failed.body.message).toMatch(/FAILED \(.+\)\. .* is declared, and POST .*\/distribute pays the rest\.$/);
    expect((await platform.change('POST', `${DAYS}/declare`, values, key)).body.error).toEqual(failed.body.error);
    expect((await platform.get(`${DAYS}/${day()}`)).body.data).toMatchObject({ rosDistributed: false });

    for (const { _id, amount } of before) await stakes.updateOne({ _id }, { $set: { amount } });
    const rest = await platform.change('POST', `${DAYS}/${day()}/distribute`, { distributeROS: true });
    expect([rest.status, rest.body.data?.['rosDistribution']]).toMatchObject([200, { distributed: true }]);
  });
});

it('answers 202 and where to look when a distribution takes longer than the client wants to wait', async () => {
  const platform = await ApiPlatform.start();
  try {
    await platform.change('POST', `${DAYS}/declare`, { date: day(), rosPercentage: 1, ...NO_POOLS });
    const { status, body } = await platform.change(
      'POST',
      `${DAYS}/${day()}/distribute`,
      { distributeROS: true },
      WAIT_0,
    );
    expect([status, body.success]).toEqual([202, true]);
    const statusUrl = `/api/v1/admin/daily-declaration-returns/${day()}/status`;
    expect(body.data).toMatchObject({ statusUrl, rosDistribution: { distributed: false } });
    await platform.forgetDays();

    const declaration = { date: day(), rosPercentage: 1, ...NO_POOLS, autoDistributeROS: true };
    const key = { ...WAIT_0, 'idempotency-key': 'declared-and-runs' };
    const declared = await platform.change('POST', `${DAYS}/declare`, declaration, key);
    expect([declared.status, declared.body.data]).toMatchObject([
      202,
      { statusUrl, rosDistribution: { scheduled: true, distributed: false } },
    ]);
    expect(declared.body.message).not.toMatch(/successfully/);
    const repeated = await platform.change('POST', `${DAYS}/declare`, declaration, key);
    expect([repeated.status, repeated.body]).toEqual([202, declared.body]);
  } finally {
    await platform.stop();
  }
});
