import { DAYS, inMs } from '../support/running-product.js';
import { earningsOf, spoilStakes, startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

type Items = Record<string, unknown>[];

const NO_POOLS = { premiumPoolAmount: 0, performancePoolAmount: 0 };

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform('workflows');
});
afterAll(() => platform.product.stop());
beforeEach(() => platform.product.forgetDays());

const today = (): string => platform.product.day();
const slotsOf = (data: Record<string, unknown> | undefined): Items => data?.['distributionSlots'] as Items;

describe('declaring today', () => {
  const values = () => ({
    date: today(),
    rosPercentage: 1,
    premiumPoolAmount: 10,
    performancePoolAmount: 5,
    description: 'Normal day',
  });

  it('without distributing pays nobody, until an admin distributes the one part and then the other', async () => {
    const { admin } = platform;
    const declared = await admin.post(`${DAYS}/declare`, values());
    expect([declared.status, declared.body.data]).toMatchObject([
      200,
      { poolDistribution: { distributed: false }, rosDistribution: { distributed: false, scheduled: false } },
    ]);
    expect((await admin.get(`${DAYS}/today/status`)).body.data).toMatchObject({ status: 'NOT_QUEUED' });
    expect(await earningsOf(platform)).toEqual([0, 0, 0]);

    const distribute = `${DAYS}/${today()}/distribute`;
    const pools = await admin.post(distribute, { distributePools: true, distributeROS: false });
    expect([pools.status, pools.body.data]).toMatchObject([
      200,
      { poolDistribution: { distributed: true, totalDistributed: 15 }, rosDistribution: { distributed: false } },
    ]);
    expect(await earningsOf(platform)).toEqual([12.5, 2.5, 0]);

    const ros = await admin.post(distribute, { distributeROS: true });
    expect(ros.body.data).toMatchObject({ rosDistribution: { distributed: true, totalDistributed: 3.5055 } });
    expect(await earningsOf(platform)).toEqual([13.5, 4.5, 0.5055]);

    for (const part of [{ distributePools: true }, { distributeROS: true }]) {
      const again = await admin.post(distribute, part);
      expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_DISTRIBUTED']);
    }
    expect(await earningsOf(platform)).toEqual([13.5, 4.5, 0.5055]);
  });

  it('pays at once what is to be distributed by itself, and the answer reports it', async () => {
    const { admin } = platform;
    const wish = { ...values(), autoDistributePools: true, autoDistributeROS: true };
    const { status, body } = await admin.post(`${DAYS}/declare`, wish);
    expect([status, body.data]).toMatchObject([
      200,
      {
        poolDistribution: {
          distributed: true,
          performancePool: { distributed: 2, totalDistributed: 5 },
          premiumPool: { distributed: 1, totalDistributed: 10 },
          totalDistributed: 15,
        },
        rosDistribution: { distributed: true, scheduled: false },
      },
    ]);
    expect(await earningsOf(platform)).toEqual([13.5, 4.5, 0.5055]);
    const listed = await admin.get(`${DAYS}/declared?includeDistributed=false`);
    expect(listed.body.meta).toMatchObject({ count: 0 });
    for (const change of [
      admin.send('PATCH', `${DAYS}/${today()}`, { rosPercentage: 2 }),
      admin.send('DELETE', `${DAYS}/${today()}`, {}),
    ]) {
      expect((await change).status).toBe(409);
    }
  });
});

it('a future declaration can be updated, and the audit log tells what it was', async () => {
  const { admin, product } = platform;
  const date = product.day(3);
  await admin.post(`${DAYS}/declare`, {
    date,
    rosPercentage: 0.5,
    premiumPoolAmount: 10,
    performancePoolAmount: 0,
    description: 'First thoughts',
  });
  const changed = await admin.send('PATCH', `${DAYS}/${date}`, { rosPercentage: 0.75, description: 'Second thoughts' });
  const declaration = { date, rosPercentage: 0.75, premiumPoolAmount: 10, description: 'Second thoughts' };
  expect([changed.status, changed.body.data]).toMatchObject([200, { declaration }]);
  expect((await admin.get(`${DAYS}/${date}`)).body.data).toMatchObject(declaration);

  const { body } = await admin.get('/admin/audit-log?limit=1');
  expect(body.data?.['entries']).toMatchObject([
    {
      date,
      address: '127.0.0.1',
      before: { rosPercentage: 0.5, description: 'First thoughts' },
      after: { rosPercentage: 0.75, description: 'Second thoughts' },
    },
  ]);
});

it('a day of two slots pays both, the pools with the last, and the user sees all of it', async () => {
  const { admin, ann, product } = platform;
  const queued = await admin.post(`${DAYS}/today/queue`, {
    multiSlotEnabled: true,
    premiumPoolAmount: 10,
    performancePoolAmount: 5,
    distributionSlots: [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: inMs(500) },
      { slotNumber: 2, rosPercentage: 1, scheduledFor: inMs(1_500) },
    ],
  });
  expect([queued.status, queued.body.data]).toMatchObject([200, { status: 'PENDING', values: { rosPercentage: 1.5 } }]);
  expect(slotsOf(queued.body.data)).toMatchObject([
    { slotNumber: 1, premiumPoolAmount: 0, performancePoolAmount: 0 },
    { slotNumber: 2, premiumPoolAmount: 10, performancePoolAmount: 5 },
  ]);

  const data = await product.todayIs(admin, 'COMPLETED');
  expect(slotsOf(data)).toMatchObject([
    { slotNumber: 1, status: 'COMPLETED', attempts: 1, processedStakes: 3, totalDistributed: 1.75275, errors: 0 },
    { slotNumber: 2, status: 'COMPLETED', attempts: 1, processedStakes: 3, totalDistributed: 18.5055, errors: 0 },
  ]);
  expect(data['lastExecution']).toMatchObject({
    rosStats: { processedStakes: 6, totalDistributed: 5.25825 },
    premiumPoolStats: { usersReceived: 1, totalDistributed: 10 },
    performancePoolStats: { usersReceived: 2, totalDistributed: 5 },
  });

  expect(await earningsOf(platform)).toEqual([14, 5.5, 0.75825]);
  const stakes = (await ann.get('/me/stakes')).body.data?.['stakes'] as Items;
  expect(stakes).toMatchObject([{ totalEarned: 1.5, todaysProfit: 1.5, target: 200, progressPercent: 0.75 }]);
  expect(stakes[0]!['dailyReturnsHistory']).toMatchObject([
    { date: today(), slotNumber: 2, amount: 1, rosPercentage: 1 },
    { date: today(), slotNumber: 1, amount: 0.5, rosPercentage: 0.5 },
  ]);
  const entries = (await ann.get('/me/transactions')).body.data?.['transactions'] as Items;
  expect(
    entries.map(({ type, amount, slotNumber }) => `${String(type)} ${String(amount)} in ${String(slotNumber)}`),
  ).toEqual(
    expect.arrayContaining([
      'ROI_EARNED 0.5 in 1',
      'ROI_EARNED 1 in 2',
      'PREMIUM_POOL 10 in 2',
      'PERFORMANCE_POOL 2.5 in 2',
    ]),
  );
  expect(entries).toHaveLength(4);

  const proof = await admin.get(`${DAYS}/${today()}/reconciliation`);
  expect(proof.body.data).toMatchObject({ holds: true, missing: { count: 0 } });
});

describe('the same request sent again', () => {
  const key = (name: string) => ({ 'idempotency-key': name });

  it('is answered from the first, also when both are under way at once', async () => {
    const { admin, product } = platform;
    const wish = { date: product.day(5), rosPercentage: 1, ...NO_POOLS };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => admin.post(`${DAYS}/declare`, wish, key('declare-once'))),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const later = await admin.post(`${DAYS}/declare`, wish, key('declare-once'));
    expect(later.body).toEqual(answers[0]!.body);
  });

  it('with another body or without the key is a conflict', async () => {
    const { admin } = platform;
    const wish = { rosPercentage: 1, scheduledFor: '23:59:59' };
    const first = await admin.post(`${DAYS}/today/queue`, wish, key('queue-once'));
    expect((await admin.post(`${DAYS}/today/queue`, wish, key('queue-once'))).body).toEqual(first.body);
    const other = await admin.post(`${DAYS}/today/queue`, { ...wish, rosPercentage: 2 }, key('queue-once'));
    expect([other.status, other.body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    const keyless = await admin.post(`${DAYS}/today/queue`, wish);
    expect([keyless.status, keyless.body.error?.code]).toEqual([409, 'ALREADY_QUEUED']);
  });

  it("is another's own request under the same key", async () => {
    const { admin, product } = platform;
    const other = await product.admin();
    const first = await admin.post(
      `${DAYS}/declare`,
      { date: product.day(6), rosPercentage: 1, ...NO_POOLS },
      key('shared'),
    );
    const second = await other.post(
      `${DAYS}/declare`,
      { date: product.day(7), rosPercentage: 1, ...NO_POOLS },
      key('shared'),
    );
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body.data?.['declaration']).toMatchObject({ date: product.day(7) });
  });
});

describe('a slot that could pay nobody', () => {
  it('is FAILED, and its retry pays everybody once', async () => {
    const { admin, product } = platform;
    await spoilStakes(platform, true);
    await admin.post(`${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: inMs(300) });
    const failed = await product.todayIs(admin, 'FAILED');
    expect(slotsOf(failed)).toMatchObject([{ status: 'FAILED', processedStakes: 0, errors: 3, attempts: 1 }]);
    expect(slotsOf(failed)[0]!['error']).toEqual(expect.any(String));
    expect(await earningsOf(platform)).toEqual([0, 0, 0]);

    await spoilStakes(platform, false);
    const retried = await admin.post(`${DAYS}/${today()}/slots/1/retry`);
    expect(retried.status).toBe(200);
    const completed = await product.todayIs(admin, 'COMPLETED');
    expect(slotsOf(completed)).toMatchObject([
      { processedStakes: 3, errors: 0, attempts: 2, totalDistributed: 3.5055 },
    ]);
    expect(await earningsOf(platform)).toEqual([1, 2, 0.5055]);

    const again = await admin.post(`${DAYS}/${today()}/slots/1/retry`);
    expect([again.status, again.body.error?.code]).toEqual([409, 'SLOT_STATE_CONFLICT']);
  });
});

describe('slots that wait', () => {
  it('can be changed and cancelled, and the day queued anew', async () => {
    const { admin } = platform;
    const distributionSlots = [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: '23:00' },
      { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:30' },
    ];
    await admin.post(`${DAYS}/today/queue`, { multiSlotEnabled: true, distributionSlots });
    const changed = await admin.send('PATCH', `${DAYS}/today/queue/2`, { rosPercentage: 1, scheduledFor: '22:00' });
    expect([changed.status, changed.body.data]).toMatchObject([200, { values: { rosPercentage: 1.5 } }]);
    expect(slotsOf(changed.body.data)).toMatchObject([{ slotNumber: 2, rosPercentage: 1 }, { slotNumber: 1 }]);

    expect((await admin.send('DELETE', `${DAYS}/today/queue/2`, {})).status).toBe(200);
    expect((await admin.send('DELETE', `${DAYS}/today/queue/2`, {})).status).toBe(409);
    expect((await admin.send('PATCH', `${DAYS}/today/queue/2`, { rosPercentage: 1 })).status).toBe(409);
    expect((await admin.send('DELETE', `${DAYS}/today/queue`, {})).status).toBe(200);
    expect((await admin.get(`${DAYS}/today/status`)).body.data).toMatchObject({ status: 'NOT_QUEUED' });

    const anew = await admin.post(`${DAYS}/today/queue`, { rosPercentage: 2, scheduledFor: '23:00' });
    expect([anew.status, anew.body.data]).toMatchObject([200, { values: { rosPercentage: 2 } }]);
  });
});

it('a preview tells what the slots then pay', async () => {
  const { admin, product } = platform;
  const wish = { rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 5, scheduledFor: inMs(700) };
  const { body } = await admin.post(`${DAYS}/today/preview`, wish);
  expect(body.data).toMatchObject({ total: 18.5055, distributionSlots: [{ total: 18.5055 }] });
  expect((await admin.post(`${DAYS}/today/queue`, wish)).status).toBe(200);
  const data = await product.todayIs(admin, 'COMPLETED');
  expect(slotsOf(data)).toMatchObject([{ totalDistributed: 18.5055, usersProcessed: 3 }]);
});
