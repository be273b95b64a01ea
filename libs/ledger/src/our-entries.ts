import { FIRST_ID } from '#lib/database';

/**
 * Ours are the entries whose `distributionId` is an ObjectId: MongoDB compares ids with ids only. The indexes are partial by
 * this expression and not by `$type`, because the planner sees that `{ distributionId: id }` falls within it.
 */
export const OUR_ENTRIES = { distributionId: { $gte: FIRST_ID } } as const;

/** What other services wrote, and opening balances. */
export const OTHER_ENTRIES = { distributionId: null } as const;

/**
 * Our entries of some users, for a filter. That each has a type keeps the local database to the index that begins with the
 * user, field by field: without it, it walks all of ours once for every user of a list.
 * @param users a condition on their ids: a list or a range
 */
export function oursOf<T>(users: T): { userId: T; distributionId: { $gte: typeof FIRST_ID }; type: { $gte: '' } } {
  return { userId: users, ...OUR_ENTRIES, type: { $gte: '' } };
}
