import type { Connection } from 'mongoose';
import { databaseOf } from './database-of.js';
import { describeIndex, hasSameKey, type DeclaredIndex } from './index-definitions.js';
import { indexesOf } from './look-at-indexes.js';
import { UnsuitableDatabaseError } from './unsuitable-database.js';

const UNAUTHORIZED = 13;
const INDEX_CONFLICTS: readonly unknown[] = [85, 86];
const DUPLICATE_KEY = 11_000;
/** What is answered the same however often it is tried (MongoDB's error_codes.yml). */
const FOR_GOOD: readonly unknown[] = [
  DUPLICATE_KEY,
  ...INDEX_CONFLICTS,
  UNAUTHORIZED,
  2,
  9,
  14,
  18,
  20,
  67,
  72,
  73,
  115,
  166,
  197,
];

const EXAMPLES = 3;

/** Whether a failure to make an index will be the same the next time. */
export function isForGood(error: unknown): boolean {
  return FOR_GOOD.includes((error as { code?: unknown }).code);
}

/** Why an index cannot be made: collection, key, an example and what to do. */
export async function explainIndexError(
  connection: Connection,
  wanted: DeclaredIndex,
  error: unknown,
): Promise<UnsuitableDatabaseError> {
  const what = `${wanted.collection}: the index ${describeIndex(wanted)} cannot be made`;
  return new UnsuitableDatabaseError(`${what}: ${await reasonOf(connection, wanted, error)}`, { cause: error });
}

async function reasonOf(connection: Connection, wanted: DeclaredIndex, error: unknown): Promise<string> {
  const { code } = error as { code?: unknown };
  if (code === DUPLICATE_KEY) return duplicateReason(connection, wanted);
  if (INDEX_CONFLICTS.includes(code)) return conflictReason(connection, wanted);
  if (code === UNAUTHORIZED) {
    return 'the user of MONGODB_URI may not make indexes. Give it the role dbAdmin beside readWrite, or run "npm run migrate" as one that has it.';
  }
  return `${error instanceof Error ? error.message : String(error)}. Mend that, then start again.`;
}

async function duplicateReason(
  connection: Connection,
  { collection, key, partialFilterExpression }: DeclaredIndex,
): Promise<string> {
  const fields = Object.keys(key);
  const [first] = await databaseOf(connection)
    .collection(collection)
    .aggregate<{ ids: unknown[]; count: number }>(
      [
        { $match: partialFilterExpression ?? {} },
        // Named by number: a field may lie within another.
        {
          $group: {
            _id: Object.fromEntries(fields.map((field, at) => [`f${at}`, `$${field}`])),
            ids: { $push: '$_id' },
            count: { $sum: 1 },
          },
        },
        { $match: { count: { $gt: 1 } } },
        { $limit: 1 },
        { $project: { count: 1, ids: { $slice: ['$ids', EXAMPLES] } } },
      ],
      { allowDiskUse: true },
    )
    .toArray();
  const example = first === undefined ? '' : `, such as _id ${first.ids.map(String).join(' and ')}`;
  return `documents have the same values there${example}. Keep one of each, then run "npm run migrate" again; nothing was changed.`;
}

async function conflictReason(connection: Connection, wanted: DeclaredIndex): Promise<string> {
  const present = await indexesOf(connection, wanted.collection);
  const other =
    present.find((index) => index.name === wanted.name) ?? present.find((index) => hasSameKey(wanted, index));
  if (other === undefined) return 'another index is in its way. Drop that one, then run "npm run migrate" again.';
  return (
    `the index ${other.name}, ${describeIndex(other)}, is in its way. Drop it (db.${wanted.collection}.dropIndex(` +
    `${JSON.stringify(other.name)})), then run "npm run migrate" again.`
  );
}
