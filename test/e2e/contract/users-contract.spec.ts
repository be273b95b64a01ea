import { Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { usdt } from '../../support/builders.js';
import type { ApiAnswer } from '../support/caller.js';
import { DAYS, inMs, type Person } from '../support/running-product.js';
import { startSmallPlatform, type SmallPlatform } from '../support/small-platform.js';

type Line = Record<string, unknown>;
interface ExplainedSlot extends Line {
  readonly stakes: readonly Line[];
  readonly pools: readonly Line[];
}

/** docs/specification.md 3.6 */
let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform('users-contract');
});
afterAll(() => platform.product.stop());
beforeEach(() => platform.product.forgetDays());

const today = (): string => platform.product.day();
const stakes = () => platform.product.connection.collection(COLLECTIONS.stakes);
const users = () => platform.product.connection.collection(COLLECTIONS.users);
const pathOf = ({ id }: Pick<Person, 'id'>): string => `/admin/users/${id.toHexString()}`;
const ofAdmin = (person: Pick<Person, 'id'>, query = `date=${today()}`) =>
  platform.admin.get(`${pathOf(person)}/explain?${query}`);

function slotsOf({ status, body }: ApiAnswer): readonly ExplainedSlot[] {
  expect(status).toBe(200);
  return (body.data?.['days'] as { slots: ExplainedSlot[] }[]).flatMap(({ slots }) => slots);
}

async function queue(body: object): Promise<void> {
  expect((await platform.admin.post(`${DAYS}/today/queue`, body)).status).toBe(200);
}

async function paid(body: object = { rosPercentage: 1 }, status = 'COMPLETED'): Promise<void> {
  await queue({ ...body, scheduledFor: inMs(100) });
  await platform.product.todayIs(platform.admin, status);
}

async function withStake(person: Person, fields: object, work: () => Promise<void>): Promise<void> {
  const before = await stakes().findOne({ userId: person.id });
  await stakes().updateOne({ userId: person.id }, { $set: fields });
  try {
    await work();
  } finally {
    await stakes().replaceOne({ _id: before!._id }, before!);
  }
}

describe('explain', () => {
  it('tells a user what was paid and how it was worked out, and who asks for him the same', async () => {
    const { people, ann, cid } = platform;
    await paid({ rosPercentage: 1, premiumPoolAmount: 4, performancePoolAmount: 3 });
    const own = await ann.get(`/me/explain?date=${today()}`);
    expect(await ofAdmin(people.ann)).toMatchObject({ body: { data: own.body.data, meta: own.body.meta } });
    expect(own.body.meta).toEqual({ count: 1, limit: 100, nextCursor: null, total: 1 });
    const [slot] = slotsOf(own);
    expect(slot).toMatchObject({ key: `${today()}/slot-1`, slotNumber: 1, status: 'COMPLETED', rosPercentage: 1 });
    expect(slot!.stakes).toMatchObject([
      {
        outcome: 'PAID',
        knownFrom: 'then',
        amount: 1,
        paidAt: expect.any(String) as string,
        calculation: {
          amount: 100,
          rosPercentage: 1,
          floor6: 1,
          capPercent: 200,
          cap: 200,
          cutByCap: false,
          agrees: true,
        },
      },
    ]);
    expect(slot!.pools.map(({ pool, outcome, amount, qualifiers }) => [pool, outcome, amount, qualifiers])).toEqual([
      ['premium', 'PAID', 4, 1],
      ['performance', 'PAID', 1.5, 2],
    ]);
    const [cids] = slotsOf(await cid.get('/me/explain'));
    expect(cids!.pools).toMatchObject([
      {
        outcome: 'NOT_QUALIFIED',
        now: { rank: 'Stakeholder', isActive: true, premiumQualified: true, qualifies: false },
      },
      { outcome: 'NOT_QUALIFIED', ranks: expect.arrayContaining(['Associate Stakeholder']) as string[] },
    ]);
  });

  it('tells of a pool for nobody, and of a share of nothing, how the user stands now', async () => {
    const rank = async (ann: string, bob: string): Promise<void> => {
      await users().updateOne({ _id: platform.people.ann.id }, { $set: { rank: ann } });
      await users().updateOne({ _id: platform.people.bob.id }, { $set: { rank: bob } });
    };
    await rank('Stakeholder', 'Stakeholder');
    try {
      await paid({ rosPercentage: 1, performancePoolAmount: 3 });
      const [slot] = slotsOf(await platform.ann.get('/me/explain'));
      expect(slot!.pools).toMatchObject([
        { outcome: 'NOBODY_QUALIFIED', now: { rank: 'Stakeholder', isActive: true, qualifies: false } },
      ]);
    } finally {
      await rank('Finance Titan', 'Associate Stakeholder');
    }
    await platform.product.forgetDays();
    await paid({ rosPercentage: 1, performancePoolAmount: 0.000001 });
    const pools = await Promise.all(
      [platform.ann, platform.bob].map(async (user) => slotsOf(await user.get('/me/explain'))[0]!.pools),
    );
    expect(pools.flat().find(({ outcome }) => outcome === 'ROUNDS_TO_NOTHING')).toMatchObject({
      now: { isActive: true, qualifies: true },
    });
  });

  it('tells that a payout was cut by the cap, and later that the stake is capped', async () => {
    await withStake(platform.people.ann, { totalEarned: usdt('199.6') }, async () => {
      await paid();
      const [cut] = slotsOf(await platform.ann.get('/me/explain'));
      expect(cut!.stakes).toMatchObject([
        {
          outcome: 'PAID',
          amount: 0.4,
          stakeStatus: 'COMPLETED',
          calculation: { floor6: 1, cutByCap: true, agrees: true },
        },
      ]);
      await platform.product.forgetDays();
      await stakes().updateOne(
        { userId: platform.people.ann.id },
        { $set: { totalEarned: usdt('200'), status: 'COMPLETED', completedAt: new Date(0) } },
      );
      await paid();
      const [after] = slotsOf(await platform.ann.get('/me/explain'));
      expect(after!.stakes).toMatchObject([{ outcome: 'CAPPED', knownFrom: 'now', amount: null }]);
    });
  });

  it.each<[string, object]>([
    ['NO_ACTIVATION', { activatedAt: 'long ago' }],
    ['ACTIVATED_LATER', { activatedAt: new Date('2100-01-01') }],
    ['NOT_ACTIVE_THEN', { status: 'CANCELLED' }],
    ['ROUNDS_TO_NOTHING', { amount: 0.00001 }],
  ])('tells of a stake that was not paid: %s', async (outcome, fields) => {
    await withStake(platform.people.bob, fields, async () => {
      await paid();
      const [slot] = slotsOf(await platform.bob.get('/me/explain'));
      expect(slot!.stakes).toMatchObject([{ outcome, amount: null, owed: null }]);
    });
  });

  it('tells what failed and why, and what is owed once it can be paid', async () => {
    const { people, product } = platform;
    await withStake(people.bob, { amount: 'many' }, async () => {
      await paid();
      const [slot] = slotsOf(await ofAdmin(people.bob));
      expect(slot!.stakes).toMatchObject([
        { outcome: 'FAILED', reason: 'INVALID_AMOUNT', knownFrom: 'then', owed: null, calculation: null },
      ]);
    });
    const [slot] = slotsOf(await ofAdmin(people.bob));
    expect(slot!.stakes).toMatchObject([{ outcome: 'FAILED', owed: 2, calculation: { floor6: 2 } }]);
    await platform.admin.post(`${DAYS}/${today()}/slots/1/retry`);
    await product.seen(platform.admin, `${pathOf(people.bob)}/explain`, ({ body }) =>
      JSON.stringify(body).includes('"PAID"'),
    );
  });

  it('tells what is missing with the compensation that pays it', async () => {
    const { people, admin } = platform;
    await withStake(people.bob, { status: 'CANCELLED' }, () => paid());
    const [before] = slotsOf(await ofAdmin(people.bob));
    expect(before!.stakes).toMatchObject([{ outcome: 'MISSING', knownFrom: 'now', amount: null, owed: 2 }]);
    expect((await admin.post(`${DAYS}/${today()}/compensate`)).body.data).toMatchObject({ amount: 2 });
    const [after] = slotsOf(await ofAdmin(people.bob));
    expect(after!.stakes).toMatchObject([{ outcome: 'PAID', amount: 2, owed: null }]);
  });

  it('tells what was paid for a stake that is somebody else’s since', async () => {
    const { people, admin } = platform;
    const eve = await platform.product.person();
    await platform.product.stake(eve.id, { amount: '40' });
    await paid();
    const given = await stakes().findOneAndUpdate({ userId: eve.id }, { $set: { userId: people.ann.id } });
    const [slot] = slotsOf(await admin.get(`${pathOf(eve)}/explain`));
    expect(slot!.stakes).toMatchObject([
      { stakeId: String(given!._id), outcome: 'PAID', amount: 0.4, reason: 'STAKE_OF_ANOTHER', calculation: null },
    ]);
    const [anns] = slotsOf(await platform.ann.get('/me/explain?limit=1'));
    expect(anns!.stakes).toHaveLength(1);
    await stakes().deleteOne({ _id: given!._id });
  });

  it('tells that a slot waits, and that it was cancelled', async () => {
    await queue({ rosPercentage: 1, performancePoolAmount: 3, scheduledFor: '23:59:59' });
    const words = async () =>
      slotsOf(await platform.bob.get('/me/explain')).flatMap((slot) =>
        [...slot.stakes, ...slot.pools].map(({ outcome }) => outcome),
      );
    expect(await words()).toEqual(['SLOT_NOT_RUN', 'SLOT_NOT_RUN']);
    expect((await platform.admin.send('DELETE', `${DAYS}/today/queue`, {})).status).toBe(200);
    expect(await words()).toEqual(['SLOT_CANCELLED', 'SLOT_CANCELLED']);
  });

  it('tells of a slot that another system left unpaid whom it owes, and of others that it cannot know', async () => {
    const { people, product } = platform;
    await paid();
    const { connection } = product;
    const distributions = connection.collection(COLLECTIONS.distributions);
    const slot = await distributions.findOne({ slotNumber: 1 });
    const legacy = { collection: 'dailydistributions', documentId: 'x', status: 'COMPLETED', executedAt: null };
    await distributions.updateOne(
      { _id: slot!._id },
      {
        $set: {
          status: 'FAILED',
          reason: 'LEFT_UNPAID',
          legacy: { ...legacy, due: 3, paidBefore: 2, owed: 1, amount: usdt('2') },
        },
      },
    );
    const owed = await stakes().findOne({ userId: people.bob.id });
    const chunks = connection.collection(COLLECTIONS.distributionChunks);
    await chunks.updateMany({}, { $set: { subjects: { kind: 'named', stakeIds: [owed!._id] }, status: 'FAILED' } });
    await connection.collection(COLLECTIONS.transactions).deleteMany({});
    for (const userId of [people.ann.id, people.bob.id]) {
      await users().updateOne({ _id: userId }, { $set: { 'wallets.earnings': usdt('0') } });
      await stakes().updateOne({ userId }, { $set: { totalEarned: usdt('0') } });
    }
    const [bobs] = slotsOf(await ofAdmin(people.bob));
    expect(bobs!.stakes).toMatchObject([{ outcome: 'MISSING', owed: 2 }]);
    const [anns] = slotsOf(await ofAdmin(people.ann));
    expect(anns!.stakes).toMatchObject([{ outcome: 'OF_FORMER_SYSTEM', amount: null, owed: null }]);
  });

  it('goes through stakes page by page, and through odd records', async () => {
    const { product, admin } = platform;
    const eve = await product.person();
    const own = [];
    for (const amount of ['10', '20', '30']) own.push(await product.stake(eve.id, { amount }));
    await stakes().insertOne({ userId: eve.id, status: 7, amount: { a: 1 }, totalEarned: [], activatedAt: 'x' });
    await paid();
    await product.connection
      .collection(COLLECTIONS.transactions)
      .updateOne({ subjectId: own[0]! }, { $set: { amount: 'ten', 'metadata.rosPercentage': null } });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const answer = await admin.get(`${pathOf(eve)}/explain?limit=2${cursor}`);
      seen.push(...slotsOf(answer).flatMap((slot) => slot.stakes.map(({ outcome, amount }) => [outcome, amount])));
      const next = (answer.body.meta as { nextCursor: string | null }).nextCursor;
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(seen).toEqual([
      ['NO_ACTIVATION', null],
      ['PAID', 0.3],
      ['PAID', 0.2],
      ['PAID', null],
    ]);
    await product.connection.collection(COLLECTIONS.distributions).updateMany({}, { $set: { rosPercentage: 'much' } });
    const [slot] = slotsOf(await admin.get(`${pathOf(eve)}/explain`));
    expect(slot).toMatchObject({ rosPercentage: null });
    expect(slot!.stakes[0]).toMatchObject({ outcome: 'NOT_KNOWN', reason: 'SLOT_UNREADABLE' });
    await stakes().deleteMany({ userId: eve.id });
  });

  it('is of a date or of a range of at most 31 days', async () => {
    const { cid, product } = platform;
    const fieldOf = async (query: string) => {
      const { status, body } = await cid.get(`/me/explain?${query}`);
      return [status, body.error?.details?.[0]?.field];
    };
    expect(await fieldOf(`from=${product.day(-30)}&to=${today()}`)).toEqual([200, undefined]);
    expect(await fieldOf(`from=${product.day(-31)}&to=${today()}`)).toEqual([400, 'to']);
    expect(await fieldOf(`from=${today()}&to=${product.day(-1)}`)).toEqual([400, 'to']);
    expect(await fieldOf(`date=${today()}&from=${today()}`)).toEqual([400, 'date']);
    expect(await fieldOf('date=2026-02-30')).toEqual([400, 'date']);
    expect((await ofAdmin({ id: new Types.ObjectId() })).status).toBe(404);
  });
});

describe('users', () => {
  const found = async (query: string) => {
    const { status, body } = await platform.admin.get(`/admin/users?${query}`);
    expect(status).toBe(200);
    return (body.data?.['users'] as { _id: string }[]).map(({ _id }) => _id);
  };

  it('are found by address in any case, by username, by id, and by what these begin with', async () => {
    const { product } = platform;
    const dora = await product.person({ email: 'Dora.O+x@Example.com', username: 'dora_1' });
    const doris = await product.person({ email: 'doris@example.com', username: 'Dora_2' });
    const [first, second] = [dora.id.toHexString(), doris.id.toHexString()];
    const words: [string, string[]][] = [
      ['dora.o+X@example.COM', [first]],
      ['Dora.', [first]],
      ['dori', [second]],
      ['DOR', [first, second]],
      ['dora_', [first, second]],
      ['dora_2', [second]],
      ['doraxo', []],
      [second.toUpperCase(), [second]],
      ['.*', []],
      ['$where', []],
    ];
    for (const [query, expected] of words) {
      expect([query, await found(`query=${encodeURIComponent(query)}`)]).toEqual([query, expected]);
    }
  });

  it('are found by the id of a stake of theirs, or of an entry, which the answer says', async () => {
    const { people, admin, product } = platform;
    await paid();
    const stake = await stakes().findOne({ userId: people.bob.id });
    const entry = await product.connection.collection(COLLECTIONS.transactions).findOne({ stakeId: stake?._id });
    for (const [id, foundBy, expected] of [
      [people.bob.id, 'user', [people.bob.id]],
      [stake?._id, 'stake', [people.bob.id]],
      [entry?._id, 'transaction', [people.bob.id]],
      [new Types.ObjectId(), 'user', []],
    ] as const) {
      const { body } = await admin.get(`/admin/users?query=${String(id)}`);
      expect(body.data).toEqual({
        foundBy,
        users: expected.map((userId) => expect.objectContaining({ _id: userId.toHexString() }) as object),
      });
      expect(body.meta?.['count']).toBe(expected.length);
    }
  });

  it('are listed page by page, each once', async () => {
    const all = await users()
      .find({}, { projection: { _id: 1 }, sort: { _id: 1 } })
      .toArray();
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await platform.admin.get(`/admin/users?limit=2${cursor}`);
      seen.push(...(body.data?.['users'] as { _id: string }[]).map(({ _id }) => _id));
      const next = (body.meta as { nextCursor: string | null }).nextCursor;
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(seen).toEqual(all.map(({ _id }) => String(_id)));
  });

  it('are told with wallet, stakes and the latest entries, as they see them themselves', async () => {
    const { ann, people, admin } = platform;
    await paid();
    const { status, body } = await admin.get(pathOf(people.ann));
    const own = await Promise.all(['wallet', 'stakes', 'transactions'].map((what) => ann.get(`/me/${what}`)));
    const [wallet, stakesOf, entries] = own.map((answer) => answer.body.data);
    expect([status, body.data]).toEqual([
      200,
      {
        user: {
          _id: people.ann.id.toHexString(),
          email: people.ann.email,
          username: expect.any(String) as string,
          role: 'user',
          rank: 'Finance Titan',
          isActive: true,
        },
        wallet,
        ...stakesOf,
        ...entries,
      },
    ]);
    expect((await admin.get(`/admin/users/${'f'.repeat(24)}`)).body.error?.code).toBe('USER_NOT_FOUND');
  });
});
