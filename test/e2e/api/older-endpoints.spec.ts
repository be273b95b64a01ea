import { COLLECTIONS } from '#lib/database';
import { ApiPlatform, DAYS, day } from './api-platform.js';

describe('the older endpoints', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.user({ rank: 'Finance Titan' });
    await platform.user({ rank: 'Associate Stakeholder' });
    await platform.startWorker();
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());

  it('count the qualifiers', async () => {
    const { status, body } = await platform.get('/admin/pool/qualifiers');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      performancePool: { totalQualifiers: 2, byRank: { 'Associate Stakeholder': 1, 'Finance Titan': 1 } },
      premiumPool: { totalQualifiers: 1, byRank: { 'Finance Titan': 1, 'Elite Capitalist': 0 } },
    });
  });

  it('declare pools for now and distribute them at once, as often as asked', async () => {
    for (let count = 0; count < 2; count += 1) {
      const { status, body } = await platform.change('POST', '/admin/pool/declare', {
        performancePoolAmount: 10,
        premiumPoolAmount: '5',
        autoDistribute: true,
        notes: 'Bonus',
      });
      expect([status, body.message]).toEqual([200, 'Pools declared successfully']);
      expect(body.data).toMatchObject({
        declaration: { date: null, performancePoolAmount: 10, premiumPoolAmount: 5, description: 'Bonus' },
        poolDistribution: {
          distributed: true,
          performancePool: { distributed: 2, totalDistributed: 10 },
          premiumPool: { distributed: 1, totalDistributed: 5 },
        },
      });
    }
  });

  it('declare pools without distributing them', async () => {
    const wish = { premiumPoolAmount: 5, performancePoolAmount: 0 };
    const { body } = await platform.change('POST', '/admin/pool/declare', wish);
    expect(body.data?.['poolDistribution']).toMatchObject({ distributed: false });
    expect(await platform.api.connection.collection(COLLECTIONS.distributions).countDocuments()).toBe(0);
    const id = String(body.data?.['id']);
    const listed = await platform.get('/admin/pool/declarations?limit=1');
    expect(listed.body.data?.['declarations']).toEqual([body.data]);

    const paid = await platform.change('POST', `/admin/pool/${id}/distribute`);
    expect([paid.status, paid.body.message]).toEqual([200, 'Pools distributed successfully']);
    expect(paid.body.data).toMatchObject({ id, poolDistribution: { distributed: true, totalDistributed: 5 } });
    expect((await platform.change('POST', `/admin/pool/${id}/distribute`)).body.error?.code).toBe(
      'ALREADY_DISTRIBUTED',
    );
    expect((await platform.get(`/admin/pool/${id}`)).body.data).toEqual(paid.body.data);
    expect((await platform.change('DELETE', `/admin/pool/${id}`)).status).toBe(409);

    const { body: other } = await platform.change('POST', '/admin/pool/declare', wish);
    const deleted = await platform.change('DELETE', `/admin/pool/${String(other.data?.['id'])}`);
    expect([deleted.status, deleted.body.message]).toEqual([200, 'Pools deleted successfully']);
    expect((await platform.get(`/admin/pool/${String(other.data?.['id'])}`)).status).toBe(404);
  });

  it('never tell that pools are distributed which still wait', async () => {
    await platform.change('POST', '/admin/cron/pause');
    const wish = { premiumPoolAmount: 5, performancePoolAmount: 0, autoDistribute: true };
    const { status, body } = await platform.change('POST', '/admin/pool/declare', wish, { prefer: 'wait=0' });
    const id = String(body.data?.['id']);
    expect([status, body.data]).toMatchObject([
      202,
      { statusUrl: `/api/v1/admin/pool/${id}`, poolDistribution: { distributed: false } },
    ]);
    expect(body.message).not.toMatch(/successfully/);
    await platform.change('POST', '/admin/cron/resume');
    await platform.seen(`/admin/pool/${id}`, ({ body }) => {
      const { distributed } = body.data?.['poolDistribution'] as { distributed: boolean };
      return distributed;
    });
  });

  it('declare pools for a date, and a whole day with its ROS', async () => {
    const wish = { premiumPoolAmount: 5, performancePoolAmount: 0, date: day(2), rosPercentage: 0.5 };
    expect((await platform.change('POST', '/admin/pool/declare', wish)).status).toBe(200);
    const { body } = await platform.get(`${DAYS}/${day(2)}`);
    expect(body.data?.['declaration']).toMatchObject({ premiumPoolAmount: 5, rosPercentage: 0.5 });
    expect((await platform.change('POST', '/admin/pool/declare', wish)).status).toBe(409);
  });

  it.each([
    [{ premiumPoolAmount: 0 }, 'premiumPoolAmount'],
    [{ premiumPoolAmount: 1, rosPercentage: 1 }, 'rosPercentage'],
    [{ premiumPoolAmount: -1 }, 'premiumPoolAmount'],
    [{ premiumPoolAmount: 1, date: 'today' }, 'date'],
    [{ premiumPoolAmount: 1, description: 'x' }, 'description'],
    [{ premiumPoolAmount: 1, performancePoolAmount: undefined }, 'performancePoolAmount'],
    [{}, 'premiumPoolAmount'],
  ])('refuse %j', async (wish, field) => {
    const { status, body } = await platform.change('POST', '/admin/pool/declare', {
      performancePoolAmount: 0,
      ...wish,
    });
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
  });

  it('are the same declarations by the name of daily profit', async () => {
    const values = { premiumPoolAmount: 5, performancePoolAmount: 0, rosPercentage: 1 };
    const wish = { date: day(), ...values, autoDistributePools: true };
    const { status, body } = await platform.change('POST', '/admin/daily-profit/declare', wish);
    expect([status, body.success]).toEqual([200, true]);
    expect(body.data?.['poolDistribution']).toMatchObject({ distributed: true, totalDistributed: 5 });
    const listed = await platform.get('/admin/daily-profit/declared');
    expect(listed.body).toEqual((await platform.get(`${DAYS}/declared`)).body);
    expect(listed.body.meta?.['count']).toBe(1);
  });
});
