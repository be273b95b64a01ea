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

const numbers = (documents: Document[]): number[] => documents.map((document) => Number(document['n']));

/** A page as the server sends it. */
interface Page {
  id: Long;
  documents: Document[];
}

async function firstPage(options: Document): Promise<Page> {
  const reply = await database.db.command({ find: 'things', ...options }, { promoteLongs: false });
  const cursor = reply['cursor'] as { id: Long; firstBatch: Document[] };
  return { id: cursor.id, documents: cursor.firstBatch };
}

async function nextPage(id: Long, batchSize: number): Promise<Page> {
  const reply = await database.db.command({ getMore: id, collection: 'things', batchSize }, { promoteLongs: false });
  const cursor = reply['cursor'] as { id: Long; nextBatch: Document[] };
  return { id: cursor.id, documents: cursor.nextBatch };
}
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
  const { id, documents } = await firstPage({ batchSize: 10, sort: { n: 1 } });
  expect(documents).toHaveLength(10);
  expect(numbers((await nextPage(id, 25)).documents)).toEqual(upTo(35).slice(10));
  const rest = await nextPage(id, COUNT);
  expect(rest.documents).toHaveLength(COUNT - 35);
  if (rest.id.isZero()) expect(await rejection(nextPage(id, 1))).toMatchObject({ code: 43 });
  else expect((await nextPage(id, 1)).documents).toEqual([]);
});

it('an empty first batch opens a cursor', async () => {
  const { id, documents } = await firstPage({ batchSize: 0 });
  expect(documents).toEqual([]);
  expect((await nextPage(id, 3)).documents).toHaveLength(3);
});

it('killCursors ends cursors, and says which it did not know', async () => {
  const { id } = await firstPage({ batchSize: 10, sort: { n: 1 } });
  const unknown = Long.fromNumber(42);
  const command = { killCursors: 'things', cursors: [id, unknown] };
  const reply = await database.db.command(command, { promoteLongs: false });
  expect(reply).toMatchObject({ cursorsKilled: [id], cursorsNotFound: [unknown] });
  expect(await rejection(nextPage(id, 1))).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
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
