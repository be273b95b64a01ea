import { Types, type Connection } from 'mongoose';
import { COLLECTIONS, isUnsupported } from '#lib/database';
import type { OddRecord } from './odd-records.js';
import { shown } from './raw-values.js';

const IDS_TOLD = 5;
const LONG_HISTORY = 1_000;
type Told = (records: readonly OddRecord[]) => void;

/** Odd records that no page of users or stakes shows: the server looks for them. */
export async function lookForOddRecords(connection: Connection, tell: Told): Promise<void> {
  await lookAtEmails(connection, tell);
  await lookAtIds(connection, tell);
  await lookAtHistories(connection, tell);
}

/** Addresses that several users have, in whatever case. */
async function lookAtEmails(connection: Connection, tell: Told): Promise<void> {
  const isText = { $eq: [{ $type: '$email' }, 'string'] };
  const groups = connection
    .collection(COLLECTIONS.users)
    .aggregate<{ _id: string; ids: unknown[] }>(
      [
        { $match: { email: { $type: 'string' } } },
        { $project: { email: { $cond: [isText, { $toLower: '$email' }, ''] } } },
        { $group: { _id: '$email', count: { $sum: 1 }, ids: { $push: '$_id' } } },
        { $match: { count: { $gt: 1 } } },
        { $sort: { _id: 1 } },
      ],
      { allowDiskUse: true },
    );
  for await (const { _id, ids } of groups) {
    if (_id === '') continue;
    for (const [index, id] of ids.entries()) {
      const others = ids.filter((_, other) => other !== index).slice(0, IDS_TOLD);
      tell([
        {
          collection: COLLECTIONS.users,
          id: textOf(id),
          field: 'email',
          reason: 'EMAIL_NOT_UNIQUE',
          value: `${_id}, as ${others.map(textOf).join(', ')}`,
        },
      ]);
    }
  }
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
