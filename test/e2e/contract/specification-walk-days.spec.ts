import { ApiFailure } from '#lib/client';
import { usdt } from '../../support/builders.js';
import { allClosed } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';
import * as page from '../support/page.js';
import { inMs } from '../support/running-product.js';
import { earningsOf, spoilStakes } from '../support/small-platform.js';
import {
  DAYS,
  DONE,
  HASH,
  INSTANT,
  PAYS,
  POOL,
  TEXT,
  code,
  confirmed,
  including,
  like,
  one,
  slotsAt,
  walkOn,
  withId,
} from '../support/specification-walk.js';
import { answerOf, dataOf, eventsOf, walk } from '../support/walk.js';

/** docs/specification.md 3.2 and 3.3. Wrong input, replays and crashes have specs of their own. */
const section = walkOn('walk-days');

section('3.2', 'a day, planned and paid', async (here) => {
  const { product, people, platform, admin, day, at, of, onDay, onSlot, stream, anew } = here;
  const { queue, change, ended, dayStatus, cancelAll, pause, resume } = here;
  const preview = (body: object) => () => admin.POST(`${DAYS}/today/preview`, { body });
  const plan = slotsAt('22:00:00', '23:00:00');
  const ros = { active: 3, stakes: 3, users: 3, cappedStakes: 0, notDue: { activatedLater: 0, withoutActivation: 0 } };
  const seen = {
    ...{ today: day(), total: PAYS.day, warnings: [], manifest: HASH, multiSlotEnabled: true },
    values: { rosPercentage: 1.5, premiumPoolAmount: 10, performancePoolAmount: 5 },
    distributionSlots: [
      { slotNumber: 1, scheduledFor: at(day(), '22:00:00'), ros: { ...ros, total: PAYS.first }, total: PAYS.first },
      {
        ...{ slotNumber: 2, ros: { ...ros, total: 3.5055 }, total: PAYS.second },
        premiumPool: { qualifiers: 1, pool: 10, share: 10, total: 10 },
        performancePool: { qualifiers: 2, pool: 5, share: 2.5, total: 5 },
      },
    ],
  };
  const notQueued = { data: { status: 'NOT_QUEUED', scheduledFor: null, distributionSlots: [], lastExecution: null } };
  await walk(['a preview', preview(plan), { data: seen }], ['changes nothing', dayStatus, notQueued]);

  const { manifest } = await dataOf(preview(plan)());
  const stake = await product.stake(people.cid.id);
  const changed = await queue({ ...plan, manifest })().catch((error: unknown) => error);
  expect(changed).toBeInstanceOf(ApiFailure);
  expect(changed).toMatchObject({ status: 409, code: 'PREVIEW_CHANGED', data: { total: 21.75825 } });
  await of('stakes').deleteOne({ _id: stake });

  const slotOfPlan = (slotNumber: number, more: object) =>
    like({ slotNumber, status: 'PENDING', attempts: 0, ...more });
  const queued = {
    ...{ today: day(), status: 'PENDING', scheduledFor: at(day(), '22:00:00'), multiSlotEnabled: true },
    values: { rosPercentage: 1.5, premiumPoolAmount: 10, performancePoolAmount: 5, description: 'x' },
    distributionSlots: [
      slotOfPlan(1, { rosPercentage: 0.5, premiumPoolAmount: 0, performancePoolAmount: 0 }),
      slotOfPlan(2, { rosPercentage: 1, premiumPoolAmount: 10, performancePoolAmount: 5 }),
    ],
  };
  const first = { message: 'Distribution queued successfully', data: queued };
  const allowed = { additions: page.SLOT_ADDITIONS, nulls: [...page.NOT_RUN_YET, 'totals.planned'] };
  const key = { 'Idempotency-Key': 'walk-the-queue' };
  const cancelSlot = (slotNumber: number) => () =>
    admin.DELETE(`${DAYS}/today/queue/{slotNumber}`, { params: { path: { slotNumber } }, ...confirmed });
  const cancel = cancelSlot(2);
  const single = { rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0, description: 'Daily 1% ROS' };
  const untimed = { ...plan, distributionSlots: [{ slotNumber: 1, rosPercentage: 1 }] };
  await walk(
    ['a slot among slots without a time', queue(untimed), '400 VALIDATION_FAILED'],
    ['a time on another day', queue(one(at(day(1), '12:00:00'))), '400 VALIDATION_FAILED'],
    ['a time that has passed', queue(one(inMs(-61_000))), '400 VALIDATION_FAILED'],
    ['no values, and nothing declared', queue({ scheduledFor: '23:59:59' }), '400 VALIDATION_FAILED'],
    ['what was previewed is queued', queue({ ...plan, manifest }, key), first, page.QUEUED, allowed],
    ['sent again', queue({ ...plan, manifest }, key), first],
    ['another', queue(plan), '409 ALREADY_QUEUED'],
    ['the status', dayStatus, { data: queued }, { ...page.STATUS, lastExecution: null }, allowed],
    [
      'a change',
      change(2, { rosPercentage: 1.2, scheduledFor: '21:00' }),
      { data: { values: { rosPercentage: 1.7 } } },
    ],
    ['beyond 2.2 in all', change(2, { rosPercentage: 1.8 }), '400 VALIDATION_FAILED'],
    ['a cancellation', cancel, { data: { status: 'PENDING' } }],
    ['of what is cancelled', cancel, '409 SLOT_STATE_CONFLICT'],
    ['a change of it', change(2, { rosPercentage: 1 }), '409 SLOT_STATE_CONFLICT'],
    ['of all', cancelAll, { data: { status: 'NOT_QUEUED' } }],
    ['of none', cancelAll, '409 SLOT_STATE_CONFLICT'],
    ['values of the declaration', queue({ scheduledFor: '23:59' }), { data: { values: { rosPercentage: 1.7 } } }],
  );
  await anew();
  await walk(
    ['a single one', queue({ ...single, scheduledFor: '23:59' }), { data: { values: single } }, page.QUEUED, allowed],
    ['cancelled', cancelAll, {}],
    [
      'given values replace it',
      queue(one('23:59', { rosPercentage: 0.9 })),
      { data: { values: { rosPercentage: 0.9 } } },
    ],
  );

  await anew();
  await product.worker().stop();
  const worker = await product.startWorker('chunk.committed:2');
  const told = eventsOf(await admin.GET(`${DAYS}/today/events`, stream));
  const states = () => [...new Set(told.map(({ data }) => data['status']))];
  await until('NOT_QUEUED is told', () => states().includes('NOT_QUEUED'));
  await walk(['a day', queue(slotsAt('22:00', '23:00')), {}]);
  await until('PENDING is told', () => states().includes('PENDING'));
  await walk(['the time of its first has come', change(1, { scheduledFor: inMs(0) }), {}]);
  await worker.frozen();
  await until('EXECUTING is told', () => states().includes('EXECUTING'));
  const midway = { status: 'EXECUTING', progress: { totalStakes: 3, processedStakes: 2, percent: 66 } };
  await walk([
    'live progress',
    dayStatus,
    { data: { status: 'EXECUTING', distributionSlots: [midway, { status: 'PENDING' }] } },
  ]);
  worker.thaw();
  await until('SCHEDULED is told', () => states().includes('SCHEDULED'));
  await walk(['that of its second', change(2, { scheduledFor: inMs(0) }), {}]);
  await until('COMPLETED is told', () => states().includes('COMPLETED'));
  await allClosed(product.connection);
  expect(states()).toEqual(['NOT_QUEUED', 'PENDING', 'EXECUTING', 'SCHEDULED', 'COMPLETED']);
  await until('the stream tells the end as the status does', async () => {
    expect(told.at(-1)?.data).toEqual(await dataOf(dayStatus()));
    return true;
  });

  const done = { status: 'COMPLETED', attempts: 1, usersProcessed: 3, processedStakes: 3, errors: 0, error: null };
  const progress = { totalStakes: 3, processedStakes: 3, percent: 100 };
  const paidSlots = [PAYS.first, PAYS.second].map((totalDistributed) => like({ ...done, totalDistributed, progress }));
  const lastExecution = {
    ...{ status: 'COMPLETED', rosStats: { processedStakes: 6, totalDistributed: 5.25825 } },
    premiumPoolStats: { usersReceived: 1, totalDistributed: 10 },
    performancePoolStats: { usersReceived: 2, totalDistributed: 5 },
  };
  const totals = { planned: PAYS.day, paid: PAYS.day, owed: 0, users: 3 };
  const end = { data: { status: 'COMPLETED', distributionSlots: paidSlots, lastExecution, totals } };
  const run = like({ kind: 'schedule', outcome: 'COMPLETED', worker: TEXT, startedAt: INSTANT, endedAt: INSTANT });
  const slot = {
    ...{ orderedBy: TEXT, approvedBy: null, runs: [run], receipt: { entries: 6, root: HASH, hash: HASH } },
    chunks: including({ phase: 'PREMIUM', OPEN: 0, PAID: 1, FAILED: 0 }),
    actions: including({ name: 'reverse', allowed: true, why: null }, { name: 'retry', allowed: false, why: TEXT }),
  };
  const slots = { PENDING: 0, EXECUTING: 0, COMPLETED: 2, FAILED: 0, CANCELLED: 0 };
  const ofToday = { date: day(), status: 'COMPLETED', slots, planned: PAYS.day, paid: PAYS.day, owed: 0 };
  const range = { params: { query: { from: day(), to: day() } } };
  const retry = () =>
    admin.POST(`${DAYS}/{date}/slots/{slotNumber}/retry`, {
      params: { ...onSlot(1).params, header: DONE },
      ...confirmed,
    });
  await walk(
    ['its end', dayStatus, end, page.STATUS, { additions: page.SLOT_ADDITIONS }],
    ['by its date', () => admin.GET(`${DAYS}/{date}/status`, onDay()), end],
    ['one slot', () => admin.GET(`${DAYS}/{date}/slots/{slotNumber}`, onSlot(2)), { data: slot }],
    [
      'the days',
      () => admin.GET('/api/v1/admin/days', range),
      { data: { days: [{ ...ofToday, openAlerts: expect.any(Number) as number }] } },
    ],
    ['what is paid is not retried', retry, '409 SLOT_STATE_CONFLICT'],
    ['nor cancelled', cancel, '409 SLOT_STATE_CONFLICT'],
  );
  expect(await earningsOf(platform)).toEqual(PAYS.wallets);

  await anew();
  await spoilStakes(platform, true);
  await ended(slotsAt(inMs(100), inMs(200)), 'FAILED');
  const hasEnded = async () =>
    (await dataOf(dayStatus())).distributionSlots.every(({ executedAt }) => executedAt !== null);
  await until('both have ended', hasEnded);
  const failures =
    (query: object, init: object = {}) =>
    () =>
      admin.GET(`${DAYS}/{date}/failures`, { params: { ...onDay().params, query }, ...init });
  const failure = { slotNumber: 1, reason: 'INVALID_AMOUNT', owed: null, firstSeenAt: INSTANT, lastSeenAt: INSTANT };
  const csv = { parseAs: 'text', headers: { accept: 'text/csv' } };
  const retryAll = (slots: number[]) => () =>
    admin.POST(`${DAYS}/{date}/retry`, { params: { ...onDay().params, header: DONE }, body: { slots, ...code } });
  const page1 = {
    data: { failures: [{ ...failure, email: TEXT, userId: TEXT }] },
    meta: { count: 1, nextCursor: TEXT },
  };
  await walk(
    ['who could not be paid', failures({ slotNumber: 1, limit: 1 }), page1],
    [
      'as CSV',
      failures({ reason: 'INVALID_AMOUNT' }, csv),
      { text: expect.stringContaining(people.cid.email) as string },
    ],
    ['another reason', failures({ reason: 'MISSING_USER' }), { data: { failures: [] } }],
  );
  await spoilStakes(platform, false);
  await walk(
    ['a retry', retry, { data: { distributionSlots: [{ ...done, attempts: 2, totalDistributed: PAYS.first }, {}] } }],
    ['of several', retryAll([2]), { data: { status: 'COMPLETED', totals } }],
    ['of what is paid', retryAll([2]), '409 SLOT_STATE_CONFLICT'],
  );
  expect(await earningsOf(platform)).toEqual(PAYS.wallets);

  await anew();
  const annsIs = (amount: string) =>
    of('stakes').updateOne({ userId: people.ann.id }, { $set: { amount: usdt(amount) } });
  await annsIs('NaN');
  // Without a time: the default one has passed today.
  await ended({ rosPercentage: 1 });
  const withErrors = { ...done, usersProcessed: 2, processedStakes: 2, totalDistributed: 2.5055, errors: 1 };
  await walk(['one that cannot be paid stops nobody', dayStatus, { data: { distributionSlots: [withErrors] } }]);
  await annsIs('100');
  await walk(['execution waits', pause, {}]);
  const cancelled = answerOf(retry);
  const waits = async () => (await dataOf(dayStatus())).distributionSlots[0]?.run.state === 'REQUESTED';
  await until('a retry waits', waits);
  await walk(['it is cancelled', cancelSlot(1), {}], ['execution goes on', resume, {}]);
  expect(await cancelled).toBe('409 DISTRIBUTION_CANCELLED');
  await walk([
    'and is paid by a retry',
    retry,
    { data: { distributionSlots: [{ ...done, attempts: 2, totalDistributed: 3.5055 }] } },
  ]);
  expect(await earningsOf(platform)).toEqual([1, 2, 0.5055]);

  const later = onDay(day(30));
  const body = { ...slotsAt('10:00', '11:00'), ...code };
  const planned = { today: day(30), status: 'PENDING', scheduledFor: at(day(30), '10:00:00') };
  const beyond = onDay(day(31));
  const firstOfLater = onSlot(1, day(30));
  const wish = { rosPercentage: 0.4, ...code };
  await walk(
    [
      'another day is previewed',
      () => admin.POST(`${DAYS}/{date}/preview`, { ...later, body }),
      { data: { total: PAYS.day } },
    ],
    ['queued', () => admin.POST(`${DAYS}/{date}/queue`, { ...later, body }), { data: planned }],
    [
      'changed',
      () => admin.PATCH(`${DAYS}/{date}/queue/{slotNumber}`, { ...firstOfLater, body: wish }),
      { data: { values: { rosPercentage: 1.4 } } },
    ],
    [
      'one of it cancelled',
      () => admin.DELETE(`${DAYS}/{date}/queue/{slotNumber}`, { ...firstOfLater, ...confirmed }),
      { data: { status: 'PENDING' } },
    ],
    [
      'its default time',
      () => admin.POST(`${DAYS}/{date}/queue`, { ...onDay(day(29)), body: { rosPercentage: 1, ...code } }),
      { data: { scheduledFor: at(day(29), '06:30:00') } },
    ],
    ['no such slot', () => admin.GET(`${DAYS}/{date}/slots/{slotNumber}`, onSlot(3, day(30))), '404 SLOT_NOT_FOUND'],
    ['not beyond 30 days', () => admin.POST(`${DAYS}/{date}/queue`, { ...beyond, body }), '400 VALIDATION_FAILED'],
  );
  const watched = eventsOf(await admin.GET(`${DAYS}/{date}/events`, { ...later, ...stream }));
  await walk(['and cancelled', () => admin.DELETE(`${DAYS}/{date}/queue`, { ...later, ...confirmed }), {}]);
  await until('it is told', () => watched.at(-1)?.data['status'] === 'NOT_QUEUED');
});

section('3.3', 'older endpoints', async ({ platform, admin, day, of, onDay, declare, declaration }) => {
  const pools =
    (more: object = {}) =>
    () =>
      admin.POST(`${POOL}/declare`, {
        params: { header: DONE },
        body: { premiumPoolAmount: 10, performancePoolAmount: 5, notes: 'bonus', ...more, ...code },
      });
  const distributed = { distributed: true, totalDistributed: 15 };
  const waiting = (await dataOf(pools()())) as { id: string };
  const other = (await dataOf(pools()())) as { id: string };
  const list = () => admin.GET(`${POOL}/declarations`);
  const distribute = () => admin.POST(`${POOL}/{id}/distribute`, { ...withId(waiting.id), ...confirmed });
  const remove =
    ({ id }: { id: string }) =>
    () =>
      admin.DELETE(`${POOL}/{id}`, { ...withId(id), ...confirmed });
  const ofDate = (date: string) => () => admin.GET(`${DAYS}/{date}`, onDay(date));
  const listOlder = () => admin.GET('/api/v1/admin/daily-profit/declared');
  const older = () =>
    admin.POST('/api/v1/admin/daily-profit/declare', declaration(day(), { autoDistributePools: true }));
  const counts = { performancePool: { totalQualifiers: 2 }, premiumPool: { totalQualifiers: 1 } };
  const byRank = { 'Associate Stakeholder': 1, 'Finance Titan': 1, 'Elite Capitalist': 0 };
  await walk(
    [
      'pools for now belong to no date, and are paid at once',
      pools({ autoDistribute: true }),
      { data: { id: TEXT, declaration: { date: null, totalPoolAmount: 15 }, poolDistribution: distributed } },
    ],
    ['today is not declared by it', ofDate(day()), '404 DECLARATION_NOT_FOUND'],
    ['both amounts are required', pools({ premiumPoolAmount: undefined }), '400 VALIDATION_FAILED'],
    ['else they are listed', list, { data: { declarations: including(waiting, other) } }],
    ['distributed', distribute, { data: { id: waiting.id, poolDistribution: distributed } }],
    ['once', distribute, '409 ALREADY_DISTRIBUTED'],
    ['then they stay', remove(waiting), '409 ALREADY_DISTRIBUTED'],
    ['or deleted', remove(other), { message: 'Pools deleted successfully' }],
    ['with a date', pools({ date: day(1) }), { data: { declaration: { date: day(1) } } }],
    ['they belong to it', ofDate(day(1)), { data: { premiumPoolAmount: 10, rosPercentage: 0, description: 'bonus' } }],
    ['with ROS', pools({ date: day(2), rosPercentage: 1 }), { data: { declaration: { rosPercentage: 1 } } }],
    ['it is a whole declaration', ofDate(day(2)), { data: { totalPoolAmount: 15, rosPercentage: 1 } }],
    ['of its date', pools({ date: day(2) }), '409 ALREADY_DECLARED'],
    [
      'qualifiers, counted now',
      () => admin.GET(`${POOL}/qualifiers`),
      { data: { ...counts, performancePool: { totalQualifiers: 2, byRank } } },
      page.POOL_QUALIFIERS,
    ],
    ['a declaration', declare(day(3)), {}],
    ['daily profit', older, { data: { poolDistribution: distributed, qualifiers: counts } }, page.DECLARED],
    ['is the same', declare(day()), '409 ALREADY_DECLARED'],
    ['and listed as the same', listOlder, { meta: { count: 4 } }],
  );
  expect((await listOlder()).data).toEqual((await admin.GET(`${DAYS}/declared`)).data);
  expect(await earningsOf(platform)).toEqual([37.5, 7.5, 0]);
  const entries = await platform.ann.get('/me/transactions?type=PREMIUM_POOL');
  expect(entries.body.data?.['transactions']).toMatchObject([
    { amount: 10, distributionDate: day() },
    { amount: 10, distributionDate: null, slotNumber: null },
    { amount: 10, distributionDate: null, slotNumber: null },
  ]);
  expect(await of('declarations').countDocuments()).toBe(4);
});
