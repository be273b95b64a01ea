import { until } from '../../support/until.js';
import { allClosed } from '../../support/forget-proofs.js';
import * as page from '../support/page.js';
import { inMs } from '../support/running-product.js';
import { earningsOf, spoilStakes } from '../support/small-platform.js';
import {
  DAYS,
  DONE,
  HASH,
  INSTANT,
  PAGES,
  TEXT,
  code,
  confirmed,
  including,
  one,
  walkOn,
  withId,
} from '../support/specification-walk.js';
import { dataOf, eventsOf, walk } from '../support/walk.js';

/** docs/specification.md 3.4 and 3.5. What is paused, broken or gone has specs of its own. */
const section = walkOn('walk-operation');

section('3.4', 'operating it', async (here) => {
  const { product, people, platform, admin, clientOf, day, onDay, stream, anew, offset, saw } = here;
  const { declare, queue, ended, dayStatus, cancelAll, pause, resume, withoutBobsStake } = here;
  const nobody = clientOf(product.nobody());
  const cron = () => admin.GET('/api/v1/admin/cron/status');
  const told = eventsOf(await admin.GET('/api/v1/admin/events', stream));
  const up = { mongodb: TEXT, redis: TEXT, worker: TEXT };
  const worker = clientOf({ url: `http://127.0.0.1:${await product.worker().ready()}` });
  for (const what of ['live', 'ready', 'all'] as const) {
    await until(`the worker's /health/${what}`, async () => (await worker.GET(`/health/${what}`)).response.ok);
  }
  await until('a sweep', async () => (await dataOf(cron())).lastSweep !== null);
  await product.seen(product.nobody(), '//health/all', ({ status }) => status === 200);
  const alive = { healthy: true, problems: [], enabled: true, paused: false, overdueSlots: [], lastFailures: [] };
  const workers = [{ id: TEXT, lastHeartbeat: INSTANT, version: TEXT }];
  const settings = {
    ...{
      timeZone: { name: TEXT, offset },
      defaultDistributionTime: '06:30',
      rosCapPercent: 200,
      misfireGraceHours: 12,
    },
    limits: { rosPercentage: 2.2, amount: 1_000_000_000, slots: 100, daysAhead: 30 },
    secondAdmin: { approvalAbove: 1000, dayLimit: 5000, payoutDelayMinutes: 10 },
    ...{ versions: { product: TEXT, node: process.version }, databaseTime: INSTANT },
    ranks: { performancePool: including('Associate Stakeholder'), premiumPool: including('Principal Strategist') },
  };
  const later = queue(one('23:59:59'));
  const paused = { data: { status: 'PENDING', executionEnabled: false, warning: TEXT } };
  await walk(
    ['alive', () => nobody.GET('/health/live'), { data: { status: 'live' } }],
    ['able', () => nobody.GET('/health/ready'), { data: { status: 'ready', dependencies: up } }],
    ['whole', () => nobody.GET('/health/all'), { data: { status: 'ready', dependencies: up } }],
    ['a day that waits', later, {}],
    [
      'the state',
      cron,
      { data: { ...alive, workers, nextSlots: [{ date: day(), slotNumber: 1, status: 'PENDING' }] } },
    ],
    ['the settings', () => admin.GET('/api/v1/admin/settings'), { data: settings }],
    [
      'metrics',
      () => nobody.GET('/metrics', { parseAs: 'text' }),
      { text: expect.stringMatching(/ddr_slots/) as string },
    ],
    ['cancelled', cancelAll, {}],
    ['paused', pause, { data: { paused: true, enabled: true } }],
  );
  // The one whose state was wrong for a while is seen by no slot, and is due by the rules.
  await withoutBobsStake(async () => {
    await walk(['the queue says so', queue(one(inMs(0))), paused], ['and the status', dayStatus, paused]);
    await until('it is overdue', async () => (await dataOf(cron())).overdueSlots.length === 1);
    const overdue = { paused: true, healthy: false, problems: including(expect.stringMatching(/paused/)) };
    await walk(['and this', cron, { data: overdue }], ['resumed', resume, { data: { paused: false } }]);
    await product.todayIs(platform.admin, 'COMPLETED');
  });
  const proof = () => admin.GET(`${DAYS}/{date}/reconciliation`, onDay());
  const compensate = () =>
    admin.POST(`${DAYS}/{date}/compensate`, { params: { ...onDay().params, header: DONE }, ...confirmed });
  const lost = { slotNumber: 1, phase: 'ROS', userId: people.bob.id.toHexString(), amount: 2, payable: true };
  await allClosed(product.connection);
  await walk(
    ['what is missing', proof, { data: { holds: false, missing: { count: 1, amount: 2, items: [lost] } } }],
    ['it is paid', compensate, { data: { ended: true, subjects: 1, amount: 2 } }],
    ['once', compensate, { data: { ended: true, subjects: 0, amount: 0 } }],
  );
  await allClosed(product.connection);
  await walk(['the proof holds', proof, { data: { holds: true, missing: { count: 0, items: [] } } }]);
  expect((await dataOf(proof())).checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(await earningsOf(platform)).toEqual([1, 2, 0.5055]);

  await anew();
  await spoilStakes(platform, true);
  await ended(one(inMs(100)), 'FAILED');
  await spoilStakes(platform, false);
  const failed = { rule: 'SLOT_FAILED', date: day(), open: 'true' } as const;
  const alerts = (query: object) => () => admin.GET('/api/v1/admin/alerts', { params: { query } });
  const found = async () => (await dataOf(alerts({ rule: 'SLOT_FAILED' })())).alerts[0];
  const alert = await until('the alert', found);
  const shown = {
    ...{ severity: 'critical', meaning: TEXT, action: TEXT, link: TEXT, slotNumber: 1, acknowledged: false },
    resolvedAt: null,
  };
  const acknowledge = () => admin.POST('/api/v1/admin/alerts/{id}/acknowledge', { ...withId(alert.id), ...confirmed });
  const ofRule = { rule: 'SLOT_FAILED', note: 'seen', ...code } as const;
  const acknowledgeAll = () => admin.POST('/api/v1/admin/alerts/acknowledge', { body: ofRule });
  const retry = () => admin.POST(`${DAYS}/{date}/retry`, { params: { ...onDay().params, header: DONE }, body: code });
  const counts = { count: 1, open: { SLOT_FAILED: 1 } };
  await walk(
    ['an alert', alerts({ ...failed, severity: 'critical' }), { data: { alerts: [shown] }, meta: counts }],
    ['of another kind', alerts({ ...failed, severity: 'info' }), { data: { alerts: [] } }],
    [
      'it is a problem',
      cron,
      { data: { healthy: false, lastFailures: [{ date: day(), slotNumber: 1, status: 'FAILED' }] } },
    ],
    ['acknowledged by its rule', acknowledgeAll, { data: { acknowledged: 1 } }],
    ['it is none any more', cron, { data: { healthy: true } }],
    ['by its id', acknowledge, { data: { acknowledged: true, note: 'seen', acknowledgedBy: TEXT } }],
    ['its cause is mended', retry, { data: { status: 'COMPLETED' } }],
  );
  const resolved = await until('it is resolved', async () => ((await found())?.resolvedAt === null ? null : found()));
  expect(resolved).toMatchObject({ id: alert.id, resolvedAt: INSTANT });
  await walk(['and open no more', alerts(failed), { data: { alerts: [] } }]);

  const log = (query: object) => () => admin.GET('/api/v1/admin/audit-log', { params: { query } });
  const wish = { ...onDay(day(4)), body: { rosPercentage: 2, ...code } };
  await walk(['a declaration', declare(day(4)), {}], ['changed', () => admin.PATCH(`${DAYS}/{date}`, wish), {}]);
  const entry = {
    ...{ action: 'declaration.change', actor: { email: TEXT }, address: '127.0.0.1', date: day(4), at: INSTANT },
    ...{ before: { rosPercentage: 0.55 }, after: { rosPercentage: 2 } },
  };
  const refused = { target: 'f'.repeat(24) };
  const support = await product.person({ role: 'admin' });
  const supporter = clientOf(await product.signIn(support));
  const viewing = { ...withId(support.id), body: { scopes: ['view' as const], ...code } };
  const mayNot = () => supporter.POST('/api/v1/admin/cron/pause', confirmed);
  await walk(
    [
      'who changed what',
      log({ date: day(4), action: 'declaration.change' }),
      { data: { entries: [entry] }, meta: { count: 1 } },
    ],
    ['of nothing', log(refused), { data: { entries: [] } }],
    [
      'the chain',
      () => admin.GET('/api/v1/admin/audit-log/chain'),
      { data: { intact: true, problems: [], head: { hash: HASH } } },
    ],
    ['scopes', () => admin.PATCH('/api/v1/admin/users/{id}/scopes', viewing), { data: { scopes: ['view'] } }],
    ['who views', () => supporter.GET('/api/v1/admin/cron/status'), {}],
    ['does not change', mayNot, '403 SCOPE_MISSING'],
  );
  await until('the stream tells all', () =>
    ['day', 'health', 'alerts'].every((type) => told.some((event) => event.type === type)),
  );
  expect(told.filter(({ id }) => !/^([0-9a-f]{12}|-)(\.([0-9a-f]{12}|-)){2}$/.test(id ?? ''))).toEqual([]);
  for (const path of PAGES) {
    expect([path, (await platform.admin.get(`/${path}`)).status]).toEqual([path, 200]);
    saw(path);
  }
  expect((await platform.ann.get('//admin/queues')).status).toBe(403);
  expect((await platform.admin.send('PUT', '//admin/queues/api/queues/slots/pause', {})).status).toBeGreaterThanOrEqual(
    400,
  );
});

section('3.5', 'what a user sees', async ({ platform, clientOf, ann, day, of, paid }) => {
  await paid();
  const wallet = () => ann.GET('/api/v1/me/wallet');
  const stakes = () => ann.GET('/api/v1/me/stakes');
  const entries = (query: object = {}) => ann.GET('/api/v1/me/transactions', { params: { query } });
  const stake = {
    amount: 100,
    totalEarned: 1.5,
    target: 200,
    progressPercent: 0.75,
    earnedPercent: 1.5,
    todaysProfit: 1.5,
  };
  const history = [
    { date: day(), slotNumber: 2, amount: 1, rosPercentage: 1, at: INSTANT },
    { slotNumber: 1, amount: 0.5 },
  ];
  const ros = (slotNumber: number, amount: number) => ({
    ...{ type: 'ROI_EARNED', description: `Daily ROS Payout - Slot ${slotNumber}`, amount, status: 'Completed' },
    ...{ stakeId: TEXT, distributionDate: day(), slotNumber, metadata: { slotNumber }, createdAt: INSTANT },
  });
  const shown = { stakes: [page.STAKE] };
  const more = { additions: ['_id', 'status', 'activatedAt', 'completedAt'].map((field) => `stakes[].${field}`) };
  const own = {
    additions: ['transactions[]._id', 'transactions[].metadata.rosPercentage'],
    nulls: ['transactions[].stakeId'],
  };
  await walk(
    ['the wallet', wallet, { data: { earnings: 14, currency: 'USDT' } }],
    [
      'stakes',
      stakes,
      { data: { stakes: [{ ...stake, dailyReturnsHistory: history }] }, meta: { total: 1 } },
      shown,
      more,
    ],
    ['newest first', () => entries({ type: 'ROI_EARNED' }), { data: { transactions: [ros(2, 1), ros(1, 0.5)] } }],
    ['of a day', () => entries({ date: day() }), { meta: { count: 4 } }, { transactions: [page.TRANSACTION] }, own],
    ['of another', () => entries({ date: day(-1) }), { data: { transactions: [] } }],
    ['nobody', () => clientOf(platform.product.nobody()).GET('/api/v1/me/wallet'), '401 UNAUTHENTICATED'],
  );
  const all = (await dataOf(entries())).transactions;
  expect(all.map(({ type, amount }) => `${type} ${amount}`).sort()).toEqual([
    'PERFORMANCE_POOL 2.5',
    'PREMIUM_POOL 10',
    'ROI_EARNED 0.5',
    'ROI_EARNED 1',
  ]);
  const pages: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { data } = await entries({ limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(...(data?.data.transactions ?? []));
    cursor = data?.meta.nextCursor ?? null;
  }
  expect(pages).toEqual(all);
  const odd = { userId: platform.people.ann.id, type: 'DEPOSIT', amount: 'ten', status: 7, createdAt: 'yesterday' };
  await of('transactions').insertOne(odd);
  await walk([
    'an odd entry of others',
    () => entries({ type: 'DEPOSIT' }),
    { data: { transactions: [{ amount: null }] } },
  ]);
});
