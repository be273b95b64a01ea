import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient, type Collection } from 'mongodb';
import { MongoManners } from '../../support/manners.js';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

interface Account {
  _id: number;
  n: number;
}

describe('the manners of a real MongoDB', () => {
  let server: TestDatabase;
  let manners: MongoManners;
  let accounts: Collection<Account>;

  beforeAll(async () => {
    server = await startTestDatabase();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    const uri = new URL(server.service.uri);
    uri.pathname = '/test';
    manners = await MongoManners.of(uri.href);
    await server.db.dropDatabase();
    accounts = server.db.collection('accounts');
    await accounts.insertOne({ _id: 1, n: 0 });
  });
  afterEach(() => manners.close());

  const inc = { $inc: { n: 1 } };
  const balance = async () => (await accounts.findOne({ _id: 1 }))?.n;

  it('failCommand fails the named commands with its code, so many times, after so many; others are carried out', async () => {
    await manners.failCommand({ failCommands: ['update'], errorCode: 2 }, { skip: 1, times: 1 });
    await accounts.updateOne({ _id: 1 }, inc);
    expect(await rejection(accounts.updateOne({ _id: 1 }, inc))).toMatchObject({ code: 2 });
    expect(await balance()).toBe(1);
    await accounts.updateOne({ _id: 1 }, inc);
    expect(await balance()).toBe(2);
    expect(await manners.failNoMore()).toBe(1);
  });

  it('a retryable code has its label, and the driver repeats the write', async () => {
    await manners.failCommand({ failCommands: ['update'], errorCode: 91 }, { times: 1 });
    await accounts.updateOne({ _id: 1 }, inc);
    expect(await balance()).toBe(1);
    expect(await manners.failNoMore()).toBe(1);
  });

  it('a connection is closed instead of answered, and a command held up', async () => {
    await manners.failCommand({ failCommands: ['find'], closeConnection: true });
    expect(await rejection(accounts.findOne({}))).toMatchObject({ name: expect.stringMatching(/Network/) });
    await manners.failNoMore();
    await manners.failCommand({ failCommands: ['find'], blockConnection: true, blockTimeMS: 200 });
    const before = performance.now();
    await accounts.findOne({});
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it('it can be one client, collection or database alone that is meant', async () => {
    const named = await new MongoClient(server.service.uri, { appName: 'meant' }).connect();
    try {
      const theirs = named.db('test').collection('accounts');
      await manners.failCommand({ failCommands: ['find'], errorCode: 2, appName: 'meant', namespace: 'test.accounts' });
      await accounts.findOne({});
      await named.db('test').collection('others').findOne({});
      await named.db('elsewhere').collection('accounts').findOne({});
      expect(await rejection(theirs.findOne({}))).toMatchObject({ code: 2 });
    } finally {
      await named.close();
    }
  });

  it('a command that fails ends its transaction; a commit that fails can be repeated', async () => {
    await server.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc, { session });
      await manners.failCommand({ failCommands: ['find'], errorCode: 251 });
      const failed = await rejection(accounts.findOne({}, { session }));
      expect(failed).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
      await manners.failNoMore();
      await session.abortTransaction();
      expect(await balance()).toBe(0);

      await manners.failCommand({ failCommands: ['commitTransaction'], errorCode: 89 }, { times: 1 });
      session.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc, { session });
      await session.commitTransaction();
      expect(await manners.failNoMore()).toBe(1);
    });
    expect(await balance()).toBe(1);
  });

  it('a second writer has his write conflict at once', async () => {
    await manners.lockTimeout(5);
    const [one, other] = [server.client.startSession(), server.client.startSession()];
    try {
      one.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc, { session: one });
      other.startTransaction();
      expect(await rejection(accounts.updateOne({ _id: 1 }, inc, { session: other }))).toMatchObject({
        code: 112,
        errorLabels: ['TransientTransactionError'],
      });
      await one.commitTransaction();
    } finally {
      await one.endSession();
      await other.endSession();
    }
    expect(await balance()).toBe(1);
  });

  it('a transaction that lasts too long fails: the running command without a label, the next one with it', async () => {
    await manners.transactionLifetime(100);
    await server.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc, { session });
      await manners.failCommand({ failCommands: ['aggregate'], blockConnection: true, blockTimeMS: 300 });
      const next = await rejection(accounts.aggregate([], { session }).toArray());
      expect(next).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    });
    expect(await balance()).toBe(0);
  });

  it('a primary that steps down refuses what it is asked, rolls transactions back, and returns newly elected', async () => {
    const before = await server.client.db('admin').command({ hello: 1 });
    await server.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 1 }, inc, { session });
      await manners.stepDown(1_500);
      const hello = await server.client.db('admin').command({ hello: 1 }, { readPreference: 'nearest' });
      expect(hello).toMatchObject({ isWritablePrimary: false, secondary: true });
      // The driver waits for the election; the transaction is not there any more.
      expect(await rejection(accounts.updateOne({ _id: 1 }, inc, { session }))).toMatchObject({
        errorLabels: expect.arrayContaining(['TransientTransactionError']),
      });
    });
    await accounts.updateOne({ _id: 1 }, inc);
    expect(await balance()).toBe(1);
    const after = await server.client.db('admin').command({ hello: 1 });
    expect(after['isWritablePrimary']).toBe(true);
    expect(String(after['electionId']) > String(before['electionId'])).toBe(true);
  });
});
