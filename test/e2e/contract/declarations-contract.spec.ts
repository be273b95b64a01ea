import { COLLECTIONS } from '#lib/database';
import { DECLARED, DECLARED_LIST, DISTRIBUTED, ONE_DECLARATION, POOL_QUALIFIERS } from '../support/page.js';
import { DAYS } from '../support/running-product.js';
import { differencesFrom } from '../support/shape.js';
import { startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

/** docs/specification.md 3.1 and 3.3. */
let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform('declarations-contract');
});
afterAll(() => platform.product.stop());
beforeEach(() => platform.product.forgetDays());

const day = (offset: number): string => platform.product.day(offset);
const declaration = (date: string) => ({
  date,
  premiumPoolAmount: 10000,
  performancePoolAmount: 5000,
  rosPercentage: 0.55,
  description: 'Normal day',
  autoDistributePools: false,
  autoDistributeROS: false,
});
const declare = (date: string, more: object = {}) =>
  platform.admin.post(`${DAYS}/declare`, { ...declaration(date), ...more });

describe('POST /declare', () => {
  it('answers as the page shows', async () => {
    const { status, body } = await declare(day(2));
    expect([status, body.success, body.message]).toEqual([
      200,
      true,
      'Daily declaration returns declared successfully',
    ]);
    expect(differencesFrom(DECLARED, body.data)).toEqual([]);
    expect(body.data?.['declaration']).toMatchObject({
      date: day(2),
      totalPoolAmount: 15000,
      description: 'Normal day',
    });
  });

  it('of a later date schedules what is to be distributed by itself', async () => {
    const { body } = await declare(day(2), { autoDistributeROS: true, autoDistributePools: true });
    expect(differencesFrom(DECLARED, body.data)).toEqual([]);
    expect(body.data?.['rosDistribution']).toMatchObject({ scheduled: true, distributed: false });
    expect(body.data?.['rosDistribution']).toMatchObject({ scheduledFor: expect.stringMatching(/Z$/) as string });
  });

  it('takes numeric strings, and at most what the page allows', async () => {
    expect((await declare(day(2), { rosPercentage: '2.2', premiumPoolAmount: '1000000000' })).status).toBe(200);
    expect((await declare(day(3), { premiumPoolAmount: 0.000001 })).status).toBe(200);
    for (const wrong of [{ rosPercentage: 2.200001 }, { premiumPoolAmount: '1000000000.000001' }]) {
      expect((await declare(day(4), wrong)).status).toBe(400);
    }
  });

  it.each([
    ['yesterday', -1, 400],
    ['today', 0, 200],
    ['in 30 days', 30, 200],
    ['in 31 days', 31, 400],
  ])('%s', async (_, offset, status) => {
    expect((await declare(day(offset))).status).toBe(status);
  });

  it('of nothing is refused, and of a date that is declared', async () => {
    const nothing = { rosPercentage: 0, premiumPoolAmount: 0, performancePoolAmount: 0 };
    expect((await declare(day(1), nothing)).status).toBe(400);
    await declare(day(1));
    const again = await declare(day(1));
    expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_DECLARED']);
  });
});

describe('GET /declared', () => {
  it('answers as the page shows', async () => {
    await declare(day(0));
    await declare(day(30));
    const { status, body } = await platform.admin.get(`${DAYS}/declared`);
    expect([status, Object.keys(body).sort()]).toEqual([200, ['data', 'meta', 'success']]);
    expect(differencesFrom(DECLARED_LIST, body.data)).toEqual([]);
    expect(body.meta).toEqual({ startDate: day(0), endDate: day(30), count: 2 });
    expect(body.data?.['summary']).toEqual({
      totalDates: 2,
      totalPoolAmount: 30000,
      totalROSDeclared: 1.1,
      distributedDates: 0,
      pendingDates: 2,
    });
  });

  it('is for at most 366 days', async () => {
    const ask = async (range: string) => (await platform.admin.get(`${DAYS}/declared?${range}`)).status;
    expect(await ask('startDate=2024-01-01&endDate=2024-12-31')).toBe(200);
    expect(await ask('startDate=2024-01-01&endDate=2025-01-01')).toBe(400);
  });
});

it('GET /:date answers as the page shows, 404 without a declaration', async () => {
  expect((await platform.admin.get(`${DAYS}/${day(2)}`)).status).toBe(404);
  await declare(day(2));
  const { status, body } = await platform.admin.get(`${DAYS}/${day(2)}`);
  expect(status).toBe(200);
  expect(differencesFrom(ONE_DECLARATION, body.data)).toEqual([]);
});

describe('PATCH and DELETE /:date', () => {
  const patch = (date: string, body: object) => platform.admin.send('PATCH', `${DAYS}/${date}`, body);
  const remove = (date: string) => platform.admin.send('DELETE', `${DAYS}/${date}`, {});

  it('answer as the page shows', async () => {
    await declare(day(2));
    for (const change of [
      { premiumPoolAmount: 1 },
      { performancePoolAmount: '2' },
      { rosPercentage: 1 },
      { description: 'x' },
    ]) {
      const { status, body } = await patch(day(2), change);
      expect(status).toBe(200);
      expect(differencesFrom(DECLARED, body.data)).toEqual([]);
    }
    const deleted = await remove(day(2));
    expect([deleted.status, deleted.body]).toEqual([
      200,
      { success: true, message: 'Daily declaration returns deleted successfully' },
    ]);
    expect((await platform.admin.get(`${DAYS}/${day(2)}`)).status).toBe(404);
  });

  it('are refused for nothing, the past, and what is not there', async () => {
    await declare(day(2));
    expect((await patch(day(2), {})).status).toBe(400);
    expect((await patch(day(-1), { rosPercentage: 1 })).status).toBe(400);
    expect((await remove(day(-1))).status).toBe(400);
    expect((await patch(day(3), { rosPercentage: 1 })).status).toBe(404);
    expect((await remove(day(3))).status).toBe(404);
  });

  it('are a conflict once slots are queued', async () => {
    await platform.admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: '23:59' });
    expect((await patch(day(0), { rosPercentage: 1 })).status).toBe(409);
    expect((await remove(day(0))).status).toBe(409);
    await platform.admin.send('DELETE', `${DAYS}/today/queue`, {});
    expect((await patch(day(0), { rosPercentage: 2 })).status).toBe(200);
  });
});

describe('POST /:date/distribute', () => {
  const distribute = (date: string, body: object) => platform.admin.post(`${DAYS}/${date}/distribute`, body);

  it('answers as the page shows', async () => {
    await declare(day(0));
    const { status, body } = await distribute(day(0), { distributePools: true, distributeROS: true });
    expect([status, body.message]).toEqual([200, 'Distribution completed successfully']);
    expect(differencesFrom(DISTRIBUTED, body.data)).toEqual([]);
    expect((await distribute(day(0), { distributePools: true, distributeROS: false })).status).toBe(409);
    const { body: list } = await platform.admin.get(`${DAYS}/declared?includeDistributed=false`);
    expect(list.data?.['declarations']).toEqual([]);
  });

  it('is refused for a later date, without a declaration, for nothing, and while slots are queued', async () => {
    expect((await distribute(day(1), { distributeROS: true })).status).toBe(400);
    expect((await distribute(day(0), { distributeROS: true })).status).toBe(404);
    await declare(day(0));
    expect((await distribute(day(0), { distributePools: false, distributeROS: false })).status).toBe(400);
    await platform.admin.post(`${DAYS}/today/queue`, { scheduledFor: '23:59' });
    expect((await distribute(day(0), { distributeROS: true })).status).toBe(409);
  });
});

describe('older endpoints', () => {
  const pool = (body: object) => platform.admin.post('/admin/pool/declare', body);

  it('GET /admin/pool/qualifiers counts now', async () => {
    const { status, body } = await platform.admin.get('/admin/pool/qualifiers');
    expect(status).toBe(200);
    expect(differencesFrom(POOL_QUALIFIERS, body.data)).toEqual([]);
    expect(body.data).toMatchObject({ performancePool: { totalQualifiers: 2 }, premiumPool: { totalQualifiers: 1 } });
  });

  it('POST /admin/pool/declare without a date is for now, and belongs to no date', async () => {
    const { status, body } = await pool({ premiumPoolAmount: 10, performancePoolAmount: 5, autoDistribute: true });
    expect(status).toBe(200);
    expect(body.data?.['poolDistribution']).toMatchObject({ distributed: true, totalDistributed: 15 });
    expect((await platform.admin.get(`${DAYS}/${day(0)}`)).status).toBe(404);
    expect((await platform.ann.get('/me/wallet')).body.data).toMatchObject({ earnings: 12.5 });
    const entries = await platform.ann.get('/me/transactions?type=PREMIUM_POOL');
    expect(entries.body.data?.['transactions']).toMatchObject([
      { amount: 10, distributionDate: null, slotNumber: null },
    ]);
  });

  it('POST /admin/pool/declare with a date belongs to it, and with ROS is a whole declaration', async () => {
    expect((await pool({ premiumPoolAmount: 10, performancePoolAmount: 0, date: day(1), notes: 'bonus' })).status).toBe(
      200,
    );
    expect((await platform.admin.get(`${DAYS}/${day(1)}`)).body.data).toMatchObject({
      premiumPoolAmount: 10,
      rosPercentage: 0,
      description: 'bonus',
    });
    expect(
      (await pool({ premiumPoolAmount: 10, performancePoolAmount: 0, date: day(2), rosPercentage: 1 })).status,
    ).toBe(200);
    expect((await platform.admin.get(`${DAYS}/${day(2)}`)).body.data).toMatchObject({ rosPercentage: 1 });
    expect((await pool({ premiumPoolAmount: 10, performancePoolAmount: 0, date: day(2) })).status).toBe(409);
  });

  it('POST /admin/daily-profit/declare and GET /declared are the same by their older name', async () => {
    const declared = await platform.admin.post('/admin/daily-profit/declare', {
      ...declaration(day(0)),
      autoDistributePools: true,
    });
    expect(declared.status).toBe(200);
    expect(differencesFrom(DECLARED, declared.body.data)).toEqual([]);
    expect(declared.body.data).toMatchObject({ poolDistribution: { distributed: true } });
    const [older, newer] = await Promise.all([
      platform.admin.get('/admin/daily-profit/declared'),
      platform.admin.get(`${DAYS}/declared`),
    ]);
    expect(older.body).toEqual(newer.body);
    expect(await platform.product.connection.collection(COLLECTIONS.declarations).countDocuments()).toBe(1);
  });
});
