import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { Types, mongo, type Connection } from 'mongoose';
import { rawPages } from '#lib/database';
import { ownEnvironment } from '../../support/own-environment.js';

const DOCUMENTS = Array.from({ length: 25 }, (_, index) => ({
  _id: new Types.ObjectId((index + 1).toString(16).padStart(24, '0')),
  kind: index < 24 ? 'asked for' : 'another',
  amount: Types.Decimal128.fromString(`${index}.000001`),
  nested: { list: [index, { text: `Größe ${index}` }], nothing: null },
  filler: 'x'.repeat(index * 40),
}));

describe('documents as they are stored, page by page', () => {
  let connection: Connection;
  /** Names of the commands that were sent. */
  const sent: string[] = [];
  beforeAll(async () => {
    const { MONGODB_URI } = ownEnvironment('raw-pages');
    connection = await mongoose.createConnection(MONGODB_URI, { monitorCommands: true }).asPromise();
    await connection.collection('things').insertMany(DOCUMENTS);
    connection.getClient().on('commandStarted', ({ commandName }) => sent.push(commandName));
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  const pages = (filter: object, batchSize: number): ReturnType<typeof rawPages> =>
    rawPages(connection, { collection: 'things', filter: { ...filter }, sort: { _id: -1 }, batchSize });

  it.each([1, 7, 24, 1_000])('all of them, each whole, in their order, in pages of %d', async (batchSize) => {
    const found: Buffer[] = [];
    for await (const page of pages({ kind: 'asked for' }, batchSize)) {
      expect(page.length).toBeLessThanOrEqual(batchSize);
      found.push(...page);
    }
    const expected = DOCUMENTS.slice(0, 24).reverse();
    expect(found.map((bson) => mongo.BSON.deserialize(bson))).toEqual(expected);
  });

  it('none where there are none', async () => {
    const found: Buffer[] = [];
    for await (const page of pages({ kind: 'nobody' }, 10)) found.push(...page);
    expect(found).toEqual([]);
  });

  it('as far as somebody reads: then the cursor is ended', async () => {
    sent.length = 0;
    for await (const page of pages({}, 5)) {
      expect(page).toHaveLength(5);
      break;
    }
    expect(sent.filter((name) => name !== 'endSessions')).toEqual(['find', 'getMore', 'killCursors']);
  });

  it('or what the server says against it', async () => {
    await expect(pages({ $nonsense: 1 }, 5).next()).rejects.toThrow('$nonsense');
  });
});
