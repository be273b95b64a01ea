import { setTimeout as pause } from 'node:timers/promises';
import { Types, type Connection } from 'mongoose';
import { ANY_CASE, isUnsupported } from './any-case.js';
import { databaseOf } from './database-of.js';
import {
  declaredCollections,
  declaredIndexes,
  describeIndex,
  isSameIndex,
  type DeclaredIndex,
} from './index-definitions.js';
import { explainIndexError, isForGood } from './index-errors.js';
import { indexProgress, withProgress } from './index-progress.js';
import { indexesOf } from './look-at-indexes.js';
import { dropReplacedIndexes, dropRetiredGuard, dropRetiredIndexes, hasRetiredIndexes } from './retired-indexes.js';

const ATTEMPTS = 5;
const PAUSE_MS = 200;
const NAMESPACE_EXISTS = 48;

/**
 * Makes every collection and index that the registered models declare, and takes the place of version 0.1.0's: the new guard of the
 * ledger is there before the old one goes. What is there already is left alone; any number of processes may do it at once.
 * @param say told of each step that takes something
 * @throws UnsuitableDatabaseError that names collection, index, an example and what to do
 */
export async function makeIndexes(connection: Connection, say: (line: string) => void): Promise<void> {
  await makeCollections(connection);
  const isOld = await hasRetiredIndexes(connection);
  if (isOld) await dropRetiredIndexes(connection, say);
  for (const wanted of await wantedIndexes(connection)) await makeIndex(connection, wanted, say);
  await dropReplacedIndexes(connection, say);
  if (isOld) await dropRetiredGuard(connection, say);
}

async function makeCollections(connection: Connection): Promise<void> {
  const database = databaseOf(connection);
  const there = new Set((await database.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of declaredCollections(connection)) {
    if (there.has(name)) continue;
    await patiently(
      () => database.createCollection(name),
      (error) => Promise.resolve((error as { code?: unknown }).code === NAMESPACE_EXISTS),
    );
  }
}

async function makeIndex(connection: Connection, wanted: DeclaredIndex, say: (line: string) => void): Promise<void> {
  if (await isThere(connection, wanted)) return;
  say(`${wanted.collection}: making index ${describeIndex(wanted)} …`);
  await patiently(
    () =>
      withProgress(
        () => create(connection, wanted),
        () => indexProgress(connection, wanted.collection),
        say,
      ),
    async (error) => {
      if (await isThere(connection, wanted)) return true;
      if (isForGood(error)) throw await explainIndexError(connection, wanted, error);
      return false;
    },
  );
}

async function create(connection: Connection, { collection, key, ...options }: DeclaredIndex): Promise<void> {
  const { unique, collation, ...rest } = options;
  await databaseOf(connection)
    .collection(collection)
    .createIndex(key as Record<string, 1 | -1>, {
      ...rest,
      ...(unique ? { unique } : {}),
      ...(collation === undefined ? {} : { collation: collation as { locale: string } }),
    });
}

/** A server without collations takes the index without; it is of use all the same. */
async function wantedIndexes(connection: Connection): Promise<DeclaredIndex[]> {
  const declared = declaredIndexes(connection);
  const collated = declared.find(({ collation }) => collation !== undefined);
  if (collated === undefined || (await hasCollations(connection, collated.collection))) return declared;
  return declared.map((index) => {
    const plain = { ...index };
    delete plain.collation;
    return plain;
  });
}

async function hasCollations(connection: Connection, collection: string): Promise<boolean> {
  try {
    await databaseOf(connection).collection(collection).findOne({ _id: NO_ID }, { collation: ANY_CASE });
    return true;
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}

const NO_ID = new Types.ObjectId('000000000000000000000000');

async function isThere(connection: Connection, wanted: DeclaredIndex): Promise<boolean> {
  const present = await indexesOf(connection, wanted.collection);
  return present.some((index) => isSameIndex(wanted, index));
}

/**
 * Processes that make the same thing at once get into each other's way; the second look finds it there.
 * @param isDone whether the failure does not matter; may throw instead
 */
async function patiently(make: () => Promise<unknown>, isDone: (error: unknown) => Promise<boolean>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await make();
      return;
    } catch (error) {
      if (await isDone(error)) return;
      if (attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS * attempt);
    }
  }
}
