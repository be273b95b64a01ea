import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal128, Long, MongoClient, ObjectId, type Collection, type Db } from 'mongodb';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

let database: TestDatabase;
let db: Db;
let things: Collection;

beforeAll(async () => {
  database = await startTestDatabase();
  db = database.db;
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await db.dropDatabase();
  things = db.collection('things');
});

describe('commands about the server', () => {
  it.each(['hello', 'isMaster', 'ismaster'])('%s presents the primary of a replica set', async (name) => {
    const reply = await db.admin().command({ [name]: 1 });
    const { host } = new URL(database.service.uri);
    expect(reply).toMatchObject({
      isWritablePrimary: true,
      setName: 'rs0',
      hosts: [host],
      me: host,
      logicalSessionTimeoutMinutes: 30,
      maxWireVersion: 25,
      ok: 1,
    });
    expect(reply).not.toHaveProperty('topologyVersion');
  });

  it.each(['ping', 'buildInfo', 'serverStatus', 'connectionStatus'])('%s answers', async (name) => {
    expect(await db.admin().command({ [name]: 1 })).toMatchObject({ ok: 1 });
  });

  it('getParameter tells the compatibility version', async () => {
    const reply = await db.admin().command({ getParameter: 1, featureCompatibilityVersion: 1 });
    expect(reply).toMatchObject({ featureCompatibilityVersion: { version: '8.0' } });
  });

  it('refuses an unknown command with CommandNotFound', async () => {
    expect(await rejection(db.command({ frobnicate: 1 }))).toMatchObject({ code: 59, codeName: 'CommandNotFound' });
  });
});

describe('commands about databases, collections and indexes', () => {
  it('creates, lists and drops a collection; dropping a missing one is no error', async () => {
    await db.createCollection('things');
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['things']);
    expect(await things.drop()).toBe(true);
    expect(await db.listCollections().toArray()).toEqual([]);
    expect(await things.drop()).toBe(true);
  });

  it('lists and drops databases', async () => {
    await things.insertOne({ a: 1 });
    const names = async (): Promise<string[]> =>
      (await db.admin().listDatabases()).databases.map(({ name }) => name).filter((name) => name === 'test');
    expect(await names()).toEqual(['test']);
    await db.dropDatabase();
    expect(await names()).toEqual([]);
  });

  it('creates indexes, also on a missing collection and twice, lists them and drops them', async () => {
    expect(await things.createIndex({ a: 1, b: -1 })).toBe('a_1_b_-1');
    expect(await things.createIndex({ a: 1, b: -1 })).toBe('a_1_b_-1');
    const names = (await things.indexes()).map(({ name }) => name);
    expect(names).toEqual(['_id_', 'a_1_b_-1']);
    await things.dropIndex('a_1_b_-1');
    expect((await things.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    expect(await rejection(things.dropIndex('a_1_b_-1'))).toMatchObject({ codeName: 'IndexNotFound', code: 27 });
  });

  it('refuses the same index name with other options', async () => {
    await things.createIndex({ a: 1 });
    expect(await rejection(things.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 86 });
  });

  it('listIndexes of a missing collection is NamespaceNotFound', async () => {
    expect(await rejection(db.collection('missing').indexes())).toMatchObject({ code: 26 });
  });

  it('collMod, collStats, dbStats and rename answer', async () => {
    await things.insertMany([{ a: 1 }, { a: 2 }]);
    expect(await db.command({ collMod: 'things', validationLevel: 'off' })).toMatchObject({ ok: 1 });
    expect(await db.command({ collStats: 'things' })).toMatchObject({ count: 2, nindexes: 1 });
    expect(await db.stats()).toMatchObject({ db: 'test', collections: 1 });
    expect((await things.rename('others')).collectionName).toBe('others');
    expect(await db.collection('others').countDocuments()).toBe(2);
  });

  it('makes the same collections and indexes for many clients at once', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const prepare = async (name: string): Promise<void> => {
      await db.createCollection(name);
      await db.collection(name).createIndexes([
        { key: { x: 1 }, unique: true },
        { key: { y: 1, z: -1 }, sparse: true },
      ]);
      await db.collection(name).insertOne({ x: new ObjectId() });
    };
    await Promise.all([1, 2, 3, 4].flatMap(() => names.map(prepare)));
    for (const name of names) {
      expect(await db.collection(name).indexes()).toHaveLength(3);
      expect(await db.collection(name).countDocuments()).toBe(4);
    }
  });

  it('takes the first writes of many clients into one missing collection', async () => {
    await Promise.all(Array.from({ length: 20 }, async (_, n) => db.collection('fresh').insertOne({ n })));
    expect(await db.collection('fresh').countDocuments()).toBe(20);
  });
});

describe('writing', () => {
  it('insert stores every BSON type as it is', async () => {
    const document = {
      _id: new ObjectId(),
      text: 'ä',
      double: 1.5,
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('0.000001'),
      date: new Date(1_700_000_000_000),
      nothing: null,
      list: [1, { deep: true }],
      bytes: Buffer.from('abc'),
    };
    await things.insertOne(document);
    const stored = await things.findOne({ _id: document._id }, { promoteLongs: false, promoteBuffers: true });
    expect(stored).toEqual(document);
  });

  it('update sets, increments, upserts and counts what it did', async () => {
    await things.insertMany([{ a: 1 }, { a: 2 }]);
    expect(await things.updateOne({ a: 1 }, { $set: { b: 1 }, $inc: { c: 2 } })).toMatchObject({ modifiedCount: 1 });
    expect(await things.updateMany({}, { $set: { d: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    const upserted = await things.updateOne({ a: 9 }, { $setOnInsert: { e: 1 } }, { upsert: true });
    expect(upserted).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await things.findOne({ _id: upserted.upsertedId! })).toMatchObject({ a: 9, e: 1 });
    expect(await things.replaceOne({ a: 2 }, { a: 3 })).toMatchObject({ modifiedCount: 1 });
    expect(await things.findOne({ a: 3 })).not.toHaveProperty('d');
  });

  it('update runs pipelines', async () => {
    await things.insertOne({ a: 2, b: 5 });
    await things.updateOne({}, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]);
    expect(await things.findOne({}, { projection: { _id: 0 } })).toEqual({ b: 5, sum: 7 });
  });

  it('delete removes one or many', async () => {
    await things.insertMany([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await things.deleteOne({ a: 1 })).toMatchObject({ deletedCount: 1 });
    expect(await things.deleteMany({ a: 1 })).toMatchObject({ deletedCount: 2 });
    expect(await things.countDocuments()).toBe(1);
  });

  it('findAndModify updates, replaces, upserts and deletes', async () => {
    await things.insertOne({ a: 1, n: 0 });
    const increment = { $inc: { n: 1 } };
    expect(await things.findOneAndUpdate({ a: 1 }, increment, { returnDocument: 'after' })).toMatchObject({ n: 1 });
    expect(await things.findOneAndUpdate({ a: 1 }, increment)).toMatchObject({ n: 1 });
    expect(await things.findOneAndUpdate({ a: 2 }, increment)).toBeNull();
    const options = { upsert: true, returnDocument: 'after' } as const;
    expect(await things.findOneAndUpdate({ a: 2 }, increment, options)).toMatchObject({ a: 2, n: 1 });
    expect(await things.findOneAndReplace({ a: 2 }, { a: 3 }, { returnDocument: 'after' })).toMatchObject({ a: 3 });
    expect(await things.findOneAndDelete({ a: 3 })).toMatchObject({ a: 3 });
    expect(await things.countDocuments()).toBe(1);
  });

  it('bulkWrite mixes all kinds of writes', async () => {
    await things.insertMany([
      { _id: 1 as never, a: 1 },
      { _id: 2 as never, a: 2 },
      { _id: 3 as never, a: 3 },
    ]);
    const result = await things.bulkWrite([
      { insertOne: { document: { a: 4 } } },
      { updateOne: { filter: { a: 1 }, update: { $set: { b: 1 } } } },
      { updateMany: { filter: {}, update: { $set: { c: 1 } } } },
      { replaceOne: { filter: { a: 2 }, replacement: { a: 22 } } },
      { deleteOne: { filter: { a: 3 } } },
      { updateOne: { filter: { a: 9 }, update: { $set: { b: 1 } }, upsert: true } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 6,
      modifiedCount: 6,
      deletedCount: 1,
      upsertedCount: 1,
    });
  });

  it('adds Decimal128 exactly, one by one and in sums', async () => {
    await things.insertMany(Array.from({ length: 100 }, () => ({ d: Decimal128.fromString('0.000001') })));
    await things.updateMany({}, { $inc: { d: Decimal128.fromString('0.1') } });
    const [total] = await things.aggregate([{ $group: { _id: null, d: { $sum: '$d' } } }]).toArray();
    expect(String(total?.['d'])).toMatch(/^10\.00010*$/);
  });

  it('finds documents by an _id of any type, alone and with conditions, in updates and deletes', async () => {
    const ids = [1, 2.5, Long.fromString('9007199254740993'), 'text', new ObjectId(), new Date(5), true, { a: 1 }];
    await things.insertMany(ids.map((_id, place) => ({ _id: _id as never, place, n: 0 })));
    for (const [place, id] of ids.entries()) {
      const _id = id as never;
      expect(await things.updateOne({ _id }, { $inc: { n: 1 } })).toMatchObject({ modifiedCount: 1 });
      expect(await things.updateOne({ _id, n: 1 }, { $inc: { n: 1 } })).toMatchObject({ modifiedCount: 1 });
      expect(await things.updateOne({ _id, n: 1 }, { $inc: { n: 1 } })).toMatchObject({ matchedCount: 0 });
      expect(await things.findOneAndUpdate({ _id, n: 2 }, { $inc: { n: 1 } })).toMatchObject({ place, n: 2 });
      expect(await things.deleteOne({ _id, n: 9 })).toMatchObject({ deletedCount: 0 });
      expect(await things.deleteOne({ _id, n: 3 })).toMatchObject({ deletedCount: 1 });
    }
    expect(await things.countDocuments()).toBe(0);
  });

  it('finds documents by operators on _id', async () => {
    await things.insertMany([1, 2, 3, 4].map((_id) => ({ _id: _id as never })));
    const set = { $set: { x: 1 } };
    expect(await things.updateMany({ _id: { $in: [1, 2] as never[] } }, set)).toMatchObject({ modifiedCount: 2 });
    expect(await things.updateOne({ _id: { $gt: 3 as never } }, set)).toMatchObject({ modifiedCount: 1 });
    expect(await things.deleteMany({ _id: { $lte: 2 as never } })).toMatchObject({ deletedCount: 2 });
    expect(await things.updateOne({ _id: 1.0 as never, x: 1 }, set)).toMatchObject({ matchedCount: 0 });
    expect(await things.updateOne({ _id: Long.fromNumber(3) }, set)).toMatchObject({ modifiedCount: 1 });
  });

  it('mixes bulk writes by _id and by other fields, again and again', async () => {
    await things.createIndex({ user: 1 });
    await things.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n as never, user: n, n: 0 })));
    for (let round = 0; round < 8; round += 1) {
      const byId = Array.from({ length: 100 }, (_, n) => ({
        updateOne: { filter: { _id: n as never }, update: { $inc: { n: 1 } } },
      }));
      const byUser = Array.from({ length: 100 }, (_, n) => ({
        updateOne: { filter: { user: n + 100 }, update: { $inc: { n: 1 } } },
      }));
      for (const writes of [byId, byUser, [...byId.slice(0, 50), ...byUser.slice(0, 50)]]) {
        expect(await things.bulkWrite(writes, { ordered: false })).toMatchObject({ modifiedCount: 100 });
      }
    }
    expect(await things.aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }]).toArray()).toEqual([
      { _id: null, n: 2400 },
    ]);
    for (let n = 0; n < 20; n += 1) {
      expect(await db.command({ count: 'things', query: { n: { $gte: 8 } } })).toMatchObject({ n: 200 });
      expect((await things.distinct('n')).sort()).toEqual([16, 8]);
    }
  });

  it('lets exactly one of many conditional updates win', async () => {
    await things.insertOne({ _id: 1 as never, state: 'PENDING' });
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_, winner) =>
        things.updateOne({ _id: 1 as never, state: 'PENDING' }, { $set: { state: 'EXECUTING', winner } }),
      ),
    );
    expect(results.reduce((sum, { modifiedCount }) => sum + modifiedCount, 0)).toBe(1);
    const winner = results.findIndex(({ modifiedCount }) => modifiedCount === 1);
    expect(await things.findOne({ _id: 1 as never })).toMatchObject({ winner });
  });

  it('loses none of many increments outside of transactions', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const filter = { _id: 1 as never };
    await Promise.all(Array.from({ length: 30 }, async () => things.updateOne(filter, { $inc: { n: 1 } })));
    await Promise.all(Array.from({ length: 30 }, async () => things.findOneAndUpdate(filter, { $inc: { n: 1 } })));
    expect(await things.findOne(filter)).toMatchObject({ n: 60 });
  });

  it('survives bulk writes that meet each other in opposite order', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => n as never);
    await things.insertMany(ids.map((_id) => ({ _id, n: 0 })));
    const increments = (order: never[]): Promise<unknown> =>
      things.bulkWrite(order.map((_id) => ({ updateOne: { filter: { _id }, update: { $inc: { n: 1 } } } })));
    await Promise.all(Array.from({ length: 6 }, async (_, n) => increments(n % 2 ? ids : [...ids].reverse())));
    expect(await things.countDocuments({ n: 6 })).toBe(50);
  });

  it('takes messages of more than 16 MB', async () => {
    const text = 'x'.repeat(1024 * 1024);
    await things.insertMany(Array.from({ length: 40 }, (_, n) => ({ n, text })));
    expect(await things.countDocuments()).toBe(40);
    expect((await things.findOne({ n: 39 }))?.['text']).toHaveLength(text.length);
  });

  it('accepts unacknowledged writes', async () => {
    await db.collection('things', { writeConcern: { w: 0 } }).insertOne({ a: 1 });
    await expect(things.countDocuments({ a: 1 })).resolves.toBe(1);
  });
});

describe('reading', () => {
  it('find filters, sorts, skips, limits and projects', async () => {
    await things.insertMany(Array.from({ length: 10 }, (_, n) => ({ n, even: n % 2 === 0 })));
    const found = await things
      .find({ even: true, n: { $gte: 2 } }, { projection: { _id: 0, n: 1 } })
      .sort({ n: -1 })
      .skip(1)
      .limit(2)
      .toArray();
    expect(found).toEqual([{ n: 6 }, { n: 4 }]);
  });

  it('aggregates with ranges, groups and lookups', async () => {
    await things.insertMany(Array.from({ length: 9 }, (_, n) => ({ user: n % 3, n })));
    await db.collection('users').insertMany([0, 1, 2].map((id) => ({ id, name: `user ${id}` })));
    const result = await things
      .aggregate([
        { $match: { n: { $gte: 3, $lt: 9 } } },
        { $group: { _id: '$user', sum: { $sum: '$n' }, count: { $sum: 1 } } },
        { $lookup: { from: 'users', localField: '_id', foreignField: 'id', as: 'user' } },
        { $set: { name: { $first: '$user.name' } } },
        { $project: { user: 0 } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(result).toEqual([
      { _id: 0, sum: 9, count: 2, name: 'user 0' },
      { _id: 1, sum: 11, count: 2, name: 'user 1' },
      { _id: 2, sum: 13, count: 2, name: 'user 2' },
    ]);
  });

  it('counts and lists distinct values', async () => {
    await things.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
    expect(await things.countDocuments({ a: 1 })).toBe(2);
    expect(await things.estimatedDocumentCount()).toBe(3);
    expect(await things.distinct('a')).toEqual([1, 2]);
    expect(await db.command({ count: 'things', query: { a: 2 } })).toMatchObject({ n: 1 });
  });

  it('accepts concerns, preferences, API versions and time limits', async () => {
    const client = await MongoClient.connect(database.service.uri, {
      serverApi: { version: '1', strict: false },
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority', j: true },
      readPreference: 'primaryPreferred',
    });
    try {
      const collection = client.db('test').collection('things');
      await collection.insertOne({ a: 1 });
      expect(await collection.find({ a: 1 }).maxTimeMS(10_000).toArray()).toHaveLength(1);
      expect(await collection.aggregate([{ $match: { a: 1 } }], { comment: 'why' }).toArray()).toHaveLength(1);
      expect(await collection.countDocuments({ a: 1 })).toBe(1);
      expect(await collection.findOneAndUpdate({ a: 1 }, { $set: { a: 2 } })).toMatchObject({ a: 1 });
      expect(await collection.createIndex({ a: 1 })).toBe('a_1');
    } finally {
      await client.close();
    }
  });

  it('reports a bad query with its code', async () => {
    await things.insertOne({ a: 1 });
    expect(await rejection(things.find({ a: { $nope: 1 } }).toArray())).toMatchObject({ code: 2 });
    expect(await rejection(things.updateOne({}, { $nope: { a: 1 } }))).toMatchObject({ code: 9 });
    expect(await rejection(things.aggregate([{ $nope: 1 }]).toArray())).toMatchObject({ code: 40324 });
    expect(await rejection(things.updateOne({}, { $inc: { a: 'text' as never } }))).toMatchObject({ code: 14 });
  });
});
