import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize, type Document } from 'bson';
import { MongoClient, type Collection } from 'mongodb';
import { MongoManners } from '../../support/manners.js';
import { rejection, startTestDatabase, type TestDatabase } from './support.js';

const OP_MSG = 2013;

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

  describe('a second host', () => {
    let address: string;
    /** Takes what a secondary answers. */
    let careless: MongoClient;
    /** Knows nobody but the second host. */
    let direct: MongoClient;
    beforeEach(async () => {
      await accounts.insertMany(Array.from({ length: 250 }, (_, index) => ({ _id: index + 2, n: 0 })));
      const opened = await manners.staleHost();
      address = opened.address;
      careless = await new MongoClient(`${opened.uri}&readPreference=secondary`, { appName: 'careless' }).connect();
      direct = await new MongoClient(`mongodb://${address}/?directConnection=true`, { appName: 'direct' }).connect();
      await accounts.updateMany({}, inc);
      await accounts.deleteMany({ _id: { $gt: 100 } });
      await server.db.collection('later').insertOne({ n: 1 });
    });
    afterEach(async () => {
      await careless.close();
      await direct.close();
    });

    it('is a secondary of the set, and the primary knows it as long as it is there', async () => {
      const [first = ''] = server.client.options.hosts.map(String);
      const hello = (client: MongoClient) => client.db('admin').command({ hello: 1 });
      const hosts = [first, address];
      const second = { isWritablePrimary: false, secondary: true, setName: 'rs0', hosts, me: address, primary: first };
      expect(await hello(server.client)).toMatchObject({ isWritablePrimary: true, secondary: false, hosts, me: first });
      expect(await hello(direct)).toMatchObject(second);
      await manners.stepDown(1_000);
      expect(await hello(direct)).not.toHaveProperty('primary');
      await accounts.updateOne({ _id: 1 }, inc);
      await manners.staleNoMore();
      expect(await hello(server.client)).toMatchObject({ hosts: [first] });
      await expect(once(connect(Number(address.split(':')[1]), '127.0.0.1'), 'connect')).rejects.toThrow();
    });

    it('answers as the data was when it came, to the last page, whatever is written meanwhile', async () => {
      const old = careless.db('test').collection<Account>('accounts');
      const cursor = old.find({}, { batchSize: 100, sort: { _id: 1 } });
      const ids = [(await cursor.next())?._id];
      await accounts.deleteMany({});
      for await (const { _id, n } of cursor) if (n === 0) ids.push(_id);
      expect(ids).toEqual(Array.from({ length: 251 }, (_, index) => index + 1));
      expect(await old.findOne({ _id: 1 })).toEqual({ _id: 1, n: 0 });
      expect(await old.countDocuments({ n: 0 })).toBe(251);
      expect(await old.distinct('n')).toEqual([0]);
      expect(await careless.db('test').collection('later').find().toArray()).toEqual([]);
      const unread = old.find({}, { batchSize: 2 });
      await unread.next();
      await unread.close();
      // Whoever asks the primary has the truth of now.
      expect(await server.db.collection('later').countDocuments()).toBe(1);
      expect(await accounts.countDocuments()).toBe(0);
    });

    it('when it comes again, answers as the data is by then', async () => {
      await manners.staleNoMore();
      const { uri } = await manners.staleHost();
      await accounts.updateOne({ _id: 1 }, inc);
      const again = await new MongoClient(`${uri}&readPreference=secondary`).connect();
      expect(await again.db('test').collection<Account>('accounts').findOne({ _id: 1 })).toEqual({ _id: 1, n: 1 });
      await again.close();
    });

    it('refuses whoever writes, has a transaction or wants the primary', async () => {
      const there = direct.db('test').collection<Account>('accounts');
      const refused = { code: 10107, codeName: 'NotWritablePrimary' };
      expect(await rejection(there.insertOne({ _id: 900, n: 0 }))).toMatchObject(refused);
      expect(await rejection(there.updateOne({ _id: 1 }, inc))).toMatchObject(refused);
      expect(await rejection(there.createIndex({ n: 1 }))).toMatchObject(refused);
      await direct.withSession(async (session) => {
        session.startTransaction();
        expect(await rejection(there.findOne({}, { session }))).toMatchObject(refused);
      });
      const find = { find: 'accounts', filter: { _id: 1 }, $db: 'test' };
      expect(await ask(address, find)).toMatchObject({ ok: 0, code: 13435, codeName: 'NotPrimaryNoSecondaryOk' });
      expect(await ask(address, { ...find, $readPreference: { mode: 'primary' } })).toMatchObject({ code: 13435 });
      const nearest = await ask(address, { ...find, $readPreference: { mode: 'nearest' } });
      expect(nearest).toMatchObject({ ok: 1, cursor: { firstBatch: [{ _id: 1, n: 0 }] } });
      expect(await balance()).toBe(1);
    });

    it('tells at its end who asked it what', async () => {
      const counted = careless.db('test').collection('accounts');
      await counted.findOne({});
      await counted.findOne({});
      await rejection(direct.db('test').collection('accounts').deleteMany({}));
      const asked = await manners.staleNoMore();
      expect(asked).toContainEqual({ appName: 'careless', command: 'find', count: 2 });
      expect(asked).toContainEqual({ appName: 'direct', command: 'delete', count: 1 });
      expect(asked.filter(({ appName }) => appName === 'manners')).toEqual([]);
      expect(await manners.staleNoMore()).toEqual([]);
    });

    it('is gone when the database dies', async () => {
      await server.service.kill();
      await server.service.restart();
      expect(await accounts.countDocuments()).toBe(100);
      await expect(ask(address, { ping: 1, $db: 'admin' })).rejects.toThrow();
    });
  });
});

/** Sends one command as it is: a driver adds what it thinks right. */
async function ask(address: string, command: Document): Promise<Document> {
  const [host = '', port] = address.split(':');
  const socket = connect(Number(port), host);
  try {
    await once(socket, 'connect');
    const body = serialize(command);
    const head = Buffer.alloc(21);
    for (const [index, value] of [head.length + body.length, 1, 0, OP_MSG].entries())
      head.writeInt32LE(value, index * 4);
    socket.write(Buffer.concat([head, body]));
    let reply = Buffer.alloc(0);
    while (reply.length < 4 || reply.length < reply.readInt32LE(0)) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      reply = Buffer.concat([reply, chunk]);
    }
    return deserialize(reply.subarray(head.length));
  } finally {
    socket.destroy();
  }
}
