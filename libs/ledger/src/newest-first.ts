import { Types, type PipelineStage } from 'mongoose';
import type { PageId } from '#lib/database';

/** An entry's place in its user's history, larger for what reached the wallet later; equal ones are told apart by their ids. */
export interface HistoryPlace {
  readonly at: number;
  readonly id: PageId;
}

const CREATED_AT = {
  $cond: [
    { $eq: [{ $type: '$createdAt' }, 'date'] },
    { $toLong: '$createdAt' },
    { $cond: [{ $eq: [{ $type: '$_id' }, 'objectId'] }, { $toLong: { $toDate: '$_id' } }, 0] },
  ],
};
const PAID_AT = { $cond: [{ $isNumber: '$order' }, '$order', CREATED_AT] };

/**
 * Puts matched entries of one user in the order of his history, newest first, each with its place as `at`: of ours the order that
 * their slot's payment gave them, of others' the milliseconds of `createdAt`, or of their id where that is no date.
 * @param after the last place of the page before
 */
export function newestFirst(whose: 'ours' | 'others', after: HistoryPlace | null, limit: number): PipelineStage[] {
  return [
    { $addFields: { at: whose === 'ours' ? PAID_AT : CREATED_AT } },
    ...(after === null ? [] : [{ $match: { $expr: isBefore(after) } }]),
    { $sort: { at: -1, _id: -1 } },
    { $limit: limit },
  ];
}

function isBefore({ at, id }: HistoryPlace) {
  // As a literal: an id that is text must not be read as the name of a field.
  return { $or: [{ $lt: ['$at', at] }, { $and: [{ $eq: ['$at', at] }, { $lt: ['$_id', { $literal: id }] }] }] };
}

/** Compares places as the database sorts them, the newest first. Pure. */
export function comparePlaces(a: HistoryPlace, b: HistoryPlace): number {
  return b.at - a.at || compareIds(b.id, a.id);
}

function compareIds(a: PageId, b: PageId): number {
  const types = rankOfType(a) - rankOfType(b);
  if (types !== 0) return types;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** In the database's order of types. */
function rankOfType(id: PageId): number {
  if (typeof id === 'number') return 0;
  return id instanceof Types.ObjectId ? 2 : 1;
}
