import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { anAlert, usdt } from '../../support/builders.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Items = Record<string, unknown>[];

describe('what admins can look up', () => {
  let platform: ApiPlatform;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    // With a worker that was seen, no alert tells that there is none.
    await platform.startWorker();
    await platform.seen('/admin/cron/status', ({ body }) => (body.data?.['workers'] as Items).length > 0);
  });
  afterAll(() => platform.stop());

  describe('the audit log', () => {
    beforeAll(async () => {
      await platform.change('POST', `${DAYS}/declare`, {
        ...{ date: day(3), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0 },
      });
      await platform.change('PATCH', `${DAYS}/${day(3)}`, { rosPercentage: 2 });
      await platform.change('DELETE', `${DAYS}/${day(3)}`);
    });

    it('tells who changed what, from where, before and after', async () => {
      const { status, body } = await platform.get('/admin/audit-log?limit=2');
      expect(status).toBe(200);
      const entries = body.data?.['entries'] as Items;
      expect(entries.map(({ action }) => action)).toEqual(['declaration.delete', 'declaration.change']);
      expect(entries[1]).toMatchObject({
        actor: { id: platform.admin.id.toHexString(), email: platform.admin.email },
        address: '127.0.0.1',
        requestId: expect.any(String) as string,
        date: day(3),
        before: { rosPercentage: 1 },
        after: { rosPercentage: 2 },
      });
      const next = await platform.get(`/admin/audit-log?limit=2&cursor=${String(body.meta?.['nextCursor'])}`);
      expect((next.body.data?.['entries'] as Items)[0]?.['action']).toBe('declaration.create');
    });

    it('can be narrowed', async () => {
      const { body } = await platform.get('/admin/audit-log?action=declaration.change');
      expect(body.meta).toEqual({ count: 1, limit: 20, nextCursor: null });
      const none = await platform.get(`/admin/audit-log?actorId=${new Types.ObjectId().toHexString()}`);
      expect(none.body.meta?.['count']).toBe(0);
    });

    it('tells what one request did, by the id that its answer carried', async () => {
      const change = await platform.change('PATCH', `${DAYS}/${day(4)}`, { rosPercentage: 2 });
      expect(change.status).toBe(404);
      const declared = await platform.change('POST', `${DAYS}/declare`, {
        ...{ date: day(4), rosPercentage: 1, premiumPoolAmount: 0, performancePoolAmount: 0 },
      });
      const requestId = declared.headers.get('x-request-id') ?? '';
      const { body } = await platform.get(`/admin/audit-log?requestId=${requestId}`);
      expect((body.data?.['entries'] as Items).map(({ action, requestId }) => [action, requestId])).toEqual([
        ['declaration.create', requestId],
      ]);
      const refused = await platform.get(`/admin/audit-log?requestId=${change.headers.get('x-request-id') ?? ''}`);
      expect(refused.body.meta?.['count']).toBe(0);
    });

    it('says that it is as it was written, and names the record that is not', async () => {
      const chain = async () => (await platform.get('/admin/audit-log/chain')).body.data ?? {};
      const newest = ((await platform.get('/admin/audit-log?limit=1')).body.data?.['entries'] as Items)[0]!;
      const { seq, hash } = newest;
      expect(await chain()).toEqual({ intact: true, from: 1, head: { seq, hash }, problems: [] });
      const log = platform.api.connection.collection(COLLECTIONS.auditLog);
      const record = await log.findOne({ seq });
      await log.updateOne({ seq }, { $set: { address: '203.0.113.7' } });
      expect(await chain()).toMatchObject({
        intact: false,
        problems: [{ seq, problem: `record ${String(seq)} was changed` }],
      });
      await log.replaceOne({ seq }, record!);
      expect((await chain())['intact']).toBe(true);
    });

    it.each(['cursor=x', 'limit=101', 'actorId=ann', 'action=a%20b', 'requestId=a%20b'])(
      'refuses %s',
      async (query) => {
        expect((await platform.get(`/admin/audit-log?${query}`)).status).toBe(400);
      },
    );
  });

  describe('alerts', () => {
    const ids = [1, 2, 3].map(() => new Types.ObjectId());
    beforeAll(async () => {
      await platform.api.connection.collection(COLLECTIONS.alerts).deleteMany({});
      await platform.api.connection
        .collection(COLLECTIONS.alerts)
        .insertMany(
          ids.map((_id, index) =>
            anAlert({ _id, key: `test-${index}`, message: `Slot ${index} FAILED`, date: day(), slotNumber: index }),
          ),
        );
    });

    const path = `/admin/alerts`;

    it('are listed page by page, acknowledged once, and audited once', async () => {
      const first = await platform.get(`${path}?limit=2`);
      const listed = (first.body.data?.['alerts'] as Items).filter(({ message }) => /^Slot \d/.test(String(message)));
      expect(listed.map(({ slotNumber }) => slotNumber)).toEqual([2, 1]);
      const next = await platform.get(`${path}?limit=2&cursor=${String(first.body.meta?.['nextCursor'])}`);
      expect((next.body.data?.['alerts'] as Items)[0]).toMatchObject({ slotNumber: 0, acknowledged: false });

      for (let count = 0; count < 2; count += 1) {
        const { status, body } = await platform.change('POST', `${path}/${ids[0]!.toHexString()}/acknowledge`);
        expect(status).toBe(200);
        expect(body.data).toMatchObject({ acknowledged: true, acknowledgedBy: platform.admin.email });
      }
      const open = await platform.get(`${path}?acknowledged=false`);
      expect((open.body.data?.['alerts'] as Items).map(({ slotNumber }) => slotNumber)).toEqual([2, 1]);
      const audited = await platform.get('/admin/audit-log?action=alert.acknowledge');
      expect(audited.body.meta?.['count']).toBe(1);
    });

    it('that are not there are not found', async () => {
      const nobody = new Types.ObjectId().toHexString();
      expect((await platform.change('POST', `${path}/${nobody}/acknowledge`)).status).toBe(404);
      expect((await platform.change('POST', `${path}/first/acknowledge`)).status).toBe(400);
      expect((await platform.get(`${path}?cursor=x`)).status).toBe(400);
    });
  });

  it('the proof for a date', async () => {
    const { status, body } = await platform.get(`${DAYS}/${day()}/reconciliation`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ date: day(), holds: true, slots: [], missing: { count: 0, items: [] } });
    expect((body.data?.['checks'] as Items).map(({ id, holds }) => [id, holds])).toEqual(
      ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9'].map((id) => [id, true]),
    );
  });

  it('the payment of what is missing, once', async () => {
    const stakeId = await platform.stake(await platform.user());
    await platform.queueIn(300);
    await platform.todayIs('COMPLETED');
    const { connection } = platform.api;
    // What the old system did: an entry that was never written.
    await connection.collection(COLLECTIONS.transactions).deleteMany({ stakeId });
    await connection.collection(COLLECTIONS.stakes).updateOne({ _id: stakeId }, { $set: { totalEarned: usdt('0') } });
    await connection.collection(COLLECTIONS.users).updateMany({}, { $set: { 'wallets.earnings': usdt('0') } });
    const before = await platform.get(`${DAYS}/${day()}/reconciliation`);
    expect(before.body.data).toMatchObject({ holds: false, missing: { count: 1, payable: 1, amount: 1 } });

    const path = `${DAYS}/${day()}/compensate`;
    const paid = await platform.change('POST', path);
    expect([paid.status, paid.body.message]).toEqual([200, 'Compensation completed successfully']);
    expect(paid.body.data).toMatchObject({ ended: true, subjects: 1, amount: 1, slots: [{ status: 'COMPLETED' }] });
    const after = await platform.get(`${DAYS}/${day()}/reconciliation`);
    expect(after.body.data).toMatchObject({ holds: true, missing: { count: 0 } });
    const again = await platform.change('POST', path);
    expect([again.status, again.body.message]).toEqual([200, 'Nothing is missing']);
    expect(await connection.collection(COLLECTIONS.transactions).countDocuments({ stakeId })).toBe(1);
  });
});
