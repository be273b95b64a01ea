import type { Connection, mongo } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { SEED_ADMIN_ID, SEED_IDS } from './seed-data.js';

/**
 * What a database holds: nothing; a seed that was finished; one that was broken off, and nothing else; one that was
 * broken off, and other data too; or users that no seed wrote.
 */
export type SeedState = 'empty' | 'finished' | 'unfinished' | 'mixed' | 'foreign';

type Filter = mongo.Filter<mongo.BSON.Document>;

const SEED_USERS: Filter = { $or: [{ _id: SEED_ADMIN_ID }, { _id: SEED_IDS.users }] };
const SEED_CREDENTIALS: Filter = { $or: [{ userId: SEED_ADMIN_ID }, { userId: SEED_IDS.users }] };
const SEED_STAKES: Filter = { _id: SEED_IDS.stakes };

/** Whoever finds something here, or users, stakes and credentials of others, may not take the rest away. */
const NOT_OF_A_SEED: readonly [string, Filter][] = [
  [COLLECTIONS.users, { $nor: [SEED_USERS] }],
  [COLLECTIONS.stakes, { $nor: [SEED_STAKES] }],
  [COLLECTIONS.credentials, { $nor: [SEED_CREDENTIALS] }],
  [COLLECTIONS.transactions, {}],
  [COLLECTIONS.declarations, {}],
  [COLLECTIONS.poolDeclarations, {}],
  [COLLECTIONS.distributions, {}],
];

/** Reads how far a seed has come. The admin's credential is written last, so with it the seed was finished. */
export async function seedState(connection: Connection): Promise<SeedState> {
  if (!(await holds(connection, COLLECTIONS.users, {}))) return 'empty';
  if (await holds(connection, COLLECTIONS.credentials, { userId: SEED_ADMIN_ID })) return 'finished';
  if (!(await holds(connection, COLLECTIONS.users, SEED_USERS))) return 'foreign';
  for (const [collection, others] of NOT_OF_A_SEED) {
    if (await holds(connection, collection, others)) return 'mixed';
  }
  return 'unfinished';
}

/** Removes what a seed wrote. Users go last: with them gone, nobody would see that anything is left. */
export async function removeSeedData(connection: Connection): Promise<void> {
  await connection.collection(COLLECTIONS.stakes).deleteMany(SEED_STAKES);
  await connection.collection(COLLECTIONS.credentials).deleteMany(SEED_CREDENTIALS);
  await connection.collection(COLLECTIONS.users).deleteMany(SEED_USERS);
}

async function holds(connection: Connection, collection: string, filter: Filter): Promise<boolean> {
  return (await connection.collection(collection).findOne(filter, { projection: { _id: 1 } })) !== null;
}
