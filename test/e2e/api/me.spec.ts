import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Person } from '../../support/api-harness.js';
import { usdt } from '../../support/builders.js';
import { ApiPlatform, DAYS, day } from './api-platform.js';

type Items = Record<string, unknown>[];

describe('what a user sees', () => {
  let platform: ApiPlatform;
  let ann: Person;
  let token: string;
  let stakeId: Types.ObjectId;
  beforeAll(async () => {
    platform = await ApiPlatform.start();
    ann = await platform.api.person();
    await platform.api.connection
      .collection(COLLECTIONS.users)
      .updateOne({ _id: ann.id }, { $set: { rank: 'Finance Titan' } });
    token = await platform.api.signIn(ann);
    stakeId = await platform.stake(ann.id);
    await platform.stake(await platform.user());
    await platform.startWorker();
    const in400ms = new Date(Date.now() + 400).toISOString();
    await platform.change('POST', `${DAYS}/today/queue`, {
      multiSlotEnabled: true,
      premiumPoolAmount: 10,
      distributionSlots: [
        { slotNumber: 1, rosPercentage: 0.5, scheduledFor: in400ms },
        { slotNumber: 2, rosPercentage: 1, scheduledFor: in400ms },
      ],
    });
    await platform.todayIs('COMPLETED');
  });
  afterAll(() => platform.stop());

  const mine = (path: string) => platform.api.call('GET', path, { token });

  it('the wallet', async () => {
    const { status, body } = await mine('/me/wallet');
    expect([status, body.data]).toEqual([200, { earnings: 11.5, currency: 'USDT' }]);
  });

  it('the stakes, with the profit of both slots of today', async () => {
    const { status, body } = await mine('/me/stakes');
    expect(status).toBe(200);
    expect(body.data?.['stakes']).toEqual([
      {
        _id: stakeId.toHexString(),
        amount: 100,
        status: 'ACTIVE',
        totalEarned: 1.5,
        target: 200,
        progressPercent: 0.75,
        earnedPercent: 1.5,
        capPercent: 200,
        todaysProfit: 1.5,
        activatedAt: expect.any(String) as string,
        completedAt: null,
        dailyReturnsHistory: [
          { date: day(), slotNumber: 2, amount: 1, rosPercentage: 1, at: expect.any(String) as string },
          { date: day(), slotNumber: 1, amount: 0.5, rosPercentage: 0.5, at: expect.any(String) as string },
        ],
      },
    ]);
  });

  it('the stakes, page by page', async () => {
    const bob = await platform.api.person();
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.push((await platform.stake(bob.id)).toHexString());
    const bobs = await platform.api.signIn(bob);
    const read = (query: string) => platform.api.call('GET', `/me/stakes?${query}`, { token: bobs });
    const first = await read('limit=3');
    const second = await read(`limit=3&cursor=${String(first.body.meta?.['nextCursor'])}`);
    const seen = [first, second].flatMap(({ body }) => body.data?.['stakes'] as { _id: string }[]);
    expect(seen.map(({ _id }) => _id)).toEqual([...ids].reverse());
    expect(first.body.meta).toMatchObject({ count: 3, limit: 3, total: 5 });
    expect(second.body.meta).toEqual({ count: 2, limit: 3, total: 5, nextCursor: null });
    expect((await read('')).body.meta).toEqual({ count: 5, limit: 100, total: 5, nextCursor: null });
    expect((await read('limit=0')).body.error?.details?.[0]).toMatchObject({ field: 'limit' });
    expect((await read('cursor=abc')).status).toBe(400);
  });

  it('the transactions, newest first', async () => {
    const { status, body } = await mine('/me/transactions');
    expect(status).toBe(200);
    expect(body.meta).toEqual({ count: 3, limit: 20, nextCursor: null });
    const transactions = body.data?.['transactions'] as Items;
    expect(transactions.map(({ type, amount, slotNumber }) => [type, amount, slotNumber])).toEqual([
      ['PREMIUM_POOL', 10, 2],
      ['ROI_EARNED', 1, 2],
      ['ROI_EARNED', 0.5, 1],
    ]);
    expect(transactions[1]).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      type: 'ROI_EARNED',
      description: 'Daily ROS Payout - Slot 2',
      amount: 1,
      status: 'Completed',
      stakeId: stakeId.toHexString(),
      distributionDate: day(),
      slotNumber: 2,
      metadata: { slotNumber: 2, rosPercentage: 1 },
      createdAt: expect.stringMatching(/Z$/) as string,
    });
  });

  it('transactions of one type or date', async () => {
    const amounts = async (query: string): Promise<unknown[]> =>
      ((await mine(`/me/transactions?${query}`)).body.data?.['transactions'] as Items).map(({ amount }) => amount);
    expect(await amounts('type=ROI_EARNED')).toEqual([1, 0.5]);
    expect(await amounts(`date=${day()}&type=PREMIUM_POOL`)).toEqual([10]);
    expect(await amounts(`date=${day(-1)}`)).toEqual([]);
  });

  it.each([
    ['type=NONSENSE', 'type'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['date=today', 'date'],
    ['cursor=abc', 'cursor'],
    ['userId=1', 'userId'],
    ['type[$gt]=', 'type[$gt]'],
    ['limit=1&limit=2', 'limit'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await mine(`/me/transactions?${query}`);
    expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
  });

  it('nothing of anybody else', async () => {
    const other = await platform.api.signIn(await platform.api.person());
    const read = async (path: string) => (await platform.api.call('GET', path, { token: other })).body.data;
    expect(await read('/me/wallet')).toEqual({ earnings: 0, currency: 'USDT' });
    expect(await read('/me/stakes')).toEqual({ stakes: [] });
    expect(await read('/me/transactions')).toEqual({ transactions: [] });
    expect((await platform.api.call('GET', '/me/wallet')).status).toBe(401);
  });

  it('each entry once, page by page, while entries arrive', async () => {
    const bob = await platform.api.person();
    const bobs = await platform.api.signIn(bob);
    const entries = platform.api.connection.collection(COLLECTIONS.transactions);
    const add = (count: number) =>
      entries.insertMany(
        Array.from({ length: count }, () => ({
          userId: bob.id,
          type: 'OPENING_BALANCE',
          amount: usdt('1'),
          status: 'Completed',
          distributionId: null,
          subjectId: new Types.ObjectId(),
          distributionDate: null,
          slotNumber: null,
          metadata: { slotNumber: null },
          description: 'Opening balance',
          createdAt: new Date(),
        })),
      );
    const { insertedIds } = await add(25);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await platform.api.call('GET', `/me/transactions?limit=10${query}`, { token: bobs });
      seen.push(...(body.data?.['transactions'] as { _id: string }[]).map(({ _id }) => _id));
      cursor = body.meta?.['nextCursor'] as string | null;
      await add(3);
    } while (cursor !== null);
    expect(seen).toEqual(
      Object.values(insertedIds)
        .map((id) => id.toHexString())
        .reverse(),
    );
  });

  it('a stake whose amount is none, without failing', async () => {
    const eve = await platform.api.person();
    await platform.stake(eve.id, { amount: 'NaN' });
    const evesToken = await platform.api.signIn(eve);
    const { status, body } = await platform.api.call('GET', '/me/stakes', { token: evesToken });
    expect([status, body.data?.['stakes']]).toEqual([
      200,
      [expect.objectContaining({ amount: null, target: null, progressPercent: 0, earnedPercent: 0 })],
    ]);
  });
});
