import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { Types, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Phase } from '#lib/slots';
import { ReceiverChunks } from '../../../libs/reconciliation/src/receiver-chunks.js';
import { ownEnvironment } from '../../support/own-environment.js';

const idOf = (number: number): Types.ObjectId => new Types.ObjectId(number.toString(16).padStart(24, '0'));
const CHUNKS = 2_500;
/** Users of one chunk lie next to each other, chunks ten apart; before the first and behind each there is nobody. */
const usersOf = (chunk: number): Types.ObjectId[] => [0, 1, 2].map((place) => idOf(1_000 + chunk * 10 + place * 2));

describe('the chunk in which a receiver would be', () => {
  let connection: Connection;
  let chunks: ReceiverChunks;
  const looks: number[] = [];
  const ordered = { distributionId: new Types.ObjectId(), phase: 'PREMIUM' as Phase };
  const older = { distributionId: new Types.ObjectId(), phase: 'PREMIUM' as Phase };
  beforeAll(async () => {
    const { MONGODB_URI } = ownEnvironment('receiver-chunks');
    connection = await mongoose.createConnection(MONGODB_URI, { monitorCommands: true }).asPromise();
    const collection = connection.collection(COLLECTIONS.distributionChunks);
    await collection.createIndex({ distributionId: 1, phase: 1, index: 1 }, { unique: true });
    await collection.insertMany(
      Array.from({ length: CHUNKS }, (_, index) => ({
        ...{ ...ordered, index, secondChance: false },
        subjects: { kind: 'receivers', userIds: usersOf(index), offset: index * 3 },
      })),
    );
    await collection.insertMany([
      { ...ordered, index: CHUNKS, secondChance: true, subjects: { kind: 'shares', userIds: [idOf(1)], amounts: [] } },
      { ...older, index: 0, secondChance: false, subjects: { kind: 'shares', userIds: [idOf(9)], amounts: [] } },
      { ...older, index: 1, secondChance: false, subjects: { kind: 'shares', userIds: [idOf(3)], amounts: [] } },
    ]);
    connection.getClient().on('commandStarted', ({ commandName }) => {
      if (commandName === 'find') looks[looks.length - 1] = (looks.at(-1) ?? 0) + 1;
    });
    chunks = new ReceiverChunks(connection);
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  it('is found in a few looks, whether he is in it or between two', async () => {
    for (const chunk of [0, 1, 31, 80, 1_249, 1_250, 2_498, 2_499]) {
      for (const [place, user] of [...usersOf(chunk), idOf(1_000 + chunk * 10 + 9)].entries()) {
        looks.push(0);
        expect({ place, found: await chunks.around(ordered, user) }).toEqual({ place, found: chunk });
      }
    }
    expect(Math.max(...looks)).toBeLessThanOrEqual(4);
  });

  it('is none for whoever comes before all of them, and where there are no chunks', async () => {
    expect(await chunks.around(ordered, idOf(999))).toBe('none');
    expect(await chunks.around({ ...ordered, phase: 'PERFORMANCE' }, idOf(2_000))).toBe('none');
  });

  it('is not guessed where chunks name shares, as version 0.1.0 made them', async () => {
    expect(await chunks.around(older, idOf(5))).toBe('unordered');
  });
});
