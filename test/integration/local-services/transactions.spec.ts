import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Long, MongoClient, type ClientSession, type Collection, type Document } from 'mongodb';
import { until } from '../../support/until.js';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

interface Account {
  _id: number;
  n: number;
}

let database: TestDatabase;
let client: MongoClient;
let accounts: Collection<Account>;

beforeAll(async () => {
  database = await startTestDatabase();
  client = database.client;
});

afterAll(async () => {
  await database.stop();
});

beforeEach(async () => {
  await database.db.dropDatabase();
  accounts = database.db.collection('accounts');
  await accounts.insertMany([
    { _id: 1, n: 0 },
    { _id: 2, n: 0 },
  ]);
});

const inc = (by = 1): Document => ({ $inc: { n: by } });
const balance = async (id: number): Promise<number | undefined> => (await accounts.findOne({ _id: id }))?.n;

/** A session with an open transaction, ended (and so rolled back) when the work is done. */
async function inTransaction<T>(from: MongoClient, work: (session: ClientSession) => Promise<T>): Promise<T> {
  return from.withSession(async (session) => {
    session.startTransaction();
    return work(session);
  });
}

/** Sends a commit of the session's transaction of that number, whatever the driver thinks of it. */
async function rawCommit(from: MongoClient, session: ClientSession, txnNumber: number): Promise<Document> {
  const command = { commitTransaction: 1, txnNumber: Long.fromNumber(txnNumber), autocommit: false };
  return from.db('admin').command(command, { session });
}

it('commits all of its writes together, unseen before', async () => {
  await inTransaction(client, async (session) => {
    await accounts.updateOne({ _id: 1 }, inc(-5), { session });
    await accounts.updateOne({ _id: 2 }, inc(5), { session });
    await accounts.insertOne({ _id: 3, n: 3 }, { session });
    expect(await accounts.findOne({ _id: 3 }, { session })).toEqual({ _id: 3, n: 3 });
    expect(await accounts.findOne({ _id: 3 })).toBeNull();
    expect(await balance(1)).toBe(0);
    await session.commitTransaction();
  });
  expect([await balance(1), await balance(2), await balance(3)]).toEqual([-5, 5, 3]);
});

it('leaves nothing of an aborted one', async () => {
  await inTransaction(client, async (session) => {
    await accounts.updateMany({}, inc(), { session });
    await accounts.deleteOne({ _id: 2 }, { session });
    await database.db.collection('fresh').insertOne({ a: 1 }, { session });
    await session.abortTransaction();
  });
  expect([await balance(1), await balance(2)]).toEqual([0, 0]);
  expect(await database.db.collection('fresh').countDocuments()).toBe(0);
});

it('runs every kind of command', async () => {
  await client.withSession(async (session) =>
    session.withTransaction(async () => {
      await accounts.bulkWrite(
        [{ updateOne: { filter: { _id: 1 }, update: inc() } }, { insertOne: { document: { _id: 5, n: 1 } } }],
        { session },
      );
      await accounts.findOneAndUpdate({ _id: 2 }, inc(), { session });
      await accounts.deleteOne({ _id: 5 }, { session });
      expect(await accounts.countDocuments({ n: 1 }, { session })).toBe(2);
      expect(await accounts.distinct('n', {}, { session })).toEqual([1]);
      const sum = await accounts.aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }], { session }).toArray();
      expect(sum).toEqual([{ _id: null, n: 2 }]);
    }),
  );
  expect([await balance(1), await balance(2)]).toEqual([1, 1]);
});

it('reads from one snapshot', async () => {
  await inTransaction(client, async (session) => {
    expect((await accounts.findOne({ _id: 1 }, { session }))?.n).toBe(0);
    await accounts.updateOne({ _id: 1 }, inc());
    await accounts.insertOne({ _id: 4, n: 4 });
    expect((await accounts.findOne({ _id: 1 }, { session }))?.n).toBe(0);
    expect(await accounts.countDocuments({}, { session })).toBe(2);
    await session.commitTransaction();
  });
});

it('loses none of 20 concurrent increments of one document', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async () =>
      client.withSession(async (session) =>
        session.withTransaction(async () => {
          const { n } = (await accounts.findOne({ _id: 1 }, { session }))!;
          await accounts.updateOne({ _id: 1 }, { $set: { n: n + 1 } }, { session });
          await accounts.updateOne({ _id: 2 }, inc(), { session });
        }),
      ),
    ),
  );
  expect([await balance(1), await balance(2)]).toEqual([20, 20]);
});

it('conflicts with a write committed after its snapshot: WriteConflict, transient', async () => {
  await inTransaction(client, async (session) => {
    await accounts.findOne({ _id: 1 }, { session });
    await accounts.updateOne({ _id: 1 }, inc());
    const error = await rejection(accounts.updateOne({ _id: 1 }, inc(), { session }));
    expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' });
    expect(error['errorLabels']).toContain('TransientTransactionError');
  });
  expect(await balance(1)).toBe(1);
});

it('conflicts in bulk writes and findAndModify too', async () => {
  for (const write of [
    async (session: ClientSession) =>
      accounts.bulkWrite([{ updateOne: { filter: { _id: 1 }, update: inc() } }], { session, ordered: false }),
    async (session: ClientSession) => accounts.updateMany({}, inc(), { session }),
    async (session: ClientSession) => accounts.findOneAndUpdate({ _id: 1 }, inc(), { session }),
    async (session: ClientSession) => accounts.deleteOne({ _id: 1 }, { session }),
  ]) {
    await inTransaction(client, async (session) => {
      await accounts.findOne({ _id: 1 }, { session });
      await accounts.updateOne({ _id: 1 }, inc());
      const error = await rejection(write(session));
      expect(error).toMatchObject({ code: 112 });
      expect(error['errorLabels']).toContain('TransientTransactionError');
    });
  }
});

it('ends a deadlock of two with a conflict of one, and both get done in the end', async () => {
  const both = async (first: number, second: number): Promise<unknown> =>
    client.withSession(async (session) =>
      session.withTransaction(async () => {
        await accounts.updateOne({ _id: first }, inc(), { session });
        await accounts.updateOne({ _id: second }, inc(), { session });
      }),
    );
  await Promise.all(Array.from({ length: 10 }, async (_, n) => (n % 2 === 0 ? both(1, 2) : both(2, 1))));
  expect([await balance(1), await balance(2)]).toEqual([10, 10]);
});

it('is rolled back by any error in it, and then unknown', async () => {
  await inTransaction(client, async (session) => {
    await accounts.updateOne({ _id: 1 }, inc(), { session });
    await rejection(accounts.updateOne({ _id: 2 }, { $nope: 1 }, { session }));
    const error = await rejection(accounts.findOne({ _id: 1 }, { session }));
    expect(error).toMatchObject({ code: 251, codeName: 'NoSuchTransaction' });
    expect(error['errorLabels']).toContain('TransientTransactionError');
  });
  expect(await balance(1)).toBe(0);
});

it('is rolled back when it lies idle too long', async () => {
  const impatient = await startTestDatabase({ idleTransactionMs: 400 });
  try {
    const counters = impatient.db.collection<{ _id: number; n: number }>('counters');
    await counters.insertOne({ _id: 1, n: 0 });
    await inTransaction(impatient.client, async (session) => {
      await counters.updateOne({ _id: 1 }, inc(), { session });
      // Somebody else gets the document as soon as the idle transaction has lost it.
      await counters.updateOne({ _id: 1 }, inc(10));
      expect(await rejection(session.commitTransaction())).toMatchObject({ code: 251 });
    });
    expect(await counters.findOne()).toMatchObject({ n: 10 });
  } finally {
    await impatient.stop();
  }
});

it('is rolled back when its client goes away', async () => {
  const other = await MongoClient.connect(database.service.uri);
  const session = other.startSession();
  session.startTransaction();
  await other
    .db('test')
    .collection('accounts')
    .updateOne({ _id: 1 as never }, inc(), { session });
  await other.close();
  await accounts.updateOne({ _id: 1 }, inc(10));
  expect(await balance(1)).toBe(10);
});

it('is rolled back when its client goes away with its first command, whatever that has come to', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => 100 + index);
  const gone: Promise<unknown>[] = [];
  for (const _id of ids) {
    const { other, leave } = await leavingClient();
    const session = other.startSession();
    session.startTransaction();
    const sent = once(other, 'commandStarted');
    const lost = rejection(other.db('test').collection<Account>('accounts').insertOne({ _id, n: 1 }, { session }));
    await sent;
    await new Promise((resolve) => setImmediate(resolve));
    leave();
    gone.push(lost.finally(async () => other.close()));
  }
  await Promise.all(gone);
  // A duplicate of none: each waits for the transaction that inserted the same.
  await Promise.all(ids.map(async (_id) => accounts.insertOne({ _id, n: 0 })));
});

/** A client that can go away as one does that is killed. */
async function leavingClient(): Promise<{ other: MongoClient; leave: () => void }> {
  const other = new MongoClient(database.service.uri, { maxPoolSize: 1, monitorCommands: true });
  const sockets: Socket[] = [];
  const collect = (message: unknown): void => {
    sockets.push((message as { socket: Socket }).socket);
  };
  subscribe('net.client.socket', collect);
  await other.connect();
  await other.db('test').command({ ping: 1 });
  unsubscribe('net.client.socket', collect);
  return { other, leave: () => sockets.forEach((socket) => socket.destroy()) };
}

it('answers a repeated commit as the first', async () => {
  await inTransaction(client, async (session) => {
    await accounts.updateOne({ _id: 1 }, inc(), { session });
    await session.commitTransaction();
    await session.commitTransaction();
    await session.commitTransaction();
  });
  expect(await balance(1)).toBe(1);
});

it('answers a commit of an aborted or unknown transaction with NoSuchTransaction', async () => {
  // A client of its own, so that its session's numbers begin with 1.
  const other = await MongoClient.connect(database.service.uri);
  await other.withSession(async (session) => {
    session.startTransaction();
    await other
      .db('test')
      .collection('accounts')
      .updateOne({ _id: 1 as never }, inc(), { session });
    await session.abortTransaction();
    for (const number of [1, 77]) {
      expect(await rejection(rawCommit(other, session, number))).toMatchObject({ code: 251 });
    }
  });
  await other.close();
  expect(await balance(1)).toBe(0);
});

it('begins the next transaction of a session afresh', async () => {
  await client.withSession(async (session) => {
    for (let round = 1; round <= 3; round += 1) {
      session.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc(), { session });
      if (round === 2) await session.abortTransaction();
      else await session.commitTransaction();
    }
  });
  expect(await balance(1)).toBe(2);
});

it('makes outside writers of its documents wait, and lets the others pass', async () => {
  await inTransaction(client, async (session) => {
    await accounts.updateOne({ _id: 1 }, inc(), { session });
    let passed = false;
    const waiting = accounts.updateOne({ _id: 1 }, inc()).then(() => (passed = true));
    await accounts.updateOne({ _id: 2 }, inc());
    expect(passed).toBe(false);
    await session.commitTransaction();
    await waiting;
  });
  expect(await balance(1)).toBe(2);
});

it('reads a cursor of many pages inside', async () => {
  const many = database.db.collection('many');
  await many.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n })));
  await inTransaction(client, async (session) => {
    await many.insertOne({ n: 1000 }, { session });
    const found = await many.find({}, { session, batchSize: 100 }).sort({ n: 1 }).toArray();
    expect(found.map((document) => document['n'] as number)).toEqual(Array.from({ length: 1001 }, (_, n) => n));
  });
});

it('writes a thousand documents of three collections', async () => {
  const ids = Array.from({ length: 300 }, (_, n) => n + 10);
  await accounts.insertMany(ids.map((_id) => ({ _id, n: 0 })));
  await client.withSession(async (session) =>
    session.withTransaction(async () => {
      await database.db.collection('entries').insertMany(
        ids.map((account) => ({ account })),
        { session },
      );
      const updates = ids.map((_id) => ({ updateOne: { filter: { _id }, update: inc() } }));
      const result = await accounts.bulkWrite(updates, { session, ordered: false });
      expect(result).toMatchObject({ matchedCount: 300, modifiedCount: 300 });
      await database.db.collection('chunks').insertOne({ done: true }, { session });
    }),
  );
  expect(await accounts.countDocuments({ n: 1 })).toBe(300);
  expect(await database.db.collection('entries').countDocuments()).toBe(300);
});

it('takes first writes into missing collections from many transactions', async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, n) =>
      client.withSession(async (session) =>
        session.withTransaction(async () => database.db.collection('fresh').insertOne({ n }, { session })),
      ),
    ),
  );
  await until('all are there', async () => (await database.db.collection('fresh').countDocuments()) === 8);
});
