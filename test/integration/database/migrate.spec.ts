import { randomBytes } from 'node:crypto';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { Types } from 'mongoose';
import { CommandRun } from '../cli/command-run.js';
import { usdt } from '../../support/builders.js';
import { orderKeys } from '../../support/order-keys.js';
import { ownEnvironment, type OwnEnvironment } from '../../support/own-environment.js';
import { ProductProcess } from '../../support/product-process.js';
import { writeVersion010 } from '../../support/version-0-1-0.js';

const OURS = { distributionId: { $gte: new Types.ObjectId('0'.repeat(24)) } };
const GUARD = 'userId_1_distributionId_1_type_1_subjectId_1';

/** Those of the tests are published, and refused in production. */
const aSecret = (): string => randomBytes(32).toString('base64url');

describe('npm run migrate', () => {
  let environment: OwnEnvironment;
  let client: MongoClient;
  let database: Db;
  let transactions: Collection;
  beforeEach(async () => {
    environment = {
      ...ownEnvironment('migrate', { JWT_SECRET: aSecret(), SECRETS_KEY: aSecret(), ...orderKeys() }),
      NODE_ENV: 'production',
    };
    client = await new MongoClient(environment.MONGODB_URI).connect();
    database = client.db();
    transactions = database.collection('transactions');
  });
  afterEach(async () => {
    await database.dropDatabase();
    await client.close();
  });

  async function migrate(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const run = new CommandRun('migrate', [], environment);
    const code = await run.ended();
    return { code, stdout: run.stdout, stderr: run.stderr };
  }

  const indexes = async (name: string) =>
    (await database.collection(name).indexes())
      .filter(({ key }) => !('_id' in key && Object.keys(key).length === 1))
      .map(({ key, unique, partialFilterExpression }) => [key, unique === true, partialFilterExpression ?? null]);

  it('makes the collections and indexes of an empty database; before it, production does not start', async () => {
    for (const app of ['api', 'worker'] as const) {
      const process = ProductProcess.start(app, environment);
      expect((await process.ended()).code).toBe(1);
      expect(process.errors).toContain('transactions lacks its index');
      expect(process.errors).toContain('npm run migrate');
    }
    expect(await database.listCollections().toArray()).toEqual([]);

    const first = await migrate();
    expect(first).toMatchObject({ code: 0, stdout: 'The database is migrated.\n' });
    expect(first.stderr).toContain('transactions: making index');
    expect(await indexes('transactions')).toEqual([
      [{ userId: 1, distributionId: 1, type: 1, subjectId: 1 }, true, OURS],
      [{ distributionId: 1, userId: 1 }, false, OURS],
      [{ userId: 1, createdAt: -1 }, false, { distributionId: null }],
    ]);
    for (const name of ['users', 'stakes']) {
      expect((await indexes(name)).filter(([, unique]) => unique)).toEqual([]);
    }

    // What it has taken the place of since goes, and nothing else of the same fields.
    await transactions.createIndex({ distributionId: 1, type: 1 }, { partialFilterExpression: OURS });
    await database.collection('stakes').createIndex({ userId: 1, status: 1 });
    expect((await migrate()).stderr).toContain('index distributionId_1_type_1 dropped');
    expect(await indexes('transactions')).toHaveLength(3);
    expect(await indexes('stakes')).toEqual([
      [{ userId: 1, status: 1, _id: 1 }, false, null],
      [{ userId: 1, status: 1 }, false, null],
    ]);

    expect(await migrate()).toEqual({
      code: 0,
      stdout: 'The database is up to date: nothing was changed.\n',
      stderr: '',
    });
    const worker = ProductProcess.start('worker', environment);
    await worker.ready();
    expect(await worker.stop()).toBe(0);
  });

  it('takes the place of version 0.1.0, and leaves what it wrote as it was, but for the order of entries', async () => {
    const { entries, users } = await writeVersion010(database);
    const worker = ProductProcess.start('worker', environment);
    expect((await worker.ended()).code).toBe(1);
    expect(worker.errors).toContain('npm run migrate');

    const [one, other] = await Promise.all([migrate(), migrate()]);
    expect([one.code, other.code, one.stderr, other.stderr].slice(0, 2)).toEqual([0, 0]);
    expect(await indexes('transactions')).toHaveLength(3);
    expect((await indexes('users')).filter(([, unique]) => unique)).toEqual([]);
    const stored = await transactions.find({}).toArray();
    const byId = new Map(entries.map((entry) => [String(entry._id), entry]));
    for (const { order, ...entry } of stored) {
      expect(entry).toEqual(byId.get(String(entry._id)));
      expect(order).toBe((entry as { createdAt?: Date }).createdAt?.getTime());
    }
    expect(stored).toHaveLength(entries.length);
    expect((await migrate()).stdout).toContain('nothing was changed');

    // What other services may write is refused by none of them.
    const twice = { userId: users[0]!._id, type: 'DEPOSIT', amount: 5 };
    await transactions.insertMany([{ ...twice }, { ...twice }]);
    await database.collection('users').insertMany([{ email: users[1]!['email'] }, {}, {}]);
    const again = ProductProcess.start('worker', environment);
    await again.ready();
    expect(await again.stop()).toBe(0);
  });

  it('refuses entries that were paid twice, by their ids, and drops nothing', async () => {
    await writeVersion010(database);
    await transactions.dropIndex('distributionId_1_type_1_subjectId_1');
    const [entry] = await transactions.find({}).limit(1).toArray();
    const copy = { ...entry, _id: new Types.ObjectId(), amount: usdt('9') };
    await transactions.insertOne(copy);
    const { code, stderr } = await migrate();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^transactions: the index .*userId.* cannot be made: documents have the same values/m);
    expect(stderr).toContain(String(copy._id));
    expect(stderr).toContain(String(entry?._id));
    await transactions.deleteOne({ _id: copy._id });
    expect((await migrate()).code).toBe(0);
  });

  it.each([
    ['unique for other entries only', { unique: true, partialFilterExpression: { type: 'ROI_EARNED' } }],
    ['not unique', { partialFilterExpression: OURS }],
    ['unique for everybody', { unique: true }],
  ])(
    'tells of an index in the way that is %s, tried once; production does not take it for the guard',
    async (_, options) => {
      await transactions.createIndex({ userId: 1, distributionId: 1, type: 1, subjectId: 1 }, options);
      const { code, stderr } = await migrate();
      expect(code).toBe(1);
      expect(stderr).toContain(`db.transactions.dropIndex("${GUARD}")`);
      const worker = ProductProcess.start('worker', environment);
      expect((await worker.ended()).code).toBe(1);
      expect(worker.errors).toContain(`${GUARD} is`);
      await transactions.dropIndex(GUARD);
      expect((await migrate()).code).toBe(0);
    },
  );

  it('says what it does, and takes nothing else', async () => {
    const help = new CommandRun('migrate', ['--help'], environment);
    expect(await help.ended()).toBe(0);
    expect(help.stdout).toContain('npm run migrate');
    const wrong = new CommandRun('migrate', ['--now'], environment);
    expect(await wrong.ended()).toBe(2);
  });
});
