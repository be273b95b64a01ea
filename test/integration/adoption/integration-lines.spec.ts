import { Decimal128, MongoClient, type ObjectId } from 'mongodb';
import mongoose, { Types } from 'mongoose';
import { parseRosPercentage } from '#lib/money';
import { Reconciliation } from '#lib/reconciliation';
import { parseCalendarDate } from '#lib/calendar';
import { hex } from '../../support/books.js';
import { aStake, aUser } from '../../support/builders.js';
import { codeOf } from '../../support/document-code.js';
import { micros, sum, usdt } from '../../support/exact.js';
import { Platform } from '../../support/platform.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { until } from '../../support/until.js';
import { PaidDay, failing } from '../reconciliation/paid-day.js';

/** What docs/integration.md gives to developers. */
interface Lines {
  millionths(stored: unknown): bigint;
  toNumber(stored: unknown): number;
  earningsSchema(library: typeof mongoose): mongoose.Schema;
  withdraw(client: MongoClient, userId: ObjectId, amount: string): Promise<void>;
  withdrawNumber(client: MongoClient, userId: ObjectId, amount: number): Promise<void>;
  openStake(client: MongoClient, userId: ObjectId, amount: string): Promise<ObjectId>;
  cancelStake(client: MongoClient, stakeId: ObjectId): Promise<boolean>;
  setRank(client: MongoClient, userId: ObjectId, rank: string, premiumQualified: boolean): Promise<void>;
}

const { functions: lines, blocks } = codeOf<Lines>('docs/integration.md');
const SLOTS = 4;
const OPENING = 1_000;

it('has lines for each kind of change', () => {
  expect([...new Set(blocks.map(({ heading }) => heading))]).toEqual([
    'Numbers',
    'Reading an amount',
    'With Mongoose',
    'A withdrawal',
    'A new stake',
    'A cancelled stake',
    'A change of rank',
  ]);
});

describe('the lines for reading amounts', () => {
  it.each<[unknown, bigint, number]>([
    [undefined, 0n, 0],
    [0.1 + 0.2, 300_000n, 0.3],
    [-1e-7, 0n, 0],
    [1e-6, 1n, 0.000001],
    [373_322.1 - 5.25, 373_316_850_000n, 373_316.85],
    [mongoose.mongo.Long.fromString('9000000000000'), 9_000_000_000_000_000_000n, 9_000_000_000_000],
    [Decimal128.fromString('1E+3'), 1_000_000_000n, 1_000],
    [Decimal128.fromString('-12.500000'), -12_500_000n, -12.5],
    [Decimal128.fromString('99.666666666666667'), 99_666_667n, 99.666667],
  ])('read %s to the millionth', (stored, expected, number) => {
    expect(lines.millionths(stored)).toBe(expected);
    expect(Math.abs(lines.toNumber(stored) - number)).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Decimal128.fromString('NaN'), 'much'])('refuse %s', (stored) => {
    expect(() => lines.millionths(stored)).toThrow(/No amount/);
  });
});

describe(`the lines for other services, while slots are paid (FAULT_SEED=${SeededRandom.SEED})`, () => {
  const random = new SeededRandom();
  let platform: Platform;
  let client: MongoClient;
  beforeEach(async () => {
    platform = await Platform.start('integration-lines', { LEASE_MS: '20000' });
    client = await new MongoClient(platform.environment.MONGODB_URI).connect();
  });
  afterEach(async () => {
    await client.close();
    await platform.stop();
  });

  const idOf = ({ _id }: { readonly _id: Types.ObjectId }): Types.ObjectId => _id;
  const entriesOf = (filter: object) => platform.connection.collection('transactions').find(filter).toArray();

  /** In every wallet at the beginning, with its entry, as a service that keeps plain numbers wrote it. */
  async function open(users: readonly Types.ObjectId[]): Promise<void> {
    const entries = users.map((userId) => ({ userId, type: 'DEPOSIT', amount: OPENING, status: 'completed' }));
    await platform.connection.collection('transactions').insertMany(entries);
    await platform.connection.collection('users').updateMany({}, { $set: { 'wallets.earnings': OPENING } });
  }

  it('keep every wallet, every stake and the proof exact', async () => {
    await platform.populate({ users: 60, stakes: 240 });
    const [riser, faller] = [aUser(), aUser({ rank: 'Finance Titan' })];
    await platform.insert('users', [riser, faller]);
    const users = (await platform.books()).users.map(idOf);
    await open(users);
    const early = await lines.openStake(client, riser._id, '250.5');
    const dropped = await lines.openStake(client, riser._id, '100');
    expect(await lines.cancelStake(client, dropped)).toBe(true);
    expect(await lines.cancelStake(client, dropped)).toBe(false);
    await lines.setRank(client, riser._id, 'Elite Capitalist', true);
    await lines.setRank(client, faller._id, 'Finance Titan', false);

    const worker = platform.worker();
    await worker.ready();
    const asked = { ros: '0.55', inMs: 0 };
    await platform.queue(
      Array.from({ length: SLOTS }, (_, index) => ({ ...asked, inMs: index * 300 })).map((slot, index) =>
        index === SLOTS - 1 ? { ...slot, premium: '77' } : slot,
      ),
    );

    const moved = new Map<string, bigint>();
    const opened: ObjectId[] = [];
    let writes = 0;
    const writeSomething = async (): Promise<void> => {
      const userId = random.pick(users);
      const amount = random.between(1, 2_000_000);
      switch (random.pick(['text', 'number', 'stake', 'cancel'])) {
        case 'text':
          await lines.withdraw(client, userId, usdt(BigInt(amount)));
          break;
        case 'number':
          await lines.withdrawNumber(client, userId, amount / 1e6);
          break;
        case 'stake':
          opened.push(await lines.openStake(client, userId, '123.456789'));
          return;
        default:
          if (opened.length > 1) await lines.cancelStake(client, random.pick(opened));
          return;
      }
      moved.set(hex(userId), (moved.get(hex(userId)) ?? 0n) - BigInt(amount));
    };
    await until(
      'all slots have ended',
      async () => {
        await writeSomething();
        writes += 1;
        return (await platform.slot(SLOTS)).status === 'COMPLETED';
      },
      { everyMs: 1 },
    );
    expect(writes).toBeGreaterThan(SLOTS);

    const books = await platform.books();
    const ours = books.entries.filter(({ distributionId }) => distributionId instanceof Types.ObjectId);
    for (const { _id, wallets } of books.users) {
      const paid = sum(ours.filter(({ userId }) => userId.equals(_id)).map(({ amount }) => micros(amount)));
      const expected = BigInt(OPENING) * 1_000_000n + paid + (moved.get(hex(_id)) ?? 0n);
      const found = lines.millionths(wallets?.earnings);
      expect([hex(_id), usdt(found)]).toEqual([hex(_id), usdt(expected)]);
    }
    const typesOf = async (userId: Types.ObjectId) => (await entriesOf({ userId })).map(({ type }) => String(type));
    expect(ours.filter(({ stakeId }) => stakeId?.equals(early) === true)).toHaveLength(SLOTS);
    expect(ours.filter(({ stakeId }) => stakeId?.equals(dropped) === true)).toHaveLength(0);
    expect(await typesOf(riser._id)).toContain('PREMIUM_POOL');
    expect(await typesOf(faller._id)).not.toContain('PREMIUM_POOL');
    expect(await platform.problems()).toEqual([]);

    const { date } = await platform.slot(1);
    const { holds, others } = await platform.get(Reconciliation).check(parseCalendarDate(String(date)));
    const withdrawn = -sum(moved.values());
    expect([holds, others.unexplained.count]).toEqual([true, 0]);
    expect(others.entries).toEqual(
      expect.arrayContaining([
        { type: 'DEPOSIT', count: users.length, amount: users.length * OPENING },
        { type: 'WITHDRAWAL', count: expect.any(Number) as number, amount: -Number(withdrawn) / 1e6 },
      ]),
    );
  });

  it('never take a wallet below zero, whoever else takes at the same moment, and then write no entry', async () => {
    const users = [aUser(), aUser()];
    await platform.insert('users', users);
    await open(users.map(idOf));
    const [{ _id: first }, { _id: second }] = users as [{ _id: Types.ObjectId }, { _id: Types.ObjectId }];
    const withText = Array.from({ length: 4 }, () => lines.withdraw(client, first, '600'));
    const withNumbers = Array.from({ length: 4 }, () => lines.withdrawNumber(client, second, 600.000001));
    const ended = await Promise.allSettled([...withText, ...withNumbers]);
    const refused = ended.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect(refused).toEqual(Array(6).fill('Error: The wallet does not hold that much.'));
    const left = (await platform.books()).users.map(({ wallets }) => lines.toNumber(wallets?.earnings));
    expect(left).toEqual([400, 399.999999]);
    expect(await entriesOf({ type: 'WITHDRAWAL' })).toHaveLength(2);
    await expect(lines.withdraw(client, first, '-5')).rejects.toThrow();
    await expect(lines.withdrawNumber(client, first, -5)).rejects.toThrow(/above zero/);
    await lines.withdraw(client, first, '400');
    expect(lines.toNumber((await platform.books()).users[0]?.wallets?.earnings)).toBe(0);
  });

  it('read a wallet through Mongoose before and after it is a Decimal128', async () => {
    const people = [aUser({ wallets: { earnings: 0.1 + 0.2 } }), aUser({ wallets: { earnings: usdtOf('12.5') } })];
    await platform.insert('users', people);
    const User = platform.connection.model('AsDocumented', lines.earningsSchema(mongoose));
    const found = await User.find({ _id: { $in: people.map(({ _id }) => _id) } }).sort({ _id: 1 });
    expect(found.map((user) => lines.toNumber(user.get('wallets.earnings')))).toEqual([0.3, 12.5]);
  });
});

/** As MongoDB makes a decimal of a double: with 15 significant digits. */
const asMongoDb = (value: number): Decimal128 => Decimal128.fromString(value.toPrecision(15));
const asThisServer = (value: number): number => value;

describe('a withdrawal by a double', () => {
  let day: PaidDay;
  beforeEach(async () => {
    day = await PaidDay.start('awkward-doubles');
  });
  afterEach(() => day.stop());

  it.each([
    ['the server here', asThisServer],
    ['MongoDB', asMongoDb],
  ])('between two payments stays exact to the millionth, as %s adds it', async (_, added) => {
    await day.startWorker();
    const cases: readonly (readonly [wallet: number, taken: number, expected: bigint])[] = [
      [1, 0.1 + 0.2, 700_000n],
      [1, 1 / 3, 666_667n],
      [1, 2 / 3, 333_333n],
      [373_322.1, 373_322.1 - 5.25, 5_250_000n],
      [200_000_000.5, 123_456_789.123456, 76_543_211_376_544n],
      [999_999_999.999999, 123_456_789.123456, 876_543_210_876_543n],
      [0.000001, 1e-6, 0n],
      [1_000.1, 1_000.1, 0n],
    ];
    const users = cases.map(([earnings]) => aUser({ wallets: { earnings } }));
    await day.insert('users', ...users);
    await day.insert('stakes', ...users.map((user) => aStake(user)));
    const entries = day.collection('transactions');
    const deposits = cases.map(([amount], index) => ({ userId: users[index]!._id, type: 'DEPOSIT', amount }));
    await entries.insertMany(deposits.map((entry) => ({ ...entry, status: 'Completed' })));

    const rate = parseRosPercentage('0.55');
    await day.pay({ rate });
    for (const [index, [, taken]] of cases.entries()) {
      const userId = users[index]!._id;
      await day.collection('users').updateOne({ _id: userId }, { $inc: { 'wallets.earnings': added(-taken) } });
      await entries.insertOne({ userId, type: 'WITHDRAWAL', amount: -taken, status: 'Completed' });
    }
    const balances = async (): Promise<bigint[]> => {
      const found = await day.collection('users').find({}).sort({ _id: 1 }).toArray();
      return found.map((user) => lines.millionths((user['wallets'] as { earnings: unknown }).earnings));
    };
    const payout = 550_000n;
    expect(await balances()).toEqual(cases.map(([, , expected]) => expected + payout));
    await day.pay({ rate, slotNumber: 2 });
    expect(await balances()).toEqual(cases.map(([, , expected]) => expected + 2n * payout));
    const report = await day.check();
    expect([failing(report), report.others.unexplained.count]).toEqual([[], 0]);
  });
});

function usdtOf(text: string): Decimal128 {
  return Decimal128.fromString(text);
}
