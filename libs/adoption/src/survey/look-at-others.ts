import { Types, type Connection } from 'mongoose';
import { COLLECTIONS, isUnsupported } from '#lib/database';
import type { OddRecord } from './odd-records.js';
import { shown } from './raw-values.js';

const BATCH = 5_000;
const LONG_HISTORY = 1_000;
type Told = (records: readonly OddRecord[]) => void;

/** Odd records that no page of users or stakes shows: the server looks for them. */
export async function lookForOddRecords(connection: Connection, tell: Told): Promise<void> {
  await lookAtEmails(connection, tell);
  await lookAtIds(connection, tell);
  await lookAtHistories(connection, tell);
}

/** Addresses that several users have, in whatever case: sorted by the server, so that those alike stand side by side. */
async function lookAtEmails(connection: Connection, tell: Told): Promise<void> {
  const users = connection
    .collection(COLLECTIONS.users)
    .aggregate<{ _id: unknown; email: string }>(
      [
        { $match: { email: { $type: 'string', $ne: '' } } },
        { $project: { email: { $toLower: '$email' } } },
        { $sort: { email: 1, _id: 1 } },
      ],
      { allowDiskUse: true, batchSize: BATCH },
    );
  let first = { _id: null as unknown, email: '', isTold: false };
  for await (const { _id, email } of users) {
    if (first.email !== email) {
      first = { _id, email, isTold: false };
      continue;
    }
    if (!first.isTold) tell([alike(first._id, email, _id)]);
    first.isTold = true;
    tell([alike(_id, email, first._id)]);
  }
}

function alike(id: unknown, email: string, other: unknown): OddRecord {
  return {
    collection: COLLECTIONS.users,
    id: textOf(id),
    field: 'email',
    reason: 'EMAIL_NOT_UNIQUE',
    value: `${email}, as ${textOf(other)}`,
  };
}

async function lookAtIds(connection: Connection, tell: Told): Promise<void> {
  for (const [collection, reason] of [
    [COLLECTIONS.users, 'USER_ID'],
    [COLLECTIONS.stakes, 'STAKE_ID'],
  ] as const) {
    const records = connection
      .collection(collection)
      .find({ _id: { $not: { $type: 'objectId' } } }, { projection: { _id: 1 } });
    for await (const { _id } of records) {
      tell([{ collection, id: textOf(_id), field: '_id', reason, value: textOf(_id) }]);
    }
  }
}

async function lookAtHistories(connection: Connection, tell: Told): Promise<void> {
  const field = 'dailyReturnsHistory';
  const records = connection
    .collection(COLLECTIONS.stakes)
    .find({ [`${field}.${LONG_HISTORY - 1}`]: { $exists: true } }, { projection: { _id: 1 } });
  try {
    for await (const { _id } of records) {
      const value = `${LONG_HISTORY.toLocaleString('en')} entries or more`;
      tell([{ collection: COLLECTIONS.stakes, id: textOf(_id), field, reason: 'HISTORY_LONG', value }]);
    }
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
}

function textOf(id: unknown): string {
  return id instanceof Types.ObjectId ? id.toHexString() : shown(id);
}
