import type { Connection } from 'mongoose';
import { COLLECTIONS } from './collections.js';
import { databaseOf } from './database-of.js';
import { FIRST_ID } from './id-range.js';
import { isSameIndex, type DeclaredIndex } from './index-definitions.js';
import { indexesOf } from './look-at-indexes.js';

const plain = { unique: false } as const;

/** What kept money from being paid twice in version 0.1.0. It refuses what other services may write. */
const OLD_GUARD: DeclaredIndex = {
  collection: COLLECTIONS.transactions,
  name: 'distributionId_1_type_1_subjectId_1',
  key: { distributionId: 1, type: 1, subjectId: 1 },
  unique: true,
};

/** What else 0.1.0 made and nobody reads by now. The first one refuses what other services may write. */
const OLD_OTHERS: readonly DeclaredIndex[] = [
  { collection: COLLECTIONS.users, name: 'email_1', key: { email: 1 }, unique: true },
  {
    collection: COLLECTIONS.transactions,
    name: 'distributionDate_1_slotNumber_1',
    key: { distributionDate: 1, slotNumber: 1 },
    ...plain,
  },
  { collection: COLLECTIONS.transactions, name: 'userId_1__id_1', key: { userId: 1, _id: 1 }, ...plain },
];

/** What others have taken the place of since. */
const REPLACED: readonly DeclaredIndex[] = [
  {
    collection: COLLECTIONS.transactions,
    name: 'distributionId_1_type_1',
    key: { distributionId: 1, type: 1 },
    partialFilterExpression: { distributionId: { $gte: FIRST_ID } },
    ...plain,
  },
];

/**
 * Whether the indexes of version 0.1.0 are there. Its guard is what tells: other services may have made the like of the
 * rest for themselves.
 */
export async function hasRetiredIndexes(connection: Connection): Promise<boolean> {
  return isThere(connection, OLD_GUARD);
}

/** Drops what 0.1.0 made, but for the guard, which is to go last. */
export async function dropRetiredIndexes(connection: Connection, say: (line: string) => void): Promise<void> {
  for (const retired of OLD_OTHERS) await drop(connection, retired, say);
}

/** Drops the guard of 0.1.0, once the new one is there. */
export async function dropRetiredGuard(connection: Connection, say: (line: string) => void): Promise<void> {
  await drop(connection, OLD_GUARD, say);
}

/** Drops what others take the place of, once those are there. Nobody but this system made it. */
export async function dropReplacedIndexes(connection: Connection, say: (line: string) => void): Promise<void> {
  for (const replaced of REPLACED) await drop(connection, replaced, say);
}

async function drop(connection: Connection, retired: DeclaredIndex, say: (line: string) => void): Promise<void> {
  if (!(await isThere(connection, retired))) return;
  try {
    await databaseOf(connection).collection(retired.collection).dropIndex(retired.name);
    say(`${retired.collection}: index ${retired.name} dropped, which nothing reads any more`);
  } catch (error) {
    // Another process may do the same.
    if ((error as { code?: unknown }).code !== INDEX_NOT_FOUND) throw error;
  }
}

const INDEX_NOT_FOUND = 27;

async function isThere(connection: Connection, retired: DeclaredIndex): Promise<boolean> {
  const present = await indexesOf(connection, retired.collection);
  return present.some((index) => index.name === retired.name && isSameIndex(retired, index));
}
