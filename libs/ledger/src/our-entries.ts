import { FIRST_ID } from '#lib/database';

/**
 * Ours are the entries whose `distributionId` is an ObjectId: MongoDB compares ids with ids only. The indexes are partial by
 * this expression and not by `$type`, because the planner sees that `{ distributionId: id }` falls within it.
 */
export const OUR_ENTRIES = { distributionId: { $gte: FIRST_ID } } as const;

/** What other services wrote, and opening balances. */
export const OTHER_ENTRIES = { distributionId: null } as const;
