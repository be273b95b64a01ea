import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { usdt } from '../../support/builders.js';
import type { HttpAnswer } from '../../support/api-harness.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

const POOLS = { premiumPoolAmount: 0, performancePoolAmount: 3 };
const PAUSED = {
  executionEnabled: false,
  warning: 'Execution is paused: nothing is paid until POST /admin/cron/resume; what is overdue runs then.',
};

describe('what would pay says while execution is paused that nothing is paid', () => {
  let platform: ApiPlatform;
  /** Pools without a date: paid, FAILED, and not distributed. */
  const pools = { paid: '', failed: '', waiting: '' };

  const WAITS = { prefer: 'wait=25' };
  const ask = (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    platform.change('POST', path, body, { prefer: 'wait=0', ...headers });
  const slot = (number: number) => `${DAYS}/${day()}/slots/${number}`;
  const poolOf = async (autoDistribute: boolean): Promise<string> => {
    const { body } = await platform.change('POST', '/admin/pool/declare', { ...POOLS, autoDistribute }, WAITS);
    return String(body.data?.['id']);
  };

  beforeAll(async () => {
    platform = await ApiPlatform.start();
    await platform.startWorker();
    const owner = await platform.user({ rank: 'Finance Titan' });
    await platform.stake(owner);
    const broken = await platform.stake(owner);
    const { connection } = platform.api;
    const stakes = connection.collection(COLLECTIONS.stakes);
    await stakes.updateOne({ _id: broken }, { $set: { amount: 'ten' } });
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    await platform.change('POST', `${DAYS}/today/queue`, {
      multiSlotEnabled: true,
      ...{ premiumPoolAmount: 0, performancePoolAmount: 0 },
      distributionSlots: [
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor: at(0) },
        { slotNumber: 2, rosPercentage: 0.5, scheduledFor: at(100) },
      ],
    });
    await platform.todayIs('COMPLETED');
    pools.paid = await poolOf(true);
    pools.waiting = await poolOf(false);
    const users = connection.collection(COLLECTIONS.users);
    const { wallets } = (await users.findOne({ _id: owner }))!;
    await users.updateOne({ _id: owner }, { $set: { 'wallets.earnings': 'ten' } });
    await poolOf(true);
    pools.failed = String((await connection.collection(COLLECTIONS.poolDeclarations).find().toArray()).at(-1)?._id);
    await users.updateOne({ _id: owner }, { $set: { wallets: wallets as object } });
    await platform.change('POST', '/admin/cron/pause');
  });
  afterAll(() => platform.stop());

  const REASON = { reason: 'a wrong percentage' };
  async function compensate(): Promise<HttpAnswer> {
    const stakes = platform.api.connection.collection(COLLECTIONS.stakes);
    await stakes.updateMany({ amount: 'ten' }, { $set: { amount: usdt('10') } });
    return ask(`${DAYS}/${day()}/compensate`);
  }

  it.each<[string, () => Promise<HttpAnswer>]>([
    ['a reversal of a slot', () => ask(`${slot(2)}/reverse`, REASON)],
    ['a compensation', compensate],
    ['a retry of a slot', () => ask(`${slot(1)}/retry`)],
    ['a retry of a date', () => ask(`${DAYS}/${day()}/retry`, { slots: [1] })],
    ['pools without a date', () => ask('/admin/pool/declare', { ...POOLS, autoDistribute: true })],
    ['a distribution of pools', () => ask(`/admin/pool/${pools.waiting}/distribute`)],
    ['a retry of pools', () => ask(`/admin/pool/${pools.failed}/retry`)],
    ['a reversal of pools', () => ask(`/admin/pool/${pools.paid}/reverse`, REASON)],
  ])('%s', async (_, asked) => {
    const { status, body } = await asked();
    expect([status, body.data]).toMatchObject([202, { ...PAUSED, statusUrl: expect.any(String) as string }]);
  });

  it('a declaration that is distributed at once, a distribution by hand and a slot that is changed; once they are sent again, too', async () => {
    await platform.forgetDays();
    const declared = { date: day(), rosPercentage: 1, ...POOLS };
    const headers = { 'idempotency-key': new Types.ObjectId().toHexString() };
    const first = await ask(`${DAYS}/declare`, { ...declared, autoDistributeROS: true }, headers);
    expect([first.status, first.body.data]).toMatchObject([202, PAUSED]);
    const again = await ask(`${DAYS}/declare`, { ...declared, autoDistributeROS: true }, headers);
    expect([again.status, again.body.data]).toEqual([202, first.body.data]);

    const byHand = await ask(`${DAYS}/${day()}/distribute`, { distributePools: true });
    expect([byHand.status, byHand.body.data]).toMatchObject([202, PAUSED]);

    await ask(`${DAYS}/${day(1)}/queue`, { rosPercentage: 1, ...POOLS, scheduledFor: '12:00' });
    const changed = await platform.change('PATCH', `${DAYS}/${day(1)}/queue/1`, { scheduledFor: '13:00' });
    expect([changed.status, changed.body.data]).toMatchObject([200, PAUSED]);
  });

  it('and not when it is resumed', async () => {
    await platform.change('POST', '/admin/cron/resume');
    const { body } = await platform.change('POST', '/admin/pool/declare', { ...POOLS, autoDistribute: true }, WAITS);
    expect(body.data).not.toHaveProperty('warning');
  });
});
