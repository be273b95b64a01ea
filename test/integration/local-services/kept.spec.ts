import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { Redis } from 'ioredis';
import { forgetKept, startLocalServices, InUseError, type LocalServices } from '#lib/local-services';

const keep = `test-${randomBytes(4).toString('hex')}`;
const start = (): Promise<LocalServices> => startLocalServices({ keep, fromEnvironment: false });

async function notes(uri: string): Promise<number> {
  const client = await MongoClient.connect(uri);
  try {
    await client.db('kept').collection('notes').insertOne({});
    return await client.db('kept').collection('notes').countDocuments();
  } finally {
    await client.close();
  }
}

async function increased(uri: string): Promise<number> {
  const redis = new Redis(uri);
  try {
    return await redis.incr('kept');
  } finally {
    redis.disconnect();
  }
}

afterAll(() => forgetKept(keep));

it('data that are kept are there at the next start, belong to one at a time, and are gone when they are forgotten', async () => {
  const first = await start();
  expect([await notes(first.mongo.uri), await increased(first.redis.uri)]).toEqual([1, 1]);
  await expect(start()).rejects.toThrow(InUseError);
  await expect(forgetKept(keep)).rejects.toThrow(`are in use by process ${process.pid}`);
  await first.stop();

  const second = await start();
  expect([await notes(second.mongo.uri), await increased(second.redis.uri)]).toEqual([2, 2]);
  await second.stop();

  await forgetKept(keep);
  const third = await start();
  expect([await notes(third.mongo.uri), await increased(third.redis.uri)]).toEqual([1, 1]);
  await third.stop();
});

it('data that are kept are there for who starts after one that was killed', async () => {
  // What only an orderly end takes away: the short way to the socket.
  await symlink('/nowhere', join(tmpdir(), `local-services-kept-${keep}-mongo`));
  const next = await start();
  expect([await notes(next.mongo.uri), await increased(next.redis.uri)]).toEqual([2, 2]);
  await next.stop();
});
