import { COLLECTIONS } from '#lib/database';
import { RedisClient } from '#lib/queues';
import { MetricsPort } from '../../../apps/api/src/metrics/metrics-port.js';
import { HealthServer } from '../../../apps/worker/src/health.server.js';
import type { HttpAnswer } from '../../support/api-harness.js';
import { forgetAudit } from '../../support/forget-proofs.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

describe('operating the execution', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    // A keeper that comes late: what runs at once was woken.
    platform = await ApiPlatform.start({ KEEPER_INTERVAL_MS: '10000' });
    await platform.stake(await platform.user());
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());
  afterEach(async () => {
    await platform.change('POST', '/admin/cron/resume');
    await platform.stopWorker();
  });

  const problems = async (): Promise<string[]> =>
    (await platform.get('/admin/cron/status')).body.data?.['problems'] as string[];

  it('is healthy while a worker lives, and tells what comes next', async () => {
    await platform.startWorker();
    await platform.queueIn(3_600_000);
    const { status, body } = await platform.seen('/admin/cron/status', ({ body }) => body.data?.['lastSweep'] !== null);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      healthy: true,
      problems: [],
      enabled: true,
      disabledBy: [],
      paused: false,
      workers: [{ id: expect.any(String) as string, version: expect.any(String) as string, canary: { lost: false } }],
      runningSlot: null,
      nextSlots: [{ key: `${day()}/slot-1`, status: 'PENDING' }],
      overdueSlots: [],
      queueCounts: { slots: { delayed: 1 } },
      lastFailures: [],
    });
  });

  it('names what left records unpaid until its alert is acknowledged, and says what the platform goes by', async () => {
    const broken = await platform.stake(await platform.user(), { amount: '-5' });
    await platform.startWorker();
    await platform.queueIn(0);
    await platform.todayIs('COMPLETED');
    const key = `${day()}/slot-1`;
    expect(await problems()).toEqual([`${key} left 1 record unpaid. Mend and retry it, or acknowledge its alert.`]);
    await platform.api.connection.collection(COLLECTIONS.stakes).deleteOne({ _id: broken });
    const raised = ({ body }: HttpAnswer): boolean => (body.data?.['alerts'] as unknown[]).length > 0;
    const { body } = await platform.seen(`/admin/alerts?open=true&rule=RECORDS_FAILED&date=${day()}`, raised);
    expect(body.meta).toMatchObject({ open: { RECORDS_FAILED: 1 }, openBySeverity: { warning: 1 } });
    expect((body.data?.['alerts'] as object[])[0]).toMatchObject({
      ...{ severity: 'warning', meaning: 'some stakes or users could not be paid' },
      action: expect.stringMatching(/^mend the records/) as string,
      link: `/api/v1${DAYS}/${day()}/slots/1`,
    });
    const { body: others } = await platform.get('/admin/alerts?severity=info');
    expect(others.data?.['alerts']).toEqual([]);
    const { body: neither } = await platform.get('/admin/alerts?severity=info&rule=RECORDS_FAILED');
    expect(neither.data?.['alerts']).toEqual([]);
    expect((await platform.get('/admin/alerts?severity=high')).status).toBe(400);
    const { body: status } = await platform.get(`${DAYS}/today/status`);
    const { planned, paid, owed } = status.data?.['totals'] as Record<string, number | null>;
    const { body: listed } = await platform.get(`/admin/days?from=${day()}&to=${day(1)}`);
    expect(listed.meta).toEqual({ from: day(), to: day(1), count: 2 });
    const none = { PENDING: 0, EXECUTING: 0, COMPLETED: 0, FAILED: 0, CANCELLED: 0 };
    expect(listed.data?.['days']).toEqual([
      {
        ...{ date: day(), status: 'COMPLETED', values: status.data?.['values'], slots: { ...none, COMPLETED: 1 } },
        ...{ planned, paid, owed, reversed: 0, proof: null, openAlerts: 2 },
      },
      {
        ...{ date: day(1), status: 'NOT_QUEUED', values: null, slots: none },
        ...{ planned: 0, paid: 0, owed: 0, reversed: 0, proof: null, openAlerts: 0 },
      },
    ]);
    const wish = { rule: 'RECORDS_FAILED', note: 'known' };
    const done = await platform.change('POST', '/admin/alerts/acknowledge', wish);
    expect([done.status, done.body.data]).toEqual([200, { acknowledged: 1 }]);
    expect(await problems()).toEqual([]);
    expect((await platform.change('POST', '/admin/alerts/acknowledge', {})).status).toBe(400);
    const { body: settings } = await platform.get('/admin/settings');
    expect(settings.data).toMatchObject({
      defaultDistributionTime: '00:00',
      rosCapPercent: 200,
      limits: { rosPercentage: 2.2, amount: 1_000_000_000, slots: 100, daysAhead: 30 },
      secondAdmin: { approvalAbove: null, payoutDelayMinutes: 0, dayLimit: null },
      misfireGraceHours: 12,
      versions: { node: process.version },
    });
    expect(settings.data?.['timeZone']).toMatchObject({ offset: expect.stringMatching(/^[+-]\d\d:\d\d$/) as string });
  });

  it('lists the days of a range, whatever is declared, and refuses one that is too long', async () => {
    const declared = { date: day(20), rosPercentage: 0, premiumPoolAmount: 20, performancePoolAmount: 10 };
    await platform.change('POST', `${DAYS}/declare`, declared);
    await platform.change('POST', `${DAYS}/${day(20)}/queue`, { scheduledFor: '12:00' });
    const { body } = await platform.get('/admin/days');
    expect(body.meta).toEqual({ from: day(-30), to: day(30), count: 61 });
    const days = body.data?.['days'] as Record<string, unknown>[];
    expect(days.map(({ date }) => date)).toEqual(Array.from({ length: 61 }, (_, index) => day(index - 30)));
    expect(days[50]).toMatchObject({
      ...{ status: 'PENDING', slots: { PENDING: 1 }, planned: 30, paid: 0, owed: 0 },
      values: { rosPercentage: 0, premiumPoolAmount: 20, performancePoolAmount: 10 },
    });
    for (const query of [`from=${day(1)}&to=${day()}`, 'from=2026-01-01&to=2027-01-02', 'to=2026-02-30']) {
      const refused = await platform.get(`/admin/days?${query}`);
      expect([refused.status, refused.body.error?.details?.[0]?.field]).toEqual([400, 'to']);
    }
  });

  it('says that no worker lives', async () => {
    const { body } = await platform.get('/admin/cron/status');
    expect(body.data).toMatchObject({ healthy: false, workers: [], problems: [expect.stringMatching(/^No worker/)] });
  });

  it('runs nothing while paused, and what is overdue at once on resumption', async () => {
    await platform.startWorker();
    const paused = await platform.change('POST', '/admin/cron/pause');
    expect([paused.status, paused.body.message]).toEqual([200, 'Execution paused']);
    expect(paused.body.data).toEqual({ enabled: true, paused: true, wokenSlots: [] });
    const queued = await platform.queueIn(300);
    expect(queued.body.data).toMatchObject({ executionEnabled: false, warning: expect.any(String) as string });
    await platform.seen('/admin/cron/status', ({ body }) => (body.data?.['overdueSlots'] as unknown[]).length === 1);
    expect(await problems()).toEqual([expect.stringMatching(/^Execution is paused since/)]);
    expect((await platform.get(`${DAYS}/today/status`)).body.data).toMatchObject({
      status: 'PENDING',
      executionEnabled: false,
    });

    const resumed = await platform.change('POST', '/admin/cron/resume');
    expect(resumed.body.data).toEqual({ enabled: true, paused: false, wokenSlots: [`${day()}/slot-1`] });
    const resumedAt = Date.now();
    const { body } = await platform.todayIs('COMPLETED');
    const [slot] = body.data?.['distributionSlots'] as { startedAt: string }[];
    expect(Date.parse(slot!.startedAt) - resumedAt).toBeLessThan(8_000);
    expect(body.data).not.toHaveProperty('executionEnabled');
  });

  it('audits only what changed', async () => {
    await forgetAudit(platform.api.connection);
    for (let count = 0; count < 2; count += 1) await platform.change('POST', '/admin/cron/pause');
    await platform.change('POST', '/admin/cron/resume');
    const entries = await platform.api.connection.collection(COLLECTIONS.auditLog).find().sort({ at: 1 }).toArray();
    expect(entries.map(({ action }) => action as string)).toEqual(['execution.pause', 'execution.resume']);
  });

  it('asks for a code and for an admin', async () => {
    expect((await platform.api.call('POST', '/admin/cron/pause', { token: platform.token, body: {} })).status).toBe(
      403,
    );
    const token = await platform.api.signIn(await platform.api.person());
    expect((await platform.api.call('GET', '/admin/cron/status', { token })).status).toBe(403);
    expect((await platform.api.call('GET', '/admin/cron/status')).status).toBe(401);
  });

  it('gives metrics to Prometheus, with the gauges of the whole system filled', async () => {
    await platform.queueIn(3_600_000);
    const due = await platform.api.connection.collection(COLLECTIONS.distributions).findOne({ status: 'PENDING' });
    await platform.change('POST', '/admin/cron/pause');
    const alerts = platform.api.connection.collection(COLLECTIONS.alerts);
    await alerts.insertOne({ key: 'standing', rule: 'SLOT_STALLED', message: 'It stands.', raisedAt: new Date() });
    const { status, headers, text } = await platform.api.call('GET', '//metrics');
    await alerts.deleteOne({ key: 'standing' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('ddr_slots{status="PENDING"} 1');
    expect(text).toContain('ddr_slots{status="FAILED"} 0');
    const told = new Set(text.split('\n'));
    const expected = [
      'ddr_overdue_slots 0',
      'ddr_owed_slots 0',
      'ddr_workers_alive 0',
      'ddr_execution_paused 1',
      'ddr_execution_enabled 1',
      `ddr_next_slot_timestamp_seconds ${(due?.['scheduledFor'] as Date).getTime() / 1_000}`,
      'ddr_dependency_up{dependency="mongodb"} 1',
      'ddr_dependency_up{dependency="redis"} 1',
      'ddr_dependency_up{dependency="worker"} 0',
      'ddr_alerts_open{rule="SLOT_STALLED"} 1',
      'ddr_alerts_open{rule="NO_WORKER"} 0',
    ];
    expect(expected.filter((line) => !told.has(line))).toEqual([]);
    expect(text).toContain('process_cpu_seconds_total');
  });
});

it('gives metrics on METRICS_PORT alone where that is another port', async () => {
  const platform = await ApiPlatform.start({ METRICS_PORT: '0' });
  try {
    expect((await platform.api.call('GET', '//metrics')).status).toBe(404);
    const port = platform.api.app.get(MetricsPort, { strict: false }).port ?? 0;
    const scraped = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect([scraped.status, scraped.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await scraped.text()).toMatch(/^ddr_overdue_slots 0$/m);
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(404);
    await platform.startWorker();
    const ports = await platform.worker!.get(HealthServer).listen();
    const at = (one: number): Promise<Response> => fetch(`http://127.0.0.1:${one}/metrics`);
    expect([(await at(ports.port)).status, (await at(ports.metricsPort)).status]).toEqual([404, 200]);
    // A worker answers for its own health as an API does.
    for (const [probe, data] of [
      ['live', { status: 'live' }],
      ['ready', { status: 'ready', dependencies: { mongodb: 'answers', redis: 'answers', worker: 'alive' } }],
      ['all', { status: 'ready' }],
    ] as const) {
      const answered = await fetch(`http://127.0.0.1:${ports.port}/health/${probe}`);
      expect(await answered.json()).toMatchObject({ success: true, data });
    }
  } finally {
    await platform.stop();
  }
});

it('names the switches of the environment, and that Redis is away', async () => {
  const platform = await ApiPlatform.start({ DISTRIBUTION_CRON_ENABLED: 'false' });
  try {
    platform.api.app.get(RedisClient, { strict: false }).client.disconnect();
    const { body } = await platform.seen('/admin/cron/status', ({ body }) => body.data?.['queueCounts'] === null);
    expect(body.data).toMatchObject({
      healthy: false,
      enabled: false,
      disabledBy: ['DISTRIBUTION_CRON_ENABLED'],
      queueCounts: null,
      problems: [
        expect.stringContaining('DISTRIBUTION_CRON_ENABLED=false'),
        expect.stringMatching(/^No worker lives/),
        expect.stringMatching(/^Redis does not answer/),
      ] as string[],
    });
  } finally {
    await platform.stop();
  }
});
