import { NOT_RUN_YET, QUEUED, SLOT_ADDITIONS, STAKE, STATUS, TRANSACTION } from '../support/page.js';
import { DAYS, inMs } from '../support/running-product.js';
import { differencesFrom } from '../support/shape.js';
import { startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

type Items = Record<string, unknown>[];

/** docs/specification.md 3.2 and 3.5. */
let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform('today-contract');
});
afterAll(() => platform.product.stop());
beforeEach(() => platform.product.forgetDays());

const queue = (body: object) => platform.admin.post(`${DAYS}/today/queue`, body);
const status = async () => (await platform.admin.get(`${DAYS}/today/status`)).body.data ?? {};
const later = { scheduledFor: '23:59:59' };
/** What ROS will be is known when it is paid. */
const waiting = { additions: SLOT_ADDITIONS, nulls: [...NOT_RUN_YET, 'totals.planned'] };
const twoSlots = {
  multiSlotEnabled: true,
  premiumPoolAmount: 1000,
  performancePoolAmount: 2000,
  distributionSlots: [
    { slotNumber: 1, rosPercentage: 0.5, scheduledFor: '22:00:00' },
    { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:00:00' },
  ],
};

describe('POST /today/queue', () => {
  it('of one distribution answers as the page shows', async () => {
    const wish = { rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0, description: 'Daily 1% ROS' };
    const { status, body } = await queue({ ...wish, ...later });
    expect([status, body.success, body.message]).toEqual([200, true, 'Distribution queued successfully']);
    expect(differencesFrom(QUEUED, body.data, waiting)).toEqual([]);
    expect(body.data).toMatchObject({ today: platform.product.day(), status: 'PENDING', values: wish });
  });

  it('of slots answers as the page shows, the pools with the last', async () => {
    const { status, body } = await queue(twoSlots);
    expect(status).toBe(200);
    expect(differencesFrom(QUEUED, body.data, waiting)).toEqual([]);
    expect(body.data).toMatchObject({
      multiSlotEnabled: true,
      values: { rosPercentage: 1, premiumPoolAmount: 1000, performancePoolAmount: 2000 },
      distributionSlots: [
        { slotNumber: 1, premiumPoolAmount: 0, performancePoolAmount: 0 },
        { slotNumber: 2, premiumPoolAmount: 1000, performancePoolAmount: 2000 },
      ],
    });
    const [first] = body.data?.['distributionSlots'] as Items;
    expect(body.data?.['scheduledFor']).toBe(first!['scheduledFor']);
  });

  it('takes what is left out from the declaration, and replaces what is given', async () => {
    const { admin, product } = platform;
    await admin.post(`${DAYS}/declare`, {
      date: product.day(),
      rosPercentage: 0.7,
      premiumPoolAmount: 3,
      performancePoolAmount: 0,
    });
    const values = { rosPercentage: 0.7, premiumPoolAmount: 3 };
    expect((await queue(later)).body.data).toMatchObject({ values });
    await admin.send('DELETE', `${DAYS}/today/queue`, {});
    expect((await queue({ ...later, rosPercentage: 0.9 })).body.data).toMatchObject({ values: { rosPercentage: 0.9 } });
    expect((await admin.get(`${DAYS}/${product.day()}`)).body.data).toMatchObject({ rosPercentage: 0.9 });
  });

  it.each([
    ['no values and no declaration', later],
    ['a time on another day', { rosPercentage: 1, scheduledFor: '2020-01-01T00:00:00.000Z' }],
    ['a time that has passed by more than a minute', { rosPercentage: 1, scheduledFor: '00:00:01' }],
    ['more than 2.2% in all', { ...twoSlots, distributionSlots: slotsOf(1.2, 1.1) }],
    ['a sum that is not the day', { ...twoSlots, rosPercentage: 0.9 }],
    ['a slot number twice', { ...twoSlots, distributionSlots: [slot(1, 0.5, '22:00'), slot(1, 0.5, '23:00')] }],
    ['101 slots', { ...twoSlots, distributionSlots: slotsOf(...Array<number>(101).fill(0.01)) }],
    ['pools of slots that are not the day', withPools(400, 500)],
  ])('refuses %s', async (_, wish) => {
    const { status: code, body } = await queue(wish);
    expect([code, body.error?.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(await status()).toMatchObject({ status: 'NOT_QUEUED' });
  });

  it('lets slots carry pools of their own', async () => {
    const { status, body } = await queue(withPools(400, 600));
    expect([status, body.data?.['distributionSlots']]).toMatchObject([
      200,
      [{ premiumPoolAmount: 400 }, { premiumPoolAmount: 600 }],
    ]);
  });

  it('takes 100 slots', async () => {
    const { status, body } = await queue({
      multiSlotEnabled: true,
      distributionSlots: slotsOf(...Array<number>(100).fill(0.01)),
    });
    expect([status, (body.data?.['distributionSlots'] as Items).length]).toEqual([200, 100]);
  });

  it('is a conflict when today is queued', async () => {
    await queue({ rosPercentage: 1, ...later });
    const again = await queue({ rosPercentage: 1, ...later });
    expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_QUEUED']);
  });
});

describe('GET /today/status and /:date/status', () => {
  it('answer as the page shows, from before the day is queued to its end', async () => {
    const nothing = { status: 'NOT_QUEUED', scheduledFor: null, distributionSlots: [], lastExecution: null };
    expect(await status()).toMatchObject(nothing);
    await queue({ rosPercentage: 1, premiumPoolAmount: 4, description: 'x', ...later });
    expect(differencesFrom({ ...STATUS, lastExecution: null }, await status(), waiting)).toEqual([]);
    await platform.admin.send('PATCH', `${DAYS}/today/queue/1`, { scheduledFor: inMs(0) });
    const done = await platform.product.todayIs(platform.admin, 'COMPLETED');
    expect(differencesFrom(STATUS, done, { additions: SLOT_ADDITIONS })).toEqual([]);
    expect(done).toMatchObject({
      distributionSlots: [{ progress: { totalStakes: 3, processedStakes: 3, percent: 100 }, totalDistributed: 7.5055 }],
      lastExecution: { rosStats: { processedStakes: 3 }, premiumPoolStats: { usersReceived: 1, totalDistributed: 4 } },
    });
    const ofDate = await platform.admin.get(`${DAYS}/${platform.product.day()}/status`);
    expect(ofDate.body.data).toEqual(done);
  });

  it('of a date that nobody declared is NOT_QUEUED', async () => {
    const { status, body } = await platform.admin.get(`${DAYS}/${platform.product.day(9)}/status`);
    expect([status, body.data]).toMatchObject([
      200,
      { status: 'NOT_QUEUED', values: null, today: platform.product.day(9) },
    ]);
  });
});

it('POST /today/preview tells stakes, users, totals, qualifiers and shares, and changes nothing', async () => {
  const { status: code, body } = await platform.admin.post(`${DAYS}/today/preview`, {
    ...twoSlots,
    premiumPoolAmount: 10,
    performancePoolAmount: 5,
  });
  expect(code).toBe(200);
  expect(body.data).toMatchObject({
    values: { rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 5 },
    distributionSlots: [
      { slotNumber: 1, ros: { stakes: 3, users: 3, total: 1.75275, cappedStakes: 0 } },
      {
        slotNumber: 2,
        premiumPool: { qualifiers: 1, share: 10, total: 10 },
        performancePool: { qualifiers: 2, share: 2.5, total: 5 },
      },
    ],
  });
  expect(await status()).toMatchObject({ status: 'NOT_QUEUED' });
});

describe('PATCH and DELETE /today/queue', () => {
  const at = (slotNumber: number | string) => `${DAYS}/today/queue/${slotNumber}`;

  it('change and cancel what waits', async () => {
    await queue(twoSlots);
    const changed = await platform.admin.send('PATCH', at(1), { scheduledFor: '21:00', rosPercentage: 0.6 });
    expect([changed.status, changed.body.data]).toMatchObject([200, { values: { rosPercentage: 1.1 } }]);
    const cancelled = await platform.admin.send('DELETE', at(1), {});
    expect([cancelled.status, cancelled.body.data]).toMatchObject([200, { status: 'PENDING' }]);
    expect((await platform.admin.send('DELETE', `${DAYS}/today/queue`, {})).status).toBe(200);
  });

  it('are refused for slots that are not there, are done, or with nothing to change', async () => {
    expect((await platform.admin.send('PATCH', at(1), { rosPercentage: 1 })).status).toBe(404);
    expect((await platform.admin.send('DELETE', at(1), {})).status).toBe(404);
    expect((await platform.admin.send('DELETE', `${DAYS}/today/queue`, {})).status).toBe(409);
    await queue({ rosPercentage: 1, scheduledFor: inMs(0) });
    await platform.product.todayIs(platform.admin, 'COMPLETED');
    expect((await platform.admin.send('PATCH', at(1), { rosPercentage: 1 })).status).toBe(409);
    expect((await platform.admin.send('DELETE', at(1), {})).status).toBe(409);
    expect((await platform.admin.send('DELETE', `${DAYS}/today/queue`, {})).status).toBe(409);
  });

  it('need something to change', async () => {
    await queue(twoSlots);
    expect((await platform.admin.send('PATCH', at(1), {})).status).toBe(400);
    expect((await platform.admin.send('PATCH', at(1), { rosPercentage: 2 })).status).toBe(400);
  });
});

it('POST /:date/slots/:slotNumber/retry is for slots that left something unpaid', async () => {
  const retry = (slotNumber: number) =>
    platform.admin.post(`${DAYS}/${platform.product.day()}/slots/${slotNumber}/retry`);
  expect((await retry(1)).status).toBe(404);
  await queue({ rosPercentage: 1, ...later });
  expect((await retry(1)).status).toBe(409);
});

describe('what a user sees', () => {
  it('is as the page shows', async () => {
    const { ann, admin, product } = platform;
    const distributionSlots = [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: inMs(100) },
      { slotNumber: 2, rosPercentage: 1, scheduledFor: inMs(200) },
    ];
    await queue({ multiSlotEnabled: true, premiumPoolAmount: 10, performancePoolAmount: 5, distributionSlots });
    await product.todayIs(admin, 'COMPLETED');

    const stakes = (await ann.get('/me/stakes')).body.data?.['stakes'] as Items;
    const more = { additions: ['_id', 'status', 'activatedAt', 'completedAt'] };
    expect(stakes.flatMap((stake) => differencesFrom(STAKE, stake, more))).toEqual([]);

    const { body } = await ann.get('/me/transactions');
    const entries = body.data?.['transactions'] as Items;
    const own = { additions: ['_id', 'metadata.rosPercentage'] };
    expect(entries.flatMap((entry) => differencesFrom(TRANSACTION, entry, own))).toEqual([]);
    expect(entries.map(({ description }) => description)).toEqual(
      expect.arrayContaining(['Daily ROS Payout - Slot 2']),
    );
    expect(entries.every(({ metadata, slotNumber }) => (metadata as Items[0])['slotNumber'] === slotNumber)).toBe(true);
    expect((await ann.get('/me/wallet')).body.data).toMatchObject({ earnings: 14 });
  });

  it('is nobody else’s', async () => {
    for (const path of ['/me/wallet', '/me/stakes', '/me/transactions']) {
      expect((await platform.product.nobody().get(path)).status).toBe(401);
      expect((await platform.cid.get(path)).status).toBe(200);
    }
  });
});

function slot(slotNumber: number, rosPercentage: number, scheduledFor: string): object {
  return { slotNumber, rosPercentage, scheduledFor };
}

function slotsOf(...rates: number[]): object[] {
  return rates.map((rate, index) => slot(index + 1, rate, `22:${String(Math.floor(index / 2)).padStart(2, '0')}:00`));
}

function withPools(first: number, second: number): object {
  const [one, two] = twoSlots.distributionSlots;
  return {
    ...twoSlots,
    performancePoolAmount: 0,
    distributionSlots: [
      { ...one, premiumPoolAmount: first },
      { ...two, premiumPoolAmount: second },
    ],
  };
}
