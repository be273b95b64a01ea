import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Long, MongoClient, type Collection, type Document } from 'mongodb';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

const COUNT = 5000;

let database: TestDatabase;
let things: Collection;

beforeAll(async () => {
  database = await startTestDatabase();
  things = database.db.collection('things');
  await things.insertMany(Array.from({ length: COUNT }, (_, n) => ({ n, group: n % 7 })));
});

afterAll(async () => {
  await database.stop();
});

const numbers = (documents: Document[]): unknown[] => documents.map((document) => document['n']);
const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n);

it('pages through 5,000 documents', async () => {
  const found = await things.find().batchSize(300).toArray();
  expect(numbers(found).sort((a, b) => Number(a) - Number(b))).toEqual(upTo(COUNT));
});

it('pages through a sort', async () => {
  const found = await things.find().sort({ n: -1 }).batchSize(300).toArray();
  expect(numbers(found)).toEqual(upTo(COUNT).reverse());
});

it('pages through an aggregation', async () => {
  const pipeline = [{ $group: { _id: '$n', group: { $first: '$group' } } }, { $sort: { _id: 1 } }];
  const found = await things.aggregate(pipeline, { batchSize: 300 }).toArray();
  expect(found.map(({ _id }) => _id as number)).toEqual(upTo(COUNT));
});

it('answers getMore after getMore with the pages that were asked for', async () => {
  const { cursor } = await database.db.command({ find: 'things', batchSize: 10, sort: { n: 1 } });
  expect(cursor.firstBatch).toHaveLength(10);
  const next = { getMore: Long.fromString(String(cursor.id)), collection: 'things' };
  const second = await database.db.command({ ...next, batchSize: 25 });
  expect(numbers(second['cursor'].nextBatch)).toEqual(upTo(35).slice(10));
  const rest = await database.db.command({ ...next, batchSize: COUNT });
  expect(rest['cursor'].nextBatch).toHaveLength(COUNT - 35);
  const after = database.db.command({ ...next, batchSize: 1 });
  if (Number(rest['cursor'].id) === 0) expect(await rejection(after)).toMatchObject({ code: 43 });
  else expect(await after).toMatchObject({ cursor: { nextBatch: [] } });
});

it('an empty first batch opens a cursor', async () => {
  const { cursor } = await database.db.command({ find: 'things', batchSize: 0 });
  expect(cursor.firstBatch).toEqual([]);
  const next = { getMore: Long.fromString(String(cursor.id)), collection: 'things', batchSize: 3 };
  expect((await database.db.command(next))['cursor'].nextBatch).toHaveLength(3);
});

it('killCursors ends cursors, and says which it did not know', async () => {
  const { cursor } = await database.db.command({ find: 'things', batchSize: 10, sort: { n: 1 } });
  const id = Long.fromString(String(cursor.id));
  const reply = await database.db.command({ killCursors: 'things', cursors: [id, Long.fromNumber(42)] });
  expect(reply['cursorsKilled'].map(String)).toEqual([String(id)]);
  expect(reply['cursorsNotFound'].map(String)).toEqual(['42']);
  const error = await rejection(database.db.command({ getMore: id, collection: 'things' }));
  expect(error).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
});

it('frees the connections of cursors that were never read to their end', async () => {
  const opened = Array.from({ length: 200 }, async () => {
    const cursor = things.find().sort({ n: 1 }).batchSize(2);
    await cursor.next();
    return cursor;
  });
  const closing = (await Promise.all(opened.slice(0, 100))).map(async (cursor) => cursor.close());
  await Promise.all(closing);
  const rest = await Promise.all(opened);
  await Promise.all(rest.map(async (cursor) => cursor.close()));
  expect(await things.countDocuments()).toBe(COUNT);
});

it('ends the cursors of a client that went away', async () => {
  for (let round = 0; round < 3; round += 1) {
    const client = await MongoClient.connect(database.service.uri);
    const cursors = upTo(100).map(() => client.db('test').collection('things').find().sort({ n: 1 }).batchSize(2));
    await Promise.all(cursors.map(async (cursor) => cursor.next()));
    await client.close();
  }
  expect(await things.countDocuments()).toBe(COUNT);
});

it('sees neither double nor missing documents while others are written', async () => {
  const cursor = things.find({ n: { $lt: COUNT } }).batchSize(100);
  const seen: unknown[] = [];
  for await (const document of cursor) {
    seen.push(document['n']);
    if (seen.length % 500 === 0) await things.insertOne({ n: COUNT + seen.length });
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(COUNT);
});
