import type { Distribution } from './distribution.schema.js';

/** Somebody else runs the slot now; whoever gets this stops, without harm. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
  constructor(key: string) {
    super(`${key} was taken over by another worker`);
  }
}

/** The slot while it is run by whoever made this claim, and by nobody else since. */
export function claimOf({ _id, attempts }: Distribution) {
  return { _id, attempts, status: 'EXECUTING' as const };
}
