import { COLLECTIONS } from '#lib/database';
import { SlotRunner } from '#lib/engine';
import { usdt } from '../../support/builders.js';
import type { HttpAnswer, Person } from '../../support/api-harness.js';
import { allClosed } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Fields = Record<string, unknown>;
type Slots = { scheduledFor: string; status: string; reason: string | null; totalDistributed: number }[];

const MINUTE_MS = 60_000;
const LATE = '23:59:00';

describe('limits', () => {
  let platform: ApiPlatform;
  let bob: { person: Person; token: string };
  beforeAll(async () => {
    platform = await ApiPlatform.start({ DAY_LIMIT: '8', APPROVAL_ABOVE: '4.5', PAYOUT_DELAY_MINUTES: '30' });
    const person = await platform.api.person({ role: 'admin' });
    bob = { person, token: await platform.api.signIn(person) };
    for (let count = 0; count < 10; count += 1) await platform.stake(await platform.user(), { amount: '50' });
  });
  afterAll(() => platform.stop());
  beforeEach(() => platform.forgetDays());
  afterEach(() => platform.stopWorker());

  const approved = async ({ status, body }: HttpAnswer): Promise<HttpAnswer> => {
    expect(status).toBe(202);
    const { id } = body.data?.['proposal'] as { id: string };
    const twoFACode = await platform.api.code(bob.person);
    return platform.api.call('POST', `/admin/proposals/${id}/approve`, { token: bob.token, body: { twoFACode } });
  };
  const codeOf = ({ status, body }: HttpAnswer) => [status, body.error?.code ?? null];
  const slotsOf = ({ body }: HttpAnswer) => body.data?.['distributionSlots'] as Slots;
  const inDelay = (instant: unknown): boolean => {
    const away = Date.parse(String(instant)) - Date.now();
    return away > 29 * MINUTE_MS && away <= 30 * MINUTE_MS;
  };

  it('refuse what a date would pay beyond its limit, with the numbers, and let the limit itself through', async () => {
    const path = `${DAYS}/${day(1)}/queue`;
    const { status, body } = await platform.change('POST', path, { rosPercentage: 1.601, scheduledFor: LATE });
    expect([status, body.error?.code, body.error?.details]).toEqual([
      409,
      'LIMIT_EXCEEDED',
      [{ field: 'date', message: 'must pay at most 8 USDT in all; it would be 8.005' }],
    ]);
    expect(body.data).toEqual({ date: day(1), limit: 8, ofDate: 8.005, asked: 8.005 });
    expect(
      codeOf(await approved(await platform.change('POST', path, { rosPercentage: 1.6, scheduledFor: LATE }))),
    ).toEqual([200, null]);
    const twoSlots = [0.8, 0.9].map((rosPercentage, index) => ({
      slotNumber: index + 1,
      rosPercentage,
      scheduledFor: LATE,
    }));
    const many = { multiSlotEnabled: true, distributionSlots: twoSlots };
    expect(codeOf(await platform.change('POST', `${DAYS}/${day(2)}/queue`, many))).toEqual([409, 'LIMIT_EXCEEDED']);
    await platform.change('POST', `${DAYS}/${day(3)}/queue`, { rosPercentage: 0.8, scheduledFor: LATE });
    const raised = await platform.change('PATCH', `${DAYS}/${day(3)}/queue/1`, { rosPercentage: 1.7 });
    expect(codeOf(raised)).toEqual([409, 'LIMIT_EXCEEDED']);
    const preview = await platform.api.call('POST', `${DAYS}/${day(4)}/preview`, {
      token: platform.token,
      body: { rosPercentage: 2 },
    });
    expect(preview.body.data?.['warnings']).toEqual([
      expect.stringContaining('APPROVAL_ABOVE (4.5 USDT)'),
      expect.stringContaining('DAY_LIMIT (8 USDT)'),
    ]);
  });

  it('are told with the settings', async () => {
    const { body } = await platform.get('/admin/settings');
    expect(body.data?.['secondAdmin']).toEqual({
      approvalAbove: 4.5,
      approvalHours: 24,
      payoutDelayMinutes: 30,
      dayLimit: 8,
      largePayoutFactor: 10,
    });
  });

  it('hold again before a slot is paid, counting what its date has paid; raised, the slot can be retried', async () => {
    await platform.startWorker({ DAY_LIMIT: '5' });
    const [soon, sooner] = [600, 300].map((ms) => new Date(Date.now() + ms).toISOString());
    const slot = (slotNumber: number, rosPercentage: number, scheduledFor: string) => ({
      ...{ slotNumber, rosPercentage, scheduledFor },
    });
    const slots = [slot(1, 0.4, sooner!), slot(2, 0.4, soon!)];
    await platform.change('POST', `${DAYS}/today/queue`, { multiSlotEnabled: true, distributionSlots: slots });
    await platform.todayIs('COMPLETED');
    const third = [slot(3, 0.3, new Date(Date.now() + 300).toISOString())];
    await platform.change('POST', `${DAYS}/today/queue`, { multiSlotEnabled: true, distributionSlots: third });
    const failed = slotsOf(await platform.todayIs('FAILED'));
    expect(failed.map(({ status, reason, totalDistributed }) => [status, reason, totalDistributed])).toEqual([
      ['COMPLETED', null, 2],
      ['COMPLETED', null, 2],
      ['FAILED', 'LIMIT_EXCEEDED', 0],
    ]);
    const { body } = await platform.get(`${DAYS}/${day()}/slots/3`);
    expect(body.data?.['error']).toContain(`${day()} has paid 4 USDT, and 1.5 more would pass DAY_LIMIT (5 USDT)`);
    await platform.seen('/admin/alerts?rule=SLOT_FAILED', ({ body: { data } }) =>
      (data?.['alerts'] as Fields[]).some(({ message }) => String(message).includes('LIMIT_EXCEEDED')),
    );
    const { body: cron } = await platform.seen('/admin/cron/status', ({ body: { data } }) =>
      (data?.['problems'] as string[]).some((problem) => problem.includes('different DAY_LIMIT')),
    );
    expect(cron.data?.['healthy']).toBe(false);

    await platform.stopWorker();
    await platform.startWorker();
    const retried = await platform.change('POST', `${DAYS}/${day()}/slots/3/retry`);
    expect(retried.status).toBe(200);
    expect(slotsOf(retried).map(({ totalDistributed }) => totalDistributed)).toEqual([2, 2, 1.5]);
    const { body: proof } = await platform.get(`${DAYS}/${day()}/reconciliation`);
    expect(proof.data?.['missing']).toMatchObject({ count: 0 });
  });

  it('let what is paid at once wait, so that somebody can cancel it', async () => {
    await platform.startWorker();
    const declared = { date: day(), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0 };
    await platform.change('POST', `${DAYS}/declare`, declared);
    const asked = await platform.change('POST', `${DAYS}/${day()}/distribute`, { distributeROS: true });
    const { status, body } = await approved(asked);
    expect(status).toBe(202);
    expect(body.data).toMatchObject({ result: { statusUrl: `/api/v1${DAYS}/${day()}/status` } });
    const [waiting] = slotsOf(await platform.get(`${DAYS}/today/status`));
    expect([waiting?.status, inDelay(waiting?.scheduledFor)]).toEqual(['PENDING', true]);
    expect((body.data?.['result'] as Fields)['warning']).toContain('PAYOUT_DELAY_MINUTES');
    const cancelled = await platform.change('DELETE', `${DAYS}/today/queue`);
    expect([cancelled.status, slotsOf(cancelled).map((slot) => slot.status)]).toEqual([200, ['CANCELLED']]);
  });

  it('let a slot wait that is due within the delay, also when it is brought forward', async () => {
    const now = new Date().toISOString();
    const { status, body } = await approved(
      await platform.change('POST', `${DAYS}/today/queue`, { rosPercentage: 1, scheduledFor: now }),
    );
    const result = body.data?.['result'] as Fields;
    expect([status, inDelay(result['scheduledFor'])]).toEqual([200, true]);
    expect(result['warning']).toContain('PAYOUT_DELAY_MINUTES');
    await platform.change('PATCH', `${DAYS}/today/queue/1`, { scheduledFor: LATE });
    const sooner = await platform.change('PATCH', `${DAYS}/today/queue/1`, { scheduledFor: now });
    expect([sooner.status, inDelay(slotsOf(sooner)[0]?.scheduledFor)]).toEqual([200, true]);
    expect((await platform.change('DELETE', `${DAYS}/today/queue`)).status).toBe(200);
  });

  it('have a payout alerted that is far above what days usually pay, and previewed as such', async () => {
    await platform.startWorker();
    const before = Array.from({ length: 6 }, (_, index) => ({
      ...{ key: `${day(-1 - index)}/slot-1`, kind: 'slot', date: day(-1 - index), slotNumber: 1, status: 'COMPLETED' },
      ...{ run: { state: 'ENDED' }, errors: 0, scheduledFor: new Date(0), totalDistributed: usdt('0.1') },
    }));
    await platform.api.connection.collection(COLLECTIONS.distributions).insertMany(before);
    const { body } = await platform.api.call('POST', `${DAYS}/today/preview`, {
      token: platform.token,
      body: { rosPercentage: 0.21 },
    });
    expect(body.data?.['warnings']).toEqual([
      `${day()} would pay 1.05 USDT, more than 10 times what days of the last 30 usually paid (0.1 USDT).`,
    ]);
    await platform.queueIn(300, { rosPercentage: 0.21 });
    await platform.todayIs('COMPLETED');
    const { body: alerts } = await platform.seen(
      '/admin/alerts?rule=LARGE_PAYOUT',
      ({ body: { data } }) => (data?.['alerts'] as Fields[]).length > 0,
    );
    expect(alerts.data?.['alerts']).toMatchObject([
      { severity: 'warning', date: day(), slotNumber: 1, facts: { paid: '1.05', usual: '0.1', factor: 10 } },
    ]);
  });

  const slotOne = async (): Promise<Fields> => (await platform.get(`${DAYS}/${day()}/slots/1`)).body.data ?? {};
  const runOf = ({ run }: Fields) => run as Fields;
  const cancelOf = ({ actions }: Fields) => (actions as Fields[]).find(({ name }) => name === 'cancel');
  /** How a slot stands, whatever was asked of it. */
  const standing = (slot: Fields): Fields =>
    Object.fromEntries(Object.entries(slot).filter(([field]) => field !== 'run' && field !== 'runs'));
  const distributions = () => platform.api.connection.collection(COLLECTIONS.distributions);
  const stakes = () => platform.api.connection.collection(COLLECTIONS.stakes);
  /** Whatever a worker finds due now has run. */
  const paid = () => platform.worker!.get(SlotRunner, { strict: false }).runDue();
  const waitsNoLonger = () =>
    distributions().updateMany({ 'run.state': 'REQUESTED' }, { $set: { 'run.notBefore': new Date(0) } });
  /** Also what another look has begun meanwhile. */
  const allPaid = async () => {
    await paid();
    await until('everything has ended', async () => {
      return (await distributions().countDocuments({ 'run.state': { $ne: 'ENDED' } })) === 0;
    });
  };

  it('let a retry wait too: another admin approves it, nothing of it is paid meanwhile, and it can be cancelled', async () => {
    await platform.startWorker();
    const large = await platform.stake(await platform.user(), { amount: usdt('-1') });
    await platform.queueIn(300, { rosPercentage: 0.5 });
    await platform.todayIs('COMPLETED');
    await allClosed(platform.api.connection);
    await stakes().updateOne({ _id: large }, { $set: { amount: usdt('1000') } });
    const before = await slotOne();
    expect(before).toMatchObject({ errors: 1, totalDistributed: 2.5 });
    const retry = () => platform.change('POST', `${DAYS}/${day()}/retry`);
    const proposed = await retry();
    expect(proposed.body.data?.['proposal']).toMatchObject({ summary: { action: 'slot.retry', total: 5 } });

    const { status, body } = await approved(proposed);
    expect([status, (body.data?.['result'] as Fields)['warning']]).toEqual([
      202,
      expect.stringContaining('PAYOUT_DELAY_MINUTES'),
    ]);
    await paid();
    const waiting = await slotOne();
    expect([runOf(waiting)['state'], inDelay(runOf(waiting)['notBefore'])]).toEqual(['REQUESTED', true]);
    expect([waiting['totalDistributed'], waiting['attempts'], cancelOf(waiting)?.['allowed']]).toEqual([2.5, 1, true]);
    const { body: cron } = await platform.get('/admin/cron/status');
    expect(cron.data?.['overdueSlots']).toEqual([]);

    const cancelled = await platform.change('DELETE', `${DAYS}/${day()}/queue`);
    expect([cancelled.status, slotsOf(cancelled).map((slot) => slot.status)]).toEqual([200, ['COMPLETED']]);
    const after = await slotOne();
    expect(standing(after)).toEqual(standing(before));
    expect(after['runs']).toMatchObject([
      { kind: 'schedule', outcome: 'COMPLETED' },
      { kind: 'retry', outcome: 'CANCELLED', startedAt: null },
    ]);
    await paid();
    expect((await slotOne())['totalDistributed']).toBe(2.5);

    expect((await approved(await retry())).status).toBe(202);
    await waitsNoLonger();
    await allPaid();
    expect(await slotOne()).toMatchObject({ status: 'COMPLETED', errors: 0, totalDistributed: 7.5 });
    await stakes().deleteOne({ _id: large });
  });

  it('let a compensation wait too; cancelled, what is owed is still owed and can be compensated again', async () => {
    await platform.startWorker();
    await platform.queueIn(300, { rosPercentage: 0.5 });
    await platform.todayIs('COMPLETED');
    await allClosed(platform.api.connection);
    const found = await platform.stake(await platform.user(), { amount: usdt('1000') });
    const before = await slotOne();
    const owed = async () => (await platform.get(`${DAYS}/${day()}/reconciliation`)).body.data;
    const compensate = () => platform.change('POST', `${DAYS}/${day()}/compensate`);
    expect(await owed()).toMatchObject({ missing: { count: 1, amount: 5 } });
    const proposed = await compensate();
    expect(proposed.body.data?.['proposal']).toMatchObject({ summary: { action: 'slot.compensate', total: 5 } });

    const { status, body } = await approved(proposed);
    const result = body.data?.['result'] as Fields;
    expect([status, result]).toMatchObject([202, { ended: false, amount: 5, slots: [{ started: true }] }]);
    expect(result['warning']).toContain('PAYOUT_DELAY_MINUTES');
    await paid();
    const waiting = await slotOne();
    expect(runOf(waiting)).toMatchObject({ kind: 'compensation', state: 'REQUESTED' });
    expect([waiting['totalDistributed'], inDelay(runOf(waiting)['notBefore'])]).toEqual([2.5, true]);

    expect((await platform.change('DELETE', `${DAYS}/today/queue/1`)).status).toBe(200);
    expect(standing(await slotOne())).toEqual(standing(before));
    expect(await owed()).toMatchObject({ missing: { count: 1, amount: 5 } });
    const { body: audit } = await platform.get('/admin/audit-log?action=slot.cancel&limit=1');
    expect(audit.data?.['entries']).toMatchObject([{ target: `${day()}/slot-1` }]);

    expect((await approved(await compensate())).status).toBe(202);
    await waitsNoLonger();
    await allPaid();
    expect(await slotOne()).toMatchObject({
      ...{ status: 'COMPLETED', totalDistributed: 7.5 },
      runs: [
        { kind: 'schedule', approvedBy: null },
        { kind: 'compensation', outcome: 'CANCELLED' },
        { kind: 'compensation', requestedBy: platform.admin.email, approvedBy: bob.person.email },
      ],
    });
    expect(await owed()).toMatchObject({ missing: { count: 0 } });
    await stakes().deleteOne({ _id: found });
  });

  it('find a proposal stale that another one has overtaken', async () => {
    await platform.startWorker();
    const large = await platform.stake(await platform.user(), { amount: usdt('-1') });
    await platform.queueIn(300, { rosPercentage: 0.5 });
    await platform.todayIs('COMPLETED');
    await stakes().updateOne({ _id: large }, { $set: { amount: usdt('1000') } });
    const retry = await platform.change('POST', `${DAYS}/${day()}/retry`);
    const compensate = await platform.change('POST', `${DAYS}/${day()}/compensate`);
    expect((await approved(compensate)).status).toBe(202);
    expect(await approved(retry).then(codeOf)).toEqual([409, 'PROPOSAL_STALE']);
    await stakes().deleteOne({ _id: large });
  });

  it('take back more than APPROVAL_ABOVE only when another admin approves it, whatever is delayed or limited', async () => {
    await platform.startWorker();
    await platform.user({ rank: 'Finance Titan' });
    const declared = { date: day(), rosPercentage: 0.8, premiumPoolAmount: 1, performancePoolAmount: 0 };
    expect((await platform.change('POST', `${DAYS}/declare`, declared)).status).toBe(200);
    for (const part of [{ distributeROS: true }, { distributePools: true }]) {
      expect((await platform.change('POST', `${DAYS}/${day()}/distribute`, part)).status).toBe(200);
    }
    const wish = { reason: 'the wrong day' };
    const proposed = await platform.change('POST', `${DAYS}/${day()}/reverse`, wish);
    expect(proposed.body.data?.['proposal']).toMatchObject({ status: 'WAITING', summary: { total: 5, date: day() } });
    const reversals = { type: /_REVERSAL$/ };
    const entries = platform.api.connection.collection(COLLECTIONS.transactions);
    expect(await entries.countDocuments(reversals)).toBe(0);
    const { status, body } = await approved(proposed);
    expect([status, body.error?.code]).toEqual([200, undefined]);
    expect(await entries.countDocuments(reversals)).toBe(11);
    const { body: audit } = await platform.get('/admin/audit-log?action=slot.reverse');
    expect(audit.data?.['entries']).toMatchObject([
      { actor: { email: platform.admin.email, approvedBy: bob.person.email } },
      { actor: { email: platform.admin.email, approvedBy: bob.person.email } },
    ]);
  });
});
