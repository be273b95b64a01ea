import { COLLECTIONS } from '#lib/database';
import { RedisClient } from '#lib/queues';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Slots = Record<string, unknown>[];

describe('queueing today', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());

  const soon = (): string => new Date(Date.now() + 1_000).toISOString();

  it('queues one distribution', async () => {
    const scheduledFor = soon();
    const values = { rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0, description: 'Daily 1% ROS' };
    const { status, body } = await platform.change('POST', `${DAYS}/today/queue`, { ...values, scheduledFor });
    expect([status, body.message]).toEqual([200, 'Distribution queued successfully']);
    expect(body.data).toMatchObject({ today: day(), status: 'PENDING', scheduledFor, values, multiSlotEnabled: false });
    expect(Object.keys(body.data!)).not.toContain('lastExecution');
    expect(body.data?.['distributionSlots']).toMatchObject([
      { slotNumber: 1, status: 'PENDING', rosPercentage: 1, scheduledFor, startedAt: null, attempts: 0, error: null },
    ]);
  });

  it('queues slots, and shows the status of today from then on', async () => {
    const { body } = await platform.change('POST', `${DAYS}/today/queue`, {
      multiSlotEnabled: true,
      premiumPoolAmount: 1000,
      performancePoolAmount: 2000,
      distributionSlots: [
        { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:59:59' },
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor: soon() },
      ],
    });
    const slots = body.data?.['distributionSlots'] as Slots;
    expect(slots.map(({ slotNumber, premiumPoolAmount }) => [slotNumber, premiumPoolAmount])).toEqual([
      [1, 0],
      [2, 1000],
    ]);
    const status = await platform.get(`${DAYS}/today/status`);
    expect(status.status).toBe(200);
    expect(status.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(status.headers.get('cache-control')).toBe('no-store');
    expect(body.data?.['warning']).toMatch(/^No worker is alive/);
    const totals = { planned: null, paid: 0, owed: 0, users: 0 };
    expect(status.body).toEqual({ success: true, data: { ...body.data, lastExecution: null, totals } });
    expect((await platform.get(`${DAYS}/${day()}/status`)).body).toEqual(status.body);
  });

  it('never shows a status from before a change that was answered', async () => {
    await platform.get(`${DAYS}/today/status`);
    await platform.change('POST', `${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: '23:59:59' });
    expect((await platform.get(`${DAYS}/today/status`)).body.data?.['status']).toBe('PENDING');
  });

  it('refuses a second queueing, and answers a repeated request from the first', async () => {
    const key = { 'idempotency-key': 'queue-1' };
    const wish = { rosPercentage: 1, scheduledFor: '23:59:59' };
    const first = await platform.change('POST', `${DAYS}/today/queue`, wish, key);
    const repeated = await platform.change('POST', `${DAYS}/today/queue`, wish, key);
    expect(repeated.body).toEqual(first.body);
    const again = await platform.change('POST', `${DAYS}/today/queue`, wish);
    expect([again.status, again.body.error?.code]).toEqual([409, 'ALREADY_QUEUED']);
    const other = await platform.change('POST', `${DAYS}/today/queue`, { ...wish, rosPercentage: 2 }, key);
    expect([other.status, other.body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('previews without a code and changes nothing', async () => {
    await platform.stake(await platform.user());
    const { status, body } = await platform.api.call('POST', `${DAYS}/today/preview`, {
      token: platform.token,
      body: { rosPercentage: 1, premiumPoolAmount: 5, scheduledFor: '23:59:59' },
    });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      today: day(),
      multiSlotEnabled: false,
      distributionSlots: [
        { slotNumber: 1, ros: { stakes: 1, users: 1, total: 1 }, premiumPool: { qualifiers: 0, pool: 5, total: 0 } },
      ],
    });
    expect(await platform.api.connection.collection(COLLECTIONS.distributions).countDocuments()).toBe(0);
  });

  it('queues what was shown, and says so with a new preview when something else would be paid', async () => {
    const wish = { rosPercentage: 1, scheduledFor: '23:59:59' };
    const preview = () => platform.api.call('POST', `${DAYS}/today/preview`, { token: platform.token, body: wish });
    const shown = await preview();
    expect((await preview()).body.data?.['manifest']).toBe(shown.body.data?.['manifest']);
    await platform.stake(await platform.user());
    const queue = ({ body }: typeof shown) =>
      platform.change('POST', `${DAYS}/today/queue`, { ...wish, manifest: body.data?.['manifest'] });
    const refused = await queue(shown);
    expect([refused.status, refused.body.error?.code]).toEqual([409, 'PREVIEW_CHANGED']);
    expect(refused.body.data).toEqual((await preview()).body.data);
    expect((await queue(refused)).status).toBe(200);
    const odd = await platform.change('POST', `${DAYS}/today/queue`, { ...wish, manifest: 'x' });
    expect(odd.body.error?.details).toMatchObject([{ field: 'manifest' }]);
  });

  it('changes and cancels slots that are PENDING', async () => {
    const distributionSlots = [
      { slotNumber: 1, rosPercentage: 0.5, scheduledFor: '23:00' },
      { slotNumber: 2, rosPercentage: 0.5, scheduledFor: '23:30' },
    ];
    await platform.change('POST', `${DAYS}/today/queue`, { multiSlotEnabled: true, distributionSlots });
    const changed = await platform.change('PATCH', `${DAYS}/today/queue/2`, { rosPercentage: 1 });
    expect([changed.status, changed.body.message]).toEqual([200, 'Slot updated successfully']);
    expect(changed.body.data?.['values']).toMatchObject({ rosPercentage: 1.5 });

    const cancelled = await platform.change('DELETE', `${DAYS}/today/queue/1`);
    expect([cancelled.status, cancelled.body.message]).toEqual([200, 'Slot cancelled successfully']);
    expect((await platform.change('DELETE', `${DAYS}/today/queue/1`)).status).toBe(409);
    expect((await platform.change('DELETE', `${DAYS}/today/queue/3`)).status).toBe(404);
    expect((await platform.change('PATCH', `${DAYS}/today/queue/2`, {})).status).toBe(400);

    const all = await platform.change('DELETE', `${DAYS}/today/queue`);
    expect([all.status, all.body.message]).toEqual([200, 'Queue cancelled successfully']);
    expect((await platform.get(`${DAYS}/today/status`)).body.data?.['status']).toBe('NOT_QUEUED');
    expect((await platform.change('DELETE', `${DAYS}/today/queue`)).status).toBe(409);
  });

  it('plans a later day as today', async () => {
    const wish = { rosPercentage: 1, premiumPoolAmount: 5, scheduledFor: '10:30' };
    const at = `${DAYS}/${day(3)}`;
    const preview = await platform.api.call('POST', `${at}/preview`, { token: platform.token, body: wish });
    expect([preview.status, preview.body.data]).toMatchObject([200, { today: day(3), values: { rosPercentage: 1 } }]);
    const queued = await platform.change('POST', `${at}/queue`, wish);
    expect([queued.status, queued.body.data]).toMatchObject([200, { today: day(3), status: 'PENDING' }]);
    expect(Date.parse(String(queued.body.data?.['scheduledFor']))).toBeGreaterThan(Date.parse(day(3)) - 86_400_000);
    const changed = await platform.change('PATCH', `${at}/queue/1`, { rosPercentage: 0.5, scheduledFor: '11:00' });
    expect(changed.body.data).toMatchObject({ values: { rosPercentage: 0.5 } });
    expect(
      (await platform.change('PATCH', `${at}/queue/1`, { scheduledFor: soon() })).body.error?.details,
    ).toMatchObject([{ field: 'scheduledFor' }]);
    expect((await platform.change('DELETE', `${at}/queue/1`)).body.data).toMatchObject({
      status: 'NOT_QUEUED',
      values: { rosPercentage: 0.5, premiumPoolAmount: 5 },
    });
    for (const date of [day(-1), day(31)]) {
      const { status, body } = await platform.change('POST', `${DAYS}/${date}/queue`, wish);
      expect([status, body.error?.details?.[0]?.field]).toEqual([400, 'date']);
    }
  });

  it('takes a form that still sends its empty list of slots', async () => {
    const wish = { rosPercentage: 1, scheduledFor: '23:59:59', multiSlotEnabled: false, distributionSlots: [] };
    expect((await platform.change('POST', `${DAYS}/today/queue`, wish)).status).toBe(200);
  });

  it.each([
    [{ rosPercentage: 2.3 }, 'rosPercentage'],
    [{ rosPercentage: 0 }, 'rosPercentage'],
    [{ rosPercentage: 1, scheduledFor: '25:00' }, 'scheduledFor'],
    [{ rosPercentage: 1, scheduledFor: 5 }, 'scheduledFor'],
    [{ rosPercentage: 1, scheduledFor: '2020-01-01T00:00:00Z' }, 'scheduledFor'],
    [
      { multiSlotEnabled: true, distributionSlots: [{ slotNumber: 1, rosPercentage: 1 }] },
      'distributionSlots.0.scheduledFor',
    ],
    [
      { multiSlotEnabled: true, distributionSlots: [{ slotNumber: 0, rosPercentage: 1 }] },
      'distributionSlots.0.slotNumber',
    ],
    [{ multiSlotEnabled: true, distributionSlots: [{ slotNumber: 101 }] }, 'distributionSlots.0.slotNumber'],
    [{ multiSlotEnabled: true, distributionSlots: [{ slotNumber: 1.5 }] }, 'distributionSlots.0.slotNumber'],
    [{ multiSlotEnabled: true, distributionSlots: [] }, 'distributionSlots'],
    [{ rosPercentage: 1, description: 'x'.repeat(501) }, 'description'],
    [{ premiumPoolAmount: '1.0000001' }, 'premiumPoolAmount'],
  ])('refuses %j', async (wish, field) => {
    const { status, body } = await platform.change('POST', `${DAYS}/today/queue`, wish);
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
    expect(await platform.api.connection.collection(COLLECTIONS.distributions).countDocuments()).toBe(0);
  });
});

describe('paying today', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.stake(await platform.user());
    await platform.startWorker();
  });
  afterAll(() => platform.stop());

  it('goes from PENDING to COMPLETED, then retries only what was not paid', async () => {
    const scheduledFor = new Date(Date.now() + 700).toISOString();
    await platform.stake(await platform.user(), { amount: '-5' });
    await platform.change('POST', `${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor });
    const { body } = await platform.todayIs('COMPLETED');
    expect(body.data?.['lastExecution']).toMatchObject({ rosStats: { processedStakes: 1, totalDistributed: 1 } });
    expect(body.data?.['distributionSlots']).toMatchObject([
      { status: 'COMPLETED', errors: 1, processedStakes: 1, attempts: 1, progress: { totalStakes: 2, percent: 50 } },
    ]);

    const failures = await platform.get(`${DAYS}/${day()}/failures?slotNumber=1&reason=INVALID_AMOUNT`);
    expect([failures.status, failures.body]).toMatchObject([
      200,
      {
        data: { failures: [{ key: `${day()}/slot-1`, type: 'ROI_EARNED', reason: 'INVALID_AMOUNT', owed: null }] },
        meta: { count: 1, nextCursor: null },
      },
    ]);
    const [failure] = failures.body.data?.['failures'] as Slots;
    const { token } = platform;
    const csv = await platform.api.call('GET', `${DAYS}/${day()}/failures`, { token, headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = csv.text.trim().split('\r\n');
    expect([lines.length, lines[1]]).toEqual([
      2,
      expect.stringContaining(`,${String(failure?.['email'])},INVALID_AMOUNT,,`),
    ]);
    const detail = await platform.get(`${DAYS}/${day()}/slots/1`);
    expect(detail.body.data).toMatchObject({
      key: `${day()}/slot-1`,
      orderedBy: platform.admin.email,
      runs: [{ kind: 'schedule', outcome: 'COMPLETED', requestedBy: platform.admin.email }],
      chunks: [{ phase: 'ROS', OPEN: 0, PAID: 1, FAILED: 0 }],
      actions: [
        { name: 'change', allowed: false },
        { name: 'cancel', allowed: false },
        { name: 'retry', allowed: true, why: null },
        { name: 'compensate', allowed: true },
        { name: 'reverse', allowed: true },
        { name: 'reinstate', allowed: false },
      ],
    });
    expect((await platform.get(`${DAYS}/${day()}/slots/7`)).body.error?.code).toBe('SLOT_NOT_FOUND');
    const retried = await platform.change('POST', `${DAYS}/${day()}/slots/1/retry`);
    expect([retried.status, retried.body.message]).toEqual([200, 'Slot retry completed']);
    expect(retried.body.data?.['distributionSlots']).toMatchObject([
      { status: 'COMPLETED', attempts: 2, processedStakes: 1, totalDistributed: 1, errors: 1 },
    ]);
    const all = await platform.change('POST', `${DAYS}/${day()}/retry`, {}, { prefer: 'wait=0' });
    const statusUrl = `/api/v1${DAYS}/${day()}/status`;
    expect([all.status, all.body]).toMatchObject([202, { message: 'Slot retry started', data: { statusUrl } }]);
    await platform.seen(`${DAYS}/today/status`, ({ body }) => {
      const [slot] = body.data?.['distributionSlots'] as Slots;
      return slot?.['attempts'] === 3 && slot['status'] === 'COMPLETED';
    });
    const named = await platform.change('POST', `${DAYS}/${day()}/retry`, { slots: [1, 1] });
    expect([named.status, named.body.data?.['distributionSlots']]).toMatchObject([200, [{ attempts: 4 }]]);
    expect((await platform.change('POST', `${DAYS}/${day()}/retry`, { slots: [] })).body.error?.details).toMatchObject([
      { field: 'slots' },
    ]);
    expect((await platform.change('POST', `${DAYS}/${day(-1)}/retry`)).body.error?.code).toBe('SLOT_STATE_CONFLICT');
  });

  it('refuses to retry a slot that is not there', async () => {
    expect((await platform.change('POST', `${DAYS}/${day()}/slots/7/retry`)).status).toBe(404);
    expect((await platform.change('POST', `${DAYS}/${day()}/slots/0/retry`)).status).toBe(400);
  });
});

describe('while execution is switched off', () => {
  it('says so where a day is queued and shown', async () => {
    const platform = await ApiPlatform.start({ CRON_ENABLED: 'false' });
    try {
      const { body } = await platform.change('POST', `${DAYS}/today/queue`, { rosPercentage: 1 });
      expect(body.message).toBe('Distribution queued successfully');
      const notice = { executionEnabled: false, warning: expect.stringContaining('CRON_ENABLED=false') as string };
      expect(body.data).toMatchObject(notice);
      expect((await platform.get(`${DAYS}/today/status`)).body.data).toMatchObject(notice);
    } finally {
      await platform.stop();
    }
  });
});

it('accepts a day while Redis is away', async () => {
  const platform = await ApiPlatform.start();
  try {
    platform.api.app.get(RedisClient, { strict: false }).client.disconnect();
    await platform.seen('/admin/cron/status', ({ body }) => body.data?.['queueCounts'] === null);
    const { status, body } = await platform.queueIn(3_600_000);
    expect([status, body.data?.['status']]).toEqual([200, 'PENDING']);
  } finally {
    await platform.stop();
  }
});
