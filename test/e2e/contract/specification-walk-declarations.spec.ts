import type { ApiClient } from '#lib/client';
import { until } from '../../support/until.js';
import { codeAt } from '../support/codes.js';
import * as page from '../support/page.js';
import { earningsOf, spoilStakes } from '../support/small-platform.js';
import { DAYS, DONE, INSTANT, NOW, TEXT, code, confirmed, walkOn, withId } from '../support/specification-walk.js';
import { answerOf, dataOf, walk } from '../support/walk.js';

/** docs/specification.md 3 and 3.1. Wrong input, locks and replays have specs of their own. */
const section = walkOn('walk-declarations');

section('3', 'sessions and the second factor', async ({ product, clientOf, day }) => {
  const [person, boss] = [
    await product.person({ role: 'admin' }),
    await product.person({ role: 'admin', twoFA: true }),
  ];
  const { email, password } = person;
  const [nobody, bosses] = [clientOf(product.nobody()), clientOf(await product.signIn(boss))];
  const { data: signedIn, response } = await nobody.POST('/api/v1/auth/login', { body: { email, password } });
  const own = clientOf({ url: product.url, token: signedIn!.data.accessToken });
  const cookies = response.headers.getSetCookie();
  expect(cookies.join()).toMatch(/HttpOnly.*SameSite=Strict/);
  const headers = { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') };

  const grant = { ...withId(person.id), body: { twoFACode: await codeAt(boss.totpSecret) } };
  const { enrolmentCode } = await dataOf(bosses.POST('/api/v1/admin/users/{id}/enrolment', grant));
  const { secret } = await dataOf(own.POST('/api/v1/auth/2fa/setup', { body: { enrolmentCode, password } }));
  const first = await codeAt(secret);
  const resume = (twoFACode: string) => () => own.POST('/api/v1/admin/cron/resume', { body: { twoFACode } });
  const me = (client: ApiClient) => () => client.GET('/api/v1/auth/me');
  const session = { role: 'admin', twoFAEnabled: true, tokenEndsAt: INSTANT, sessionEndsAt: INSTANT };
  const scopes = ['view', 'support', 'finance', 'operate', 'pay', 'approve'];
  const { ticket } = await dataOf(own.POST('/api/v1/auth/ticket', { body: {} }));
  const params = { path: { date: day() }, query: { format: 'csv', ticket } } as const;
  const download = () => nobody.GET(`${DAYS}/{date}/payouts`, { params, parseAs: 'text' });
  await walk(
    [
      'a code turns it on, and ten recovery codes are shown once',
      () => own.POST('/api/v1/auth/2fa/enable', { body: { code: first } }),
      { data: { twoFAEnabled: true, recoveryCodes: Array(10).fill(TEXT) } },
    ],
    ['every change asks for a code', resume(''), '403 TWO_FA_REQUIRED'],
    ['which works once', resume(first), '403 TWO_FA_CODE_USED'],
  );
  const next = await codeAt(secret, 30);
  const noAlert = { ...withId('f'.repeat(24)), body: { twoFACode: next } };
  await walk(
    ['refused', () => own.POST('/api/v1/admin/alerts/{id}/acknowledge', noAlert), '404 ALERT_NOT_FOUND'],
    ['it stays usable', resume(next), {}],
    ['who is signed in', me(own), { data: { user: { email }, scopes, ...session } }],
    ['a ticket opens a download', download, { text: expect.stringMatching(/^id,slotNumber/) as string }],
    ['one download', download, '401 UNAUTHENTICATED'],
    [
      'a session is renewed by its cookie',
      () => nobody.POST('/api/v1/auth/refresh', { body: {}, headers }),
      { data: { accessToken: TEXT, expiresIn: 3600, user: { email, role: 'admin' } } },
    ],
    ['an unknown field', () => own.POST('/api/v1/auth/logout', { body: { all: 1 } as never }), '400 VALIDATION_FAILED'],
    ['logout', () => own.POST('/api/v1/auth/logout', { body: {} }), {}],
    ['logout everywhere', () => bosses.POST('/api/v1/auth/logout-everywhere', { body: {} }), {}],
  );
  for (const client of [own, bosses]) {
    await until('the session is over', async () => String(await answerOf(me(client))).startsWith('401'));
  }
});

section('3.1', 'declarations', async (here) => {
  const { platform, admin, day, at, onDay, declare, queue, cancelAll, pause, resume, anew } = here;
  const change = (date: string, fields: object) => () =>
    admin.PATCH(`${DAYS}/{date}`, { ...onDay(date), body: { ...fields, ...code } });
  const remove = (date: string) => () => admin.DELETE(`${DAYS}/{date}`, { ...onDay(date), ...confirmed });
  const get = (date: string) => () => admin.GET(`${DAYS}/{date}`, onDay(date));
  const list = (query: object) => () => admin.GET(`${DAYS}/declared`, { params: { query } });
  const distribute =
    (date: string, parts: object, header = DONE) =>
    () =>
      admin.POST(`${DAYS}/{date}/distribute`, { params: { path: { date }, header }, body: { ...parts, ...code } });
  const ros = { distributeROS: true };
  const pools = { distributePools: true };
  const poolsPaid = {
    ...{ distributed: true, distributedAt: INSTANT, totalDistributed: 15 },
    ...{
      performancePool: { distributed: 2, totalDistributed: 5 },
      premiumPool: { distributed: 1, totalDistributed: 10 },
    },
  };
  const rosPaid = {
    distributed: true,
    rosPercentage: 0.55,
    totalStakes: 3,
    processedStakes: 3,
    totalDistributed: 1.928025,
  };
  const amounts = { totalPoolAmount: 1_000_000_035.000001, totalROSDeclared: 3.3 };
  const summary = { totalDates: 4, ...amounts, distributedDates: 1, pendingDates: 3 };
  const message = 'Daily declaration returns declared successfully';
  const declaredToBe = (values: object) => ({ data: { declaration: values } });
  const scheduled = { scheduled: true, scheduledFor: at(day(3), '06:30:00'), distributed: false };
  const nothing = { rosPercentage: 0, premiumPoolAmount: 0, performancePoolAmount: 0 };
  const most = { rosPercentage: '2.2', premiumPoolAmount: '1000000000' };
  await walk(
    ['a declaration', declare(day(2)), { message, ...declaredToBe({ totalPoolAmount: 15 }) }, page.DECLARED],
    ['the same date again', declare(day(2)), '409 ALREADY_DECLARED'],
    [
      'a later date is scheduled for its default time',
      declare(day(3), { autoDistributeROS: true, autoDistributePools: true }),
      { data: { rosDistribution: scheduled, poolDistribution: { distributed: false } } },
      page.DECLARED,
    ],
    ['numbers as texts, and the most', declare(day(30), most), declaredToBe({ rosPercentage: 2.2 }), page.DECLARED],
    ['the least', declare(day(4), { ...nothing, premiumPoolAmount: 0.000001 }), {}],
    ['more than 2.2 percent', declare(day(5), { rosPercentage: 2.200001 }), '400 VALIDATION_FAILED'],
    ['more than a billion', declare(day(5), { premiumPoolAmount: '1000000000.000001' }), '400 VALIDATION_FAILED'],
    ['nothing', declare(day(5), nothing), '400 VALIDATION_FAILED'],
    ['an amount left out', declare(day(5), { premiumPoolAmount: undefined }), '400 VALIDATION_FAILED'],
    ['yesterday', declare(day(-1)), '400 VALIDATION_FAILED'],
    ['31 days ahead', declare(day(31)), '400 VALIDATION_FAILED'],
    ['one', get(day(2)), { data: { date: day(2), rosDistributed: false } }, page.ONE_DECLARATION],
    ['none', get(day(5)), '404 DECLARATION_NOT_FOUND'],
    ['a change', change(day(2), { rosPercentage: 1 }), declaredToBe({ rosPercentage: 1 }), page.DECLARED],
    ['another', change(day(2), { premiumPoolAmount: 1 }), declaredToBe({ totalPoolAmount: 6 })],
    ['a third', change(day(2), { performancePoolAmount: '2' }), declaredToBe({ totalPoolAmount: 3 })],
    ['a fourth', change(day(2), { description: 'x' }), declaredToBe({ description: 'x', rosPercentage: 1 })],
    ['no change', change(day(2), {}), '400 VALIDATION_FAILED'],
    ['a change of the past', change(day(-1), ros), '400 VALIDATION_FAILED'],
    ['a change of none', change(day(5), { rosPercentage: 1 }), '404 DECLARATION_NOT_FOUND'],
    ['deleted', remove(day(2)), { success: true, message: 'Daily declaration returns deleted successfully' }],
    ['it is gone', remove(day(2)), '404 DECLARATION_NOT_FOUND'],
    ['the past stays', remove(day(-1)), '400 VALIDATION_FAILED'],
  );
  await walk(
    ['nothing to distribute', distribute(day(), ros), '404 DECLARATION_NOT_FOUND'],
    ['a later date', distribute(day(3), ros), '400 VALIDATION_FAILED'],
    ['today', declare(day()), {}],
    ['neither part', distribute(day(), { distributeROS: false }), '400 VALIDATION_FAILED'],
    ['it is queued', queue({ scheduledFor: '23:59:59' }), {}],
    ['queued: distribute', distribute(day(), ros), '409 ALREADY_QUEUED'],
    ['queued: change', change(day(), { rosPercentage: 1 }), '409 ALREADY_QUEUED'],
    ['queued: delete', remove(day()), '409 ALREADY_QUEUED'],
    ['cancelled', cancelAll, {}],
    ['cancelled: change', change(day(), { rosPercentage: 0.55 }), {}],
    [
      'the pools',
      distribute(day(), pools),
      { message: 'Distribution completed successfully', data: { poolDistribution: poolsPaid } },
    ],
    ['once', distribute(day(), pools), '409 ALREADY_DISTRIBUTED'],
    ['a distributed day is not changed', change(day(), { rosPercentage: 1 }), '409 ALREADY_DISTRIBUTED'],
    ['nor deleted', remove(day()), '409 ALREADY_DISTRIBUTED'],
    [
      'ROS',
      distribute(day(), ros),
      { data: { poolDistribution: poolsPaid, rosDistribution: rosPaid } },
      page.DISTRIBUTED,
    ],
    [
      'the list',
      list({}),
      { data: { summary }, meta: { startDate: day(), endDate: day(30), count: 4 } },
      page.DECLARED_LIST,
    ],
    ['of what is pending', list({ includeDistributed: 'false' }), { meta: { count: 3 } }],
    ['of 366 days', list({ startDate: '2024-01-01', endDate: '2024-12-31' }), { data: { declarations: [] } }],
    ['of more', list({ startDate: '2024-01-01', endDate: '2025-01-01' }), '400 VALIDATION_FAILED'],
  );
  expect(await earningsOf(platform)).toEqual([13.05, 3.6, 0.278025]);

  await anew();
  const flagged = declare(day(), { autoDistributePools: true });
  const statusUrl = `${DAYS}/${day()}/status`;
  await walk(
    ['what is flagged is paid at once', flagged, { data: { poolDistribution: poolsPaid } }, page.DECLARED],
    ['execution waits', pause, {}],
    ['so does ROS', distribute(day(), ros, NOW), { status: 202, data: { statusUrl, poolDistribution: poolsPaid } }],
    ['execution goes on', resume, {}],
  );
  await until('ROS is paid', async () => (await dataOf(get(day())())).rosDistributed);

  await anew();
  await spoilStakes(platform, true);
  await walk(
    ['today', declare(day()), {}],
    ['what fails is not told as done', distribute(day(), ros), '500 DISTRIBUTION_FAILED'],
  );
  await spoilStakes(platform, false);
});
