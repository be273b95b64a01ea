import { mongo, Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { EntryOrder, Ledger, UserEntries, type EntryPage } from '#lib/ledger';
import { ZERO, parseMoney } from '#lib/money';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

const DAY = Date.UTC(2026, 1, 13);

describe("a user's history", () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('history');
  });
  afterEach(() => platform.stop());

  const insert = (entries: readonly object[]) =>
    platform.connection.collection('transactions').insertMany([...entries]);
  const page = (userId: Types.ObjectId, query = {}): Promise<EntryPage> =>
    platform.get(UserEntries).page(userId, { limit: 100, ...query });

  async function pay(userId: Types.ObjectId, order: number, at: Date): Promise<void> {
    const posting = {
      distributionId: new Types.ObjectId(),
      type: 'PREMIUM_POOL' as const,
      date: '2026-02-13',
      slotNumber: order % 100,
      description: '',
    };
    const wallet = { kind: 'decimal', standsFor: ZERO } as const;
    await runInTransaction(platform.connection, (session) =>
      platform.get(Ledger).post(session, { ...posting, at, order }, [{ userId, amount: parseMoney('1'), wallet }]),
    );
  }

  it('is in the order that the payments gave, whatever the clocks and ids of the workers say', async () => {
    const owner = aUser();
    await platform.insert('users', [owner]);
    // The clocks of three workers differ by seconds.
    for (let n = 1; n <= 12; n += 1) await pay(owner._id, DAY + n, new Date(DAY + n + (n % 3) * 5_000));
    const { entries } = await page(owner._id);
    expect(entries.map(({ slotNumber }) => slotNumber)).toEqual(
      [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => (DAY + n) % 100),
    );
  });

  it('holds what other services wrote, each in its place, nothing twice and nothing left out while entries arrive', async () => {
    const owner = aUser();
    const userId = owner._id;
    await platform.insert('users', [owner]);
    for (let n = 0; n < 10; n += 1) await pay(userId, DAY + n * 10, new Date(DAY));
    const other = (fields: object) => ({ userId, type: 'DEPOSIT', amount: 5, status: 'Completed', ...fields });
    await insert([
      ...Array.from({ length: 10 }, (_, n) => other({ createdAt: new Date(DAY + n * 10 + 5) })),
      ...Array.from({ length: 5 }, () => other({ createdAt: new Date(DAY + 20) })),
      other({ createdAt: '2026-02-13' }),
      other({ _id: 'a-text', createdAt: null }),
      other({ _id: '$userId' }),
      other({ _id: 7 }),
      other({ order: 'first', createdAt: new Date(DAY + 1) }),
      { ...other({ createdAt: new Date() }), userId: new Types.ObjectId() },
    ]);
    const expected = (await page(userId)).entries.map(({ id }) => String(id));
    expect(expected).toHaveLength(30);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { entries, nextCursor } = await page(userId, { limit: 4, cursor });
      seen.push(...entries.map(({ id }) => String(id)));
      cursor = nextCursor ?? undefined;
      await pay(userId, Date.now(), new Date());
      await insert([other({ createdAt: new Date() })]);
    } while (cursor !== undefined);
    expect(seen).toEqual(expected);
  });

  it('shows every odd entry as it is', async () => {
    const userId = new Types.ObjectId();
    const at = new Date(DAY);
    await insert([
      {
        userId,
        createdAt: new Date(DAY + 5),
        type: 'TRANSFER',
        amount: 0.1 + 0.2,
        status: 'Pending',
        description: 'out',
      },
      {
        userId,
        createdAt: new Date(DAY + 4),
        type: 7,
        amount: 'twelve',
        status: null,
        description: { a: 1 },
        metadata: 'x',
      },
      {
        userId,
        createdAt: new Date(DAY + 3),
        type: 'WITHDRAWAL',
        amount: NaN,
        slotNumber: 'two',
        distributionDate: at,
      },
      {
        userId,
        createdAt: new Date(DAY + 2),
        amount: mongo.Long.fromString('9007199254740993'),
        metadata: { slotNumber: 2 },
      },
      {
        userId,
        createdAt: new Date(DAY + 1),
        type: 'Daily ROS Payout',
        amount: 1,
        slotNumber: 2,
        distributionDate: '2026-02-13',
        stakeId: 'text',
      },
      { userId, createdAt: at },
    ]);
    const shown = (await page(userId)).entries.map(
      ({ type, amount, status, description, slotNumber, distributionDate, stakeId }) => [
        type,
        amount,
        status,
        description,
        slotNumber,
        distributionDate,
        stakeId,
      ],
    );
    expect(shown).toEqual([
      ['TRANSFER', 300_000n, 'Pending', 'out', null, null, null],
      [null, null, null, null, null, null, null],
      ['WITHDRAWAL', null, null, null, null, at.toISOString(), null],
      [null, 9_007_199_254_740_993_000_000n, null, null, 2, null, null],
      ['Daily ROS Payout', 1_000_000n, null, null, 2, '2026-02-13', 'text'],
      [null, null, null, null, null, null, null],
    ]);
    expect((await page(userId, { type: 'WITHDRAWAL' })).entries).toHaveLength(1);
    expect((await page(userId, { date: '2026-02-13' })).entries).toHaveLength(1);
  });

  it('of version 0.1.0 is given its order, however often that is broken off', async () => {
    const owner = aUser();
    const stake = aStake(owner);
    const distributionId = new Types.ObjectId();
    await platform.connection
      .collection('distributions')
      .insertOne({ _id: distributionId, key: 'x', startedAt: new Date(DAY + 50) });
    const entry = (n: number, fields = {}) => ({
      userId: owner._id,
      type: 'ROI_EARNED',
      amount: usdt('1'),
      distributionId,
      subjectId: new Types.ObjectId(),
      stakeId: stake._id,
      slotNumber: n,
      createdAt: new Date(DAY + n * 10),
      ...fields,
    });
    await insert([9, 1, 8, 2, 7, 3].map((n) => entry(n)));
    await insert([entry(4, { order: 5 }), entry(5, { distributionId: null, createdAt: new Date(DAY + 1_000) })]);
    const orders = platform.get(EntryOrder);
    expect(await orders.left()).toBe(6);
    expect(await orders.fill()).toBe(6);
    expect([await orders.left(), await orders.fill()]).toEqual([0, 0]);
    const stored = await platform.connection.collection('transactions').find({}).sort({ slotNumber: 1 }).toArray();
    expect(
      stored.map(({ slotNumber, order }) => [Number(slotNumber), order === undefined ? null : Number(order) - DAY]),
    ).toEqual([
      [1, 50],
      [2, 50],
      [3, 50],
      [4, 5 - DAY],
      [5, null],
      [7, 70],
      [8, 80],
      [9, 90],
    ]);
  });
});
