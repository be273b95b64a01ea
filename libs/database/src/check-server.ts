import { mongo, type Connection } from 'mongoose';
import { SAFE } from './client-options.js';
import { databaseOf } from './database-of.js';
import { UnsuitableDatabaseError } from './unsuitable-database.js';

const OLDEST_VERSION = 6;

/**
 * Refuses a server on which money is not safe: a standalone one, one with arbiters or older than 6
 * (docs/architecture.md 5).
 * @throws UnsuitableDatabaseError
 */
export async function checkServer(connection: Connection): Promise<void> {
  const database = databaseOf(connection);
  checkMembers(await database.command({ hello: 1 }));
  checkVersion(String((await database.command({ buildInfo: 1 }))['version']));
}

/** @throws the driver's error if no primary of the servers that the URI names answers within so many milliseconds */
export async function checkThatItAnswers(uri: string, withinMs: number): Promise<void> {
  const client = new mongo.MongoClient(uri, { ...SAFE, serverSelectionTimeoutMS: withinMs, maxPoolSize: 1 });
  try {
    await client.connect();
  } finally {
    await client.close();
  }
}

/** Refuses a URI that takes the driver's protections away. Pure. @throws UnsuitableDatabaseError */
export function checkUri(uri: string): void {
  const [, options = ''] = uri.split('?');
  for (const [name, value] of new URLSearchParams(options)) {
    if (name.toLowerCase() === 'retrywrites' && value === 'false') {
      throw new UnsuitableDatabaseError(
        'MONGODB_URI says retryWrites=false: a write that an election cuts off would be lost or done twice. Take it out.',
      );
    }
    if (name.toLowerCase() === 'directconnection' && value === 'true') {
      throw new UnsuitableDatabaseError(
        'MONGODB_URI says directConnection=true: after an election it would go on with a server that is no longer the ' +
          'primary. Take it out, and name the replica set.',
      );
    }
  }
}

/** @param hello what the server answers to `hello`. Pure. @throws UnsuitableDatabaseError */
export function checkMembers(hello: Readonly<Record<string, unknown>>): void {
  if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
    throw new UnsuitableDatabaseError(
      'MONGODB_URI names a standalone server: transactions need a replica set. Start mongod with --replSet and run rs.initiate().',
    );
  }
  const arbiters = Array.isArray(hello['arbiters']) ? (hello['arbiters'] as unknown[]) : [];
  if (arbiters.length > 0) {
    throw new UnsuitableDatabaseError(
      `The replica set has an arbiter (${arbiters.map(String).join(', ')}): with one data-bearing member away, nothing that ` +
        'is written is safe, and every payment waits. Replace it by a member that holds data.',
    );
  }
}

/** Pure. @throws UnsuitableDatabaseError */
export function checkVersion(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new UnsuitableDatabaseError(`MongoDB is ${version}: ${OLDEST_VERSION}.0 or newer is needed.`);
}
