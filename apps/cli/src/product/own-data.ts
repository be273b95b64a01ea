import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { SAFE } from '#lib/database';
import { withDatabase } from './with-database.js';

const ANSWERS_WITHIN_MS = 5_000;
const KEYS_AT_ONCE = 500;

/** A name for a database, and for a prefix of keys, that nobody else uses. */
export function freshName(word: string): string {
  return `${word}-${randomBytes(4).toString('hex')}`;
}

/** Removes a database from a server that goes on living. */
export async function dropDatabase(mongodbUri: string, name: string): Promise<void> {
  const client = new mongo.MongoClient(withDatabase(mongodbUri, name), {
    ...SAFE,
    serverSelectionTimeoutMS: ANSWERS_WITHIN_MS,
  });
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}

/** Removes all keys of a prefix from a server that goes on living. */
export async function removeKeys(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: ANSWERS_WITHIN_MS,
    retryStrategy: () => null,
  });
  try {
    await redis.connect();
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: KEYS_AT_ONCE })) {
      if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
    }
  } finally {
    redis.disconnect();
  }
}
