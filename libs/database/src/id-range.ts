import { Types } from 'mongoose';

/** The first and the last ObjectId there can be: MongoDB compares ids with ids only, so that a range of them is every id. */
export const FIRST_ID = new Types.ObjectId('000000000000000000000000');
export const LAST_ID = new Types.ObjectId('ffffffffffffffffffffffff');

/** Every id after one, or from the first on, up to a last one. Pure. */
export function idsAfter(after: Types.ObjectId | null, last = LAST_ID) {
  return after === null ? { $gte: FIRST_ID, $lte: last } : { $gt: after, $lte: last };
}

/** Every type that is no id, but arrays: an index has their elements. */
const OTHER_TYPES = [
  'double',
  'string',
  'object',
  'binData',
  'bool',
  'date',
  'regex',
  'int',
  'timestamp',
  'long',
  'decimal',
  'minKey',
  'maxKey',
];

/**
 * What has no id in a field: nothing at all, or something else. Asked so, and not by what it is not, an index on the field
 * answers without being read as a whole. Pure.
 */
export function withoutId(field: string) {
  return { $or: [{ [field]: { $in: [null, []] } }, { [field]: { $type: OTHER_TYPES } }] };
}
