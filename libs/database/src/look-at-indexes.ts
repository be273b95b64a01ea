import type { Connection } from 'mongoose';
import { databaseOf } from './database-of.js';
import {
  declaredIndexes,
  describeIndex,
  hasSameKey,
  isSameButForCollation,
  isSameIndex,
  toDefinition,
  type DeclaredIndex,
  type IndexDefinition,
} from './index-definitions.js';

/** What the indexes of a database lack, in sentences. */
export interface IndexFindings {
  /** Without these, money could be paid twice. */
  readonly guards: readonly string[];
  /** Without these, it is slow. */
  readonly others: readonly string[];
}

const MIGRATE = '"npm run migrate" makes it';

/** Compares the indexes that are there with those that the registered models declare; changes nothing. */
export async function lookAtIndexes(connection: Connection): Promise<IndexFindings> {
  const guards: string[] = [];
  const others: string[] = [];
  const present = new Map<string, IndexDefinition[]>();
  for (const wanted of declaredIndexes(connection)) {
    const there = present.get(wanted.collection) ?? (await indexesOf(connection, wanted.collection));
    present.set(wanted.collection, there);
    const isThere = there.some((index) =>
      wanted.unique ? isSameIndex(wanted, index) : isSameButForCollation(wanted, index),
    );
    if (!isThere) (wanted.unique ? guards : others).push(describeLack(wanted, there));
  }
  return { guards, others };
}

/** The unique indexes that are not there or are not what they must be, in sentences; none while all is well. */
export async function missingGuards(connection: Connection): Promise<readonly string[]> {
  return (await lookAtIndexes(connection)).guards;
}

/** @returns none where the collection is not there */
export async function indexesOf(connection: Connection, collection: string): Promise<IndexDefinition[]> {
  try {
    const indexes = await databaseOf(connection).collection(collection).indexes();
    return indexes.map((index) => toDefinition(index));
  } catch (error) {
    if ((error as { code?: unknown }).code === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

const NAMESPACE_NOT_FOUND = 26;

function describeLack(wanted: DeclaredIndex, there: readonly IndexDefinition[]): string {
  const purpose = wanted.unique ? ', which keeps money from being paid twice' : '';
  const alike = there.find((index) => hasSameKey(wanted, index));
  const instead = alike === undefined ? '' : `; ${alike.name} is ${describeIndex(alike)} and does not do it`;
  return `${wanted.collection} lacks its index ${describeIndex(wanted)}${purpose}${instead}: ${MIGRATE}.`;
}
