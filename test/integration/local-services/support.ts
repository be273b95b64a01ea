import { MongoClient, type Db } from 'mongodb';
import { watchDrainWaiters } from '#lib/database';
import { startDocumentDb, type DocumentDbOptions, type LocalService } from '#lib/local-services';

/**
 * A server that dies while a connection to it is being made counts as overloaded: the driver does not wait until it is
 * back, but tries so often again, after 0.1, 0.2, 0.4 s and so on at the most.
 */
const RETRIES_WHILE_CONNECTING = 10;

/** A DocumentDB of the test file's own, with a client connected to it. */
export interface TestDatabase {
  service: LocalService;
  client: MongoClient;
  db: Db;
  stop(): Promise<void>;
}

export async function startTestDatabase(options: DocumentDbOptions = {}): Promise<TestDatabase> {
  const service = await startDocumentDb(options);
  const unwatch = watchDrainWaiters();
  const client = await MongoClient.connect(service.uri, { maxAdaptiveRetries: RETRIES_WHILE_CONNECTING });
  return {
    service,
    client,
    db: client.db('test'),
    stop: async () => {
      await client.close();
      unwatch();
      await service.stop();
    },
  };
}

/** The error that the promise rejects with; fails when it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

/** Random numbers in [0, 1) that are the same in each run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
