import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { usdt } from '../../support/builders.js';
import { readBooks } from '../../support/books.js';
import { allClosed } from '../../support/forget-proofs.js';
import { problemsOf } from '../../support/invariants.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

const REASON = { reason: 'a wrong percentage' };

describe('undoing a mistake', () => {
  let platform: ApiPlatform;
  let poor: Types.ObjectId;

  beforeAll(async () => {
    platform = await ApiPlatform.start({ CHUNK_SIZE: '2' });
    await platform.startWorker();
    poor = await platform.user({ email: 'poor@example.com' });
    await platform.stake(poor);
    for (const rank of ['Stakeholder', 'Finance Titan']) {
      const user = await platform.user({ rank });
      await platform.stake(user);
      await platform.stake(user);
    }
  });
  afterAll(() => platform.stop());

  const reverse = (path: string, body: object = REASON, headers: Record<string, string> = {}) =>
    platform.change('POST', `${path}/reverse`, body, headers);
  const reinstate = (path: string) => platform.change('POST', `${path}/reinstate`);
  const preview = (path: string) =>
    platform.api.call('POST', `${path}/reverse`, { token: platform.token, body: { ...REASON, preview: true } });
  const slot = (number = 1) => `${DAYS}/${day()}/slots/${number}`;

  async function proofHolds(): Promise<void> {
    expect(problemsOf(await readBooks(platform.api.connection))).toEqual([]);
    const { body } = await platform.get(`${DAYS}/${day()}/reconciliation`);
    const checks = body.data?.['checks'] as { differences: object[] }[];
    expect(checks.flatMap(({ differences }) => differences)).toEqual([]);
  }

  async function retried(path: string): Promise<void> {
    expect((await platform.change('POST', `${path}/retry`, {}, { prefer: 'wait=25' })).status).toBe(200);
  }

  /** Another service moves a wallet, and records it. */
  async function move(amount: string): Promise<void> {
    const { connection } = platform.api;
    await connection
      .collection(COLLECTIONS.users)
      .updateOne({ _id: poor }, { $inc: { 'wallets.earnings': usdt(amount) } });
    await connection.collection(COLLECTIONS.transactions).insertOne({
      ...{ userId: poor, type: 'TRANSFER', amount: usdt(amount), status: 'Completed', createdAt: new Date() },
    });
  }

  describe('of a slot', () => {
    beforeAll(async () => {
      await platform.queueIn(0, { rosPercentage: 1, performancePoolAmount: 10 });
      await platform.todayIs('COMPLETED');
    });

    it('is previewed without a code, changing nothing', async () => {
      await allClosed(platform.api.connection);
      const before = await readBooks(platform.api.connection);
      const { status, body } = await preview(slot());
      expect([status, body.data]).toEqual([
        200,
        {
          date: day(),
          preview: {
            entries: [
              { type: 'ROI_EARNED', count: 5, amount: 5 },
              { type: 'PERFORMANCE_POOL', count: 1, amount: 10 },
            ],
            ...{ count: 6, users: 3, amount: 15 },
            belowZero: { users: 0, count: 0, amount: 0 },
          },
        },
      ]);
      expect({ ...(await readBooks(platform.api.connection)), readAt: null }).toEqual({ ...before, readAt: null });
    });

    it('needs a code, a reason, the scope and a slot that has ended', async () => {
      const withoutCode = await platform.api.call('POST', `${slot()}/reverse`, { token: platform.token, body: REASON });
      expect([withoutCode.status, withoutCode.body.error?.code]).toEqual([403, 'TWO_FA_REQUIRED']);
      for (const body of [
        {},
        { reason: ' ' },
        { reason: 7 },
        { reason: 'x'.repeat(2_000) },
        { ...REASON, preview: 'yes' },
      ]) {
        expect((await reverse(slot(), body)).status).toBe(400);
      }
      expect((await reverse(slot(9))).body.error?.code).toBe('SLOT_NOT_FOUND');
      expect((await reinstate(slot())).body.error?.code).toBe('SLOT_STATE_CONFLICT');
      expect((await reverse(`${DAYS}/${day()}`)).body.error?.code).toBe('SLOT_STATE_CONFLICT');
    });

    it('says what it could not take back, and takes it back later', async () => {
      await move('-0.4');
      expect((await preview(slot())).body.data?.['preview']).toMatchObject({
        belowZero: { users: 1, count: 1, amount: 1 },
      });
      const { status, body } = await reverse(slot());
      expect([status, body.message]).toEqual([200, 'Reversal completed']);
      expect(body.data).toMatchObject({
        date: day(),
        reversal: { status: 'COMPLETED', reversed: 5, failed: 1, total: 6, amount: 14 },
        slots: [{ key: `${day()}/slot-1`, status: 'COMPLETED', processedStakes: 1, totalDistributed: 1 }],
      });
      const failures = await platform.get(`${DAYS}/${day()}/failures?reason=INSUFFICIENT_BALANCE`);
      expect(failures.body.data?.['failures']).toMatchObject([
        { type: 'ROI_REVERSAL', email: 'poor@example.com', userId: poor.toHexString(), owed: 1 },
      ]);
      await platform.seen(
        '/admin/alerts?rule=REVERSAL_INCOMPLETE&open=true',
        (answer) => answer.body.meta?.['count'] === 1,
      );
      await proofHolds();

      await move('0.4');
      expect((await reverse(slot())).body.data?.['reversal']).toMatchObject({ reversed: 6, failed: 0, total: 6 });
      expect((await reverse(slot())).body.data?.['reversal']).toMatchObject({ reversed: 6, failed: 0, total: 6 });
      await platform.seen(
        '/admin/alerts?rule=REVERSAL_INCOMPLETE&open=true',
        (answer) => answer.body.meta?.['count'] === 0,
      );
      await proofHolds();
    });

    it('is shown by the slot, the day, the days and the audit log, and owes nobody', async () => {
      const shown = { status: 'COMPLETED', reversed: 6, failed: 0, total: 6, reason: REASON.reason };
      const { body } = await platform.get(slot());
      expect(body.data).toMatchObject({ status: 'COMPLETED', reversal: shown, totalDistributed: 0 });
      expect(body.data?.['runs']).toMatchObject([{ kind: 'schedule' }, { kind: 'reversal' }, { kind: 'reversal' }]);
      const actions = body.data?.['actions'] as { name: string; allowed: boolean; why: string | null }[];
      expect(actions.filter(({ allowed }) => allowed).map(({ name }) => name)).toEqual(['reinstate']);
      const status = await platform.get(`${DAYS}/today/status`);
      expect(status.body.data).toMatchObject({
        status: 'COMPLETED',
        distributionSlots: [{ reversal: shown }],
        totals: { paid: 0, owed: 0 },
      });
      const days = await platform.get(`/admin/days?from=${day()}&to=${day()}`);
      expect(days.body.data?.['days']).toMatchObject([{ reversed: 1, paid: 0, owed: 0 }]);
      const audit = await platform.get('/admin/audit-log?action=slot.reverse');
      expect(audit.body.data?.['entries']).toHaveLength(2);
      const proof = await platform.get(`${DAYS}/${day()}/reconciliation`);
      expect(proof.body.data).toMatchObject({ holds: true, missing: { count: 0 } });
    });

    it('is explained to its user, and in his transactions', async () => {
      const { body } = await platform.get(`/admin/users/${poor.toHexString()}/explain?date=${day()}`);
      const days = body.data?.['days'] as { slots: { stakes: Record<string, unknown>[] }[] }[];
      expect(days[0]?.slots[0]?.stakes[0]).toMatchObject({
        outcome: 'REVERSED',
        message: expect.stringMatching(/taken back at \d{4}-.*because: a wrong percentage/) as string,
        reversal: { amount: 1, because: REASON.reason },
      });
    });

    it('keeps it from a retry and a compensation until it is reinstated', async () => {
      for (const path of [`${slot()}/retry`, `${DAYS}/${day()}/compensate`]) {
        const { status, body } = await platform.change('POST', path);
        expect([status, body.error?.code]).toEqual([409, 'SLOT_REVERSED']);
        expect(body.message).toMatch(/reinstate/);
      }
      const reinstated = await reinstate(slot());
      expect([reinstated.status, reinstated.body.data?.['reversal']]).toMatchObject([200, { status: 'REINSTATED' }]);
      await retried(slot());
      expect((await platform.get(slot())).body.data).toMatchObject({
        totalDistributed: 15,
        reversal: { status: 'REINSTATED', reversed: 0 },
        progress: { percent: 100 },
      });
      await proofHolds();
    });

    it('is answered 202 while it waits, and with its first answer when it is sent again', async () => {
      await platform.change('POST', '/admin/cron/pause');
      const headers = { 'idempotency-key': new Types.ObjectId().toHexString(), prefer: 'wait=0' };
      const first = await reverse(slot(), REASON, headers);
      expect([first.status, first.body.message]).toEqual([202, 'Reversal started']);
      expect(first.body.data).toMatchObject({
        reversal: { status: 'REQUESTED' },
        statusUrl: `/api/v1${DAYS}/${day()}/status`,
      });
      expect((await reverse(slot(), REASON, headers)).body.data).toEqual(first.body.data);
      await platform.change('POST', '/admin/cron/resume');
      await platform.seen(slot(), ({ body }) => (body.data?.['run'] as { state: string }).state === 'ENDED');
      await proofHolds();
    });
  });

  it('of a distribution by hand', async () => {
    const { connection } = platform.api;
    await Promise.all([platform.forgetDays(), connection.collection(COLLECTIONS.transactions).deleteMany({})]);
    await connection.collection(COLLECTIONS.users).updateMany({}, { $set: { 'wallets.earnings': usdt('0') } });
    await connection.collection(COLLECTIONS.stakes).updateMany({}, { $set: { totalEarned: usdt('0') } });
    await platform.change('POST', `${DAYS}/declare`, {
      ...{ date: day(), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 4 },
      ...{ autoDistributePools: true, autoDistributeROS: true },
    });

    expect((await preview(`${DAYS}/${day()}`)).body.data?.['preview']).toMatchObject({ count: 6, users: 3, amount: 9 });
    const { status, body } = await reverse(`${DAYS}/${day()}`);
    expect([status, body.data?.['reversal']]).toMatchObject([200, { status: 'COMPLETED', reversed: 6, amount: 9 }]);
    expect(body.data?.['slots']).toHaveLength(2);
    await proofHolds();
    expect((await reinstate(`${DAYS}/${day()}`)).status).toBe(200);
    await retried(`${DAYS}/${day()}`);
    await proofHolds();
  });

  it('of pools without a date', async () => {
    const declared = await platform.change('POST', '/admin/pool/declare', {
      ...{ premiumPoolAmount: 0, performancePoolAmount: 3, autoDistribute: true },
    });
    const path = `/admin/pool/${String(declared.body.data?.['id'])}`;

    expect((await preview(path)).body.data).toMatchObject({ date: null, preview: { count: 1, amount: 3 } });
    const { status, body } = await reverse(path);
    expect([status, body.data]).toMatchObject([200, { date: null, reversal: { status: 'COMPLETED', reversed: 1 } }]);
    await proofHolds();
    expect((await platform.change('POST', `${path}/retry`)).body.error?.code).toBe('SLOT_REVERSED');
    expect((await reinstate(path)).status).toBe(200);
    await retried(path);
    await proofHolds();
    expect((await reverse(`/admin/pool/${new Types.ObjectId().toHexString()}`)).body.error?.code).toBe(
      'POOL_NOT_FOUND',
    );
  });
});
