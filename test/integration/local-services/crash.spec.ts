import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, MongoError, MongoServerSelectionError, type ClientSession, type Collection } from 'mongodb';
import { until } from '../../support/until.js';
import { rejection, seededRandom, startTestDatabase, type TestDatabase } from './support.js';

interface Account {
  _id: number;
  n: number;
}

const SEED = 20_261_121;
const ROUNDS = 6;

let database: TestDatabase;
let client: MongoClient;
let accounts: Collection<Account>;
let entries: Collection<{ _id: string; account: number }>;
const random = seededRandom(SEED);

beforeAll(async () => {
  database = await startTestDatabase();
  client = database.client;
  accounts = database.db.collection('accounts');
  entries = database.db.collection('entries');
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await accounts.deleteMany({});
  await entries.deleteMany({});
  await accounts.insertMany(Array.from({ length: 50 }, (_, _id) => ({ _id, n: 0 })));
});

/** Kills PostgreSQL as a power cut would, and starts it again. */
async function crash(): Promise<void> {
  await database.service.kill();
  await database.service.restart();
}

/** One entry and one increment for each account, all named after the transfer. */
async function pay(session: ClientSession, transfer: string): Promise<void> {
  const ids = Array.from({ length: 50 }, (_, id) => id);
  await entries.insertMany(
    ids.map((account) => ({ _id: `${transfer}/${account}`, account })),
    { session },
  );
  await accounts.bulkWrite(
    ids.map((_id) => ({ updateOne: { filter: { _id }, update: { $inc: { n: 1 } } } })),
    { session },
  );
}

/** How many transfers took effect; fails when one did so in part. */
async function completeTransfers(): Promise<number> {
  const count = await entries.countDocuments();
  expect(count % 50).toBe(0);
  expect(await accounts.distinct('n')).toEqual([count / 50]);
  return count / 50;
}

/** Asks until the answer is known, as `withTransaction` does: true when it was committed, false when it is no more. */
async function commitForSure(session: ClientSession): Promise<boolean> {
  for (;;) {
    try {
      await session.commitTransaction();
      return true;
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      if (error.code === 251) return false;
      if (!error.hasErrorLabel('UnknownTransactionCommitResult')) throw error;
    }
  }
}

describe('a crash under a transaction', () => {
  it('loses all of it, and tells the driver that it may run it again', async () => {
    await client.withSession(async (session) => {
      session.startTransaction();
      await pay(session, 'lost');
      await crash();
      const error = await rejection(entries.insertOne({ _id: 'more', account: 1 }, { session }));
      expect((error as unknown as MongoError).hasErrorLabel('TransientTransactionError')).toBe(true);
    });
    expect(await completeTransfers()).toBe(0);
  });

  it('keeps all of what was committed', async () => {
    await client.withSession(async (session) => session.withTransaction(async () => pay(session, 'kept')));
    await crash();
    expect(await completeTransfers()).toBe(1);
  });

  it('is survived by withTransaction: at any moment all or nothing, in the end exactly once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const work = client.withSession(async (session) =>
        session.withTransaction(async () => pay(session, `round-${round}`)),
      );
      await delay(random() * 40);
      await crash();
      await work;
      expect(await completeTransfers()).toBe(round + 1);
    }
  });
});

describe('a crash under a commit', () => {
  it('is answered truly when the commit is asked again', async () => {
    let committed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await client.withSession(async (session) => {
        session.startTransaction();
        await pay(session, `round-${round}`);
        const answer = commitForSure(session);
        await delay(random() * 6);
        await crash();
        if (await answer) committed += 1;
      });
      expect(await completeTransfers()).toBe(committed);
    }
  });

  it('never says committed of one that was lost, even when its place in the log is given to another', async () => {
    await client.withSession(async (session) => {
      session.startTransaction();
      await pay(session, 'lost');
      await crash();
      for (let n = 0; n < 20; n += 1) await database.db.collection('others').insertOne({ n });
      expect(await rejection(session.commitTransaction())).toMatchObject({ code: 251 });
    });
    expect(await completeTransfers()).toBe(0);
  });

  it('is answered truly by the record even when the first answer was lost on its way', async () => {
    await client.withSession(async (session) => {
      session.startTransaction();
      await pay(session, 'kept');
      await session.commitTransaction();
      await crash();
      await session.commitTransaction();
    });
    expect(await completeTransfers()).toBe(1);
  });
});

describe('a crash under single writes', () => {
  it('does each repeated write exactly once', async () => {
    let done = 0;
    let running = true;
    const writer = (async () => {
      while (running) {
        await accounts.updateOne({ _id: 0 }, { $inc: { n: 1 } });
        done += 1;
      }
    })();
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = done;
      await until('some writes', () => done > before + 3);
      await delay(random() * 10);
      await crash();
    }
    const before = done;
    await until('more writes', () => done > before);
    running = false;
    await writer;
    expect((await accounts.findOne({ _id: 0 }))?.n).toBe(done);
  });

  it('inserts each document of repeated bulk writes exactly once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = Array.from({ length: 500 }, (_, n) => ({ _id: `bulk-${round}-${n}`, account: n }));
      const work = entries.insertMany(ids);
      await delay(random() * 20);
      await crash();
      expect(await work).toMatchObject({ insertedCount: 500 });
    }
    expect(await entries.countDocuments()).toBe(500 * ROUNDS);
  });
});

it('serves again after a crash: old clients, open cursors gone, nothing lost', async () => {
  await entries.insertMany(Array.from({ length: 500 }, (_, n) => ({ _id: `e${n}`, account: n })));
  const cursor = entries.find().sort({ account: 1 }).batchSize(10);
  await cursor.next();
  await database.service.kill();
  const connecting = MongoClient.connect(database.service.uri, { serverSelectionTimeoutMS: 200 });
  expect(await rejection(connecting)).toBeInstanceOf(MongoServerSelectionError);
  await database.service.restart();
  expect(await rejection(cursor.toArray())).toMatchObject({ code: 43 });
  expect(await entries.countDocuments()).toBe(500);
});
