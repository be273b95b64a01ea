import { mongo } from 'mongoose';
import { drawRound } from './chaos/plan/draw-round.js';
import { drawnId } from './chaos/plan/draw-population.js';
import type { Family, Round } from './chaos/plan/round.js';
import { runRound, type Settled } from './chaos/run/run-round.js';
import { decimalOf } from './chaos/run/stored.js';
import { Surroundings } from './chaos/run/surroundings.js';
import { Trail, type Answered } from './chaos/run/trail.js';
import { answerProblems } from './chaos/verdict/check-answers.js';

/** Their rounds are short, and what happens in them is of every kind. */
const SEEDS = [326_116_515, 1_185_926_904];
const WITHOUT: ReadonlySet<Family> = new Set(['clocks', 'numbers']);

describe('the simulator', () => {
  let around: Surroundings;
  beforeAll(async () => {
    around = await Surroundings.start(() => undefined);
  });
  afterAll(() => around.stop());

  it.each(SEEDS)('round %i: the books are in order after all that happened', async (seed) => {
    const { problems, happened } = await runRound(around, drawRound(seed, WITHOUT));

    expect({ problems, happened }).toEqual({ problems: [], happened });
  });

  it('draws the same round from the same seed, and another from another', () => {
    const [seed = 0] = SEEDS;
    expect(drawRound(seed, WITHOUT)).toEqual(drawRound(seed, WITHOUT));
    expect(drawRound(seed + 1, WITHOUT)).not.toEqual(drawRound(seed, WITHOUT));
  });

  it('finds what somebody has done to the books, whatever it is', async () => {
    const found: Record<string, readonly string[]> = {};

    const { problems } = await runRound(around, QUIET, async ({ db, judge }) => {
      found['nothing'] = await judge();
      for (const [what, { damage }] of Object.entries(DAMAGES)) {
        const copy = await copyOf(db);
        await damage(db);
        found[what] = await judge();
        await putBack(db, copy);
      }
    });

    expect(found['nothing']).toEqual([]);
    const missed = Object.entries(DAMAGES).filter(
      ([what, { finds }]) => found[what]?.some((one) => finds.test(one)) !== true,
    );
    expect(missed.map(([what]) => [what, found[what]])).toEqual([]);
    // The last of them was seen, and what was seen once is not forgotten.
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch('paid before its instant');
  });
});

describe('answers that are none of the contract', () => {
  const judged = (answer: Partial<Answered>, around: Partial<Trail> = {}): string[] => {
    const trail = Object.assign(new Trail(), around);
    const usual = {
      name: 'pause',
      what: 'POST',
      api: 0,
      status: 200,
      code: null,
      message: '',
      body: {},
      from: 1_000,
      to: 1_100,
    };
    trail.answers.push({ ...usual, ...answer });
    return answerProblems(trail, { clocksDiffer: false });
  };
  const then = { from: 1_050, to: 2_000 };
  const before = { from: 0, to: 900 };

  it.each<[string, Partial<Answered>, Partial<Trail>]>([
    ['an error of ours', { status: 500, code: 'INTERNAL_ERROR' }, {}],
    ['a dependency that is down while none is', { status: 503, code: 'DEPENDENCY_DOWN' }, { databaseAway: [before] }],
    ['silence', { status: 0 }, {}],
    ['silence of another API than the one that was killed', { status: 0 }, { apiDisturbed: [{ index: 1, ...then }] }],
    ['a refusal without a word', { status: 409 }, {}],
    ['a sign-in that is not believed', { status: 401, code: 'UNAUTHENTICATED' }, {}],
    ['a code that is not believed', { status: 403, code: 'TWO_FA_INVALID' }, {}],
  ])('%s', (_what, answer, around) => {
    expect(judged(answer, around)).toHaveLength(1);
  });

  it.each<[string, Partial<Answered>, Partial<Trail>]>([
    ['success', { status: 202 }, {}],
    ['a conflict', { status: 409, code: 'ALREADY_QUEUED' }, {}],
    ['a distribution that failed', { status: 500, code: 'DISTRIBUTION_FAILED' }, {}],
    ['503 while the database is away', { status: 503, code: 'DEPENDENCY_DOWN' }, { databaseAway: [then] }],
    ['silence of an API that is killed', { status: 0 }, { apiDisturbed: [{ index: 0, ...then }] }],
  ])('but not %s', (_what, answer, around) => {
    expect(judged(answer, around)).toEqual([]);
  });
});

/** Nothing happens in it: two slots, both pools, stakes of some users. */
const QUIET: Round = {
  seed: 1,
  rules: { capPercent: 2, chunkSize: 3, concurrency: 2, leaseMs: 2_000, keeperMs: 500, workers: 1, apis: 1 },
  population: {
    users: Array.from({ length: 6 }, (_, index) => ({
      id: drawnId('b', index),
      rank: index === 0 ? 'Stakeholder' : 'Finance Titan',
      isActive: true,
      premiumQualified: index !== 1,
      wallet: { type: 'decimal', text: '10.5' },
    })),
    stakes: Array.from({ length: 12 }, (_, index) => ({
      id: drawnId('c', index),
      owner: index % 6,
      amount: { type: 'decimal', text: `${100 + index}.000001` },
      // The first one reaches its cap.
      earned: index === 0 ? 1_500_000n : 0n,
      status: 'ACTIVE',
      activatedInMs: -1_000_000,
    })),
  },
  orders: [
    {
      api: 0,
      withCode: true,
      action: {
        name: 'queue',
        premium: '100',
        performance: '50.000001',
        slots: [
          { slotNumber: 1, ros: '0.550000', inMs: 200 },
          { slotNumber: 2, ros: '0.300000', inMs: 400 },
        ],
      },
    },
  ],
  events: [],
};

const MILLIONTH = decimalOf(1n);
const COLLECTIONS = ['users', 'stakes', 'transactions', 'distributions', 'distributionchunks', 'distributionfailures'];

type Copy = ReadonlyMap<string, mongo.Document[]>;

async function copyOf(db: mongo.Db): Promise<Copy> {
  const read = async (name: string) => [name, await db.collection(name).find({}).toArray()] as const;
  return new Map(await Promise.all(COLLECTIONS.map(read)));
}

async function putBack(db: mongo.Db, copy: Copy): Promise<void> {
  for (const [name, documents] of copy) {
    await db.collection(name).deleteMany({});
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
}

/** What is done to the books of the quiet round, and the words that must be found. */
const DAMAGES: Record<string, { damage: (db: Settled['db']) => Promise<unknown>; finds: RegExp }> = {
  'an entry is removed': {
    damage: (db) => db.collection('transactions').deleteOne({ type: 'ROI_EARNED' }),
    finds: /the wallet of .* holds/,
  },
  'a wallet has a millionth more': {
    damage: (db) => db.collection('users').updateOne({ _id: userId(2) }, { $inc: { 'wallets.earnings': MILLIONTH } }),
    finds: new RegExp(`the wallet of ${drawnId('b', 2)} holds`),
  },
  'a stake has earned a millionth more': {
    damage: (db) => db.collection('stakes').updateOne({ _id: stakeId(3) }, { $inc: { totalEarned: MILLIONTH } }),
    finds: new RegExp(`stake ${drawnId('c', 3)} has earned`),
  },
  'everybody is paid twice, and all books say so': {
    damage: async (db) => {
      const indexes = await db.collection('transactions').indexes();
      for (const { name, unique } of indexes) {
        if (unique === true && name !== undefined) await db.collection('transactions').dropIndex(name);
      }
      for (const entry of await entriesOfStakes(db)) await pay(db, entry, entry['amount'] as mongo.Decimal128);
    },
    finds: /paid 2 times/,
  },
  'one payment is a millionth too large, and all books say so': {
    damage: (db) => raise(db, stakeId(4), 1n),
    finds: /was paid .*, due was/,
  },
  'one payment is a millionth too small, and all books say so': {
    damage: (db) => raise(db, stakeId(4), -1n),
    finds: /was paid less than its due/,
  },
  'a stake is left out, and all books say so': {
    damage: async (db) => {
      const entry = await db.collection('transactions').findOne({ subjectId: stakeId(5), slotNumber: 1 });
      if (entry === null) throw new Error('there is no such entry');
      await db.collection('transactions').deleteOne({ _id: entry._id });
      await book(db, entry, negative(entry['amount']), -1);
    },
    finds: /was not paid its/,
  },
  'a share goes to somebody who has none': {
    damage: async (db) => {
      const share = { type: 'PREMIUM_POOL', userId: userId(2) };
      const entry = await db.collection('transactions').findOne(share);
      await db.collection('transactions').updateOne(share, { $set: { userId: userId(1), subjectId: userId(1) } });
      await db
        .collection('users')
        .updateOne({ _id: userId(2) }, { $inc: { 'wallets.earnings': negative(entry?.['amount']) } });
      await db
        .collection('users')
        .updateOne({ _id: userId(1) }, { $inc: { 'wallets.earnings': entry?.['amount'] as mongo.Decimal128 } });
    },
    finds: /has a share without qualifying/,
  },
  'a chunk of a COMPLETED slot is open': {
    damage: (db) => db.collection('distributionchunks').updateOne({}, { $set: { status: 'OPEN' } }),
    finds: /is COMPLETED with chunks that are not PAID/,
  },
  'a slot says more than was paid': {
    damage: (db) => db.collection('distributions').updateOne({}, { $inc: { totalDistributed: MILLIONTH } }),
    finds: /its entries say/,
  },
  'a slot pays what nobody asked for': {
    damage: (db) => db.collection('distributions').updateOne({}, { $set: { rosPercentage: decimalOf(540_000n) } }),
    finds: /which nobody asked for/,
  },
  'a slot leaves a stake out of its account': {
    damage: (db) =>
      db.collection('distributions').updateOne({ slotNumber: 1 }, { $inc: { 'plan.stakes': -1, 'plan.active': -1 } }),
    finds: /its parts do not add up/,
  },
  'a slot has planned more stakes than there are': {
    damage: (db) =>
      db
        .collection('distributions')
        .updateOne({ slotNumber: 1 }, { $inc: { 'plan.stakes': 1, 'plan.active': 1, 'accounted.left': 1 } }),
    finds: /planned 13 stakes activated before its instant, there were 11 to 12/,
  },
  'a stake at its cap is ACTIVE': {
    damage: (db) => db.collection('stakes').updateOne({ _id: stakeId(0) }, { $set: { status: 'ACTIVE' } }),
    finds: /is ACTIVE with 2\.000000 of 2\.000000/,
  },
  'a stake is COMPLETED before its cap': {
    damage: (db) => db.collection('stakes').updateOne({ _id: stakeId(1) }, { $set: { status: 'COMPLETED' } }),
    finds: /is COMPLETED with .* of 2\.020000/,
  },
  'a sound stake stands failed': {
    damage: async (db) => {
      const slot = await db.collection('distributions').findOne({ slotNumber: 1 });
      await db.collection('transactions').deleteOne({ subjectId: stakeId(6), slotNumber: 1 });
      const failure = {
        distributionId: slot?._id,
        type: 'ROI_EARNED',
        subjectId: stakeId(6),
        reason: 'INVALID_AMOUNT',
      };
      await db.collection('distributionfailures').insertOne({ ...failure, resolved: false });
    },
    finds: /stands failed \(INVALID_AMOUNT\) though it is sound/,
  },
  'an entry is older than its slot': {
    damage: (db) =>
      db.collection('transactions').updateOne({ type: 'ROI_EARNED' }, { $set: { createdAt: new Date(0) } }),
    finds: /is older than its slot's instant/,
  },
  'a slot is paid before its instant': {
    damage: (db) =>
      db
        .collection('distributions')
        .updateOne({ slotNumber: 1 }, { $set: { scheduledFor: new Date(Date.now() + 60_000) } }),
    finds: /was paid before its instant/,
  },
};

function userId(index: number): mongo.ObjectId {
  return new mongo.ObjectId(drawnId('b', index));
}

function stakeId(index: number): mongo.ObjectId {
  return new mongo.ObjectId(drawnId('c', index));
}

function negative(amount: unknown): mongo.Decimal128 {
  return mongo.Decimal128.fromString(`-${String(amount)}`);
}

async function entriesOfStakes(db: mongo.Db): Promise<mongo.WithId<mongo.Document>[]> {
  return db.collection('transactions').find({ type: 'ROI_EARNED' }).toArray();
}

/** Pays once more what an entry has paid. */
async function pay(db: mongo.Db, entry: mongo.Document, amount: mongo.Decimal128): Promise<void> {
  await db.collection('transactions').insertOne({ ...entry, _id: new mongo.ObjectId() });
  await book(db, entry, amount, 1);
}

async function raise(db: mongo.Db, subjectId: mongo.ObjectId, by: bigint): Promise<void> {
  const entry = await db.collection('transactions').findOne({ subjectId });
  if (entry === null) throw new Error('there is no such entry');
  await db.collection('transactions').updateOne({ _id: entry._id }, { $inc: { amount: decimalOf(by) } });
  await book(db, entry, decimalOf(by), 0);
}

/** Changes everything that a ROS entry is counted in. */
async function book(db: mongo.Db, entry: mongo.Document, amount: mongo.Decimal128, count: number): Promise<void> {
  await db
    .collection('users')
    .updateOne({ _id: entry['userId'] as mongo.ObjectId }, { $inc: { 'wallets.earnings': amount } });
  await db
    .collection('stakes')
    .updateOne({ _id: entry['stakeId'] as mongo.ObjectId }, { $inc: { totalEarned: amount } });
  const distributionId: unknown = entry['distributionId'];
  await db
    .collection('distributions')
    .updateOne(
      { _id: distributionId as mongo.ObjectId },
      { $inc: { totalDistributed: amount, processedStakes: count } },
    );
  await db
    .collection('distributionchunks')
    .updateOne({ distributionId, phase: 'ROS' }, { $inc: { total: amount, paid: count } });
}
