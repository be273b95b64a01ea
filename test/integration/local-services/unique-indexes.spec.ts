import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { MongoBulkWriteError, type Collection } from 'mongodb';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

let database: TestDatabase;
let entries: Collection;

const duplicate = { code: 11000, message: expect.stringMatching(/^E11000 duplicate key error/) };

beforeAll(async () => {
  database = await startTestDatabase();
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await database.db.dropDatabase();
  entries = database.db.collection('entries');
  await entries.createIndex({ key: 1, part: 1 }, { unique: true });
  await entries.insertOne({ key: 'a', part: 1 });
});

it('refuses a duplicate of a compound key, naming collection and index', async () => {
  const error = await rejection(entries.insertOne({ key: 'a', part: 1 }));
  expect(error).toMatchObject(duplicate);
  expect(error.message).toContain('test.entries');
  expect(error.message).toContain('key_1_part_1');
  await entries.insertOne({ key: 'a', part: 2 });
  expect(await entries.countDocuments()).toBe(2);
});

it('refuses a duplicate _id', async () => {
  await entries.insertOne({ _id: 1 as never, key: 'x' });
  expect(await rejection(entries.insertOne({ _id: 1 as never, key: 'y' }))).toMatchObject(duplicate);
});

it('refuses updates, upserts and replacements that would make a duplicate', async () => {
  await entries.insertOne({ key: 'b', part: 1 });
  expect(await rejection(entries.updateOne({ key: 'b' }, { $set: { key: 'a' } }))).toMatchObject(duplicate);
  expect(await rejection(entries.findOneAndUpdate({ key: 'b' }, { $set: { key: 'a' } }))).toMatchObject(duplicate);
  expect(await rejection(entries.replaceOne({ key: 'b' }, { key: 'a', part: 1 }))).toMatchObject(duplicate);
  const upsert = entries.updateOne({ key: 'a', part: 1, no: 1 }, { $set: { x: 1 } }, { upsert: true });
  expect(await rejection(upsert)).toMatchObject(duplicate);
});

it('an ordered bulk write stops at the first duplicate', async () => {
  const error = await rejection(
    entries.insertMany([
      { key: 'b', part: 1 },
      { key: 'a', part: 1 },
      { key: 'c', part: 1 },
    ]),
  );
  expect(error).toBeInstanceOf(MongoBulkWriteError);
  expect(error).toMatchObject({ ...duplicate, insertedCount: 1 });
  expect(await entries.distinct('key')).toEqual(['a', 'b']);
});

it('an unordered bulk write goes on and reports every duplicate', async () => {
  const error = await rejection(
    entries.bulkWrite(
      [
        { insertOne: { document: { key: 'a', part: 1 } } },
        { insertOne: { document: { key: 'b', part: 1 } } },
        { insertOne: { document: { key: 'a', part: 1 } } },
        { insertOne: { document: { key: 'c', part: 1 } } },
        { updateOne: { filter: { key: 'c' }, update: { $set: { key: 'a' } } } },
      ],
      { ordered: false },
    ),
  );
  expect(error).toBeInstanceOf(MongoBulkWriteError);
  const { writeErrors, insertedCount } = error as unknown as MongoBulkWriteError;
  const list = [writeErrors].flat();
  expect(list.map(({ index, code }) => [index, code])).toEqual([
    [0, 11000],
    [2, 11000],
    [4, 11000],
  ]);
  expect(insertedCount).toBe(2);
  expect((await entries.distinct('key')).sort()).toEqual(['a', 'b', 'c']);
});

it('finds duplicates among a thousand inserts', async () => {
  const documents = Array.from({ length: 1000 }, (_, n) => ({ key: n % 100 === 50 ? 'a' : `n${n}`, part: 1 }));
  const error = await rejection(entries.insertMany(documents, { ordered: false }));
  expect((error as unknown as MongoBulkWriteError).insertedCount).toBe(990);
  expect(await entries.countDocuments()).toBe(991);
});

it('a duplicate in a transaction is E11000 and rolls the whole of it back', async () => {
  const error = await rejection(
    database.client.withSession(async (session) =>
      session.withTransaction(async () => {
        await entries.insertOne({ key: 'b', part: 1 }, { session });
        await entries.insertMany(
          [
            { key: 'c', part: 1 },
            { key: 'a', part: 1 },
          ],
          { session },
        );
      }),
    ),
  );
  expect(error).toMatchObject(duplicate);
  expect(await entries.distinct('key')).toEqual(['a']);
});

it('of many concurrent inserts of one key, exactly one wins, and the others hear of the duplicate', async () => {
  await entries.createIndex({ at: 1 });
  // The first rounds open the connections; from then on all inserts meet.
  for (const key of Array.from({ length: 10 }, (_, n) => String(n))) {
    const attempts = Array.from({ length: 20 }, async () => entries.insertOne({ key, part: 1, at: new Date() }));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(duplicate);
    expect(await entries.countDocuments({ key })).toBe(1);
  }
});

it('of many concurrent transactions inserting one key, exactly one wins', async () => {
  const attempts = Array.from({ length: 10 }, async (_, n) =>
    database.client.withSession(async (session) =>
      session.withTransaction(async () => {
        await database.db.collection('log').insertOne({ n }, { session });
        await entries.insertOne({ key: 'race', part: 1 }, { session });
      }),
    ),
  );
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await entries.countDocuments({ key: 'race' })).toBe(1);
  expect(await database.db.collection('log').countDocuments()).toBe(1);
});

it('a partial unique index holds only where its filter matches', async () => {
  await entries.createIndex({ user: 1 }, { unique: true, partialFilterExpression: { active: true } });
  await entries.insertMany([
    { key: 'p1', user: 1, active: false },
    { key: 'p2', user: 1, active: false },
    { key: 'p3', user: 1, active: true },
  ]);
  expect(await rejection(entries.insertOne({ key: 'p4', user: 1, active: true }))).toMatchObject(duplicate);
  expect(await rejection(entries.updateOne({ key: 'p1' }, { $set: { active: true } }))).toMatchObject(duplicate);
  await entries.updateOne({ key: 'p3' }, { $set: { active: false } });
  await entries.updateOne({ key: 'p1' }, { $set: { active: true } });
});

it('a sparse unique index leaves documents without the field alone', async () => {
  await entries.createIndex({ serial: 1 }, { unique: true, sparse: true });
  await entries.insertMany([{ key: 's1' }, { key: 's2' }, { key: 's3', serial: 7 }]);
  expect(await rejection(entries.insertOne({ key: 's4', serial: 7 }))).toMatchObject(duplicate);
});

it('a unique index cannot be made over duplicates', async () => {
  await entries.insertMany([
    { key: 'd1', same: 1 },
    { key: 'd2', same: 1 },
  ]);
  expect(await rejection(entries.createIndex({ same: 1 }, { unique: true }))).toMatchObject(duplicate);
});
