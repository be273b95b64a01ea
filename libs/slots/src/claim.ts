import type { Slot } from './slot.js';
import { slotMove, type ConditionalUpdate, type MoveParts } from './slot-moves.js';

/** Somebody else runs the slot now; whoever gets this stops, without harm. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
  constructor(key: string) {
    super(`${key} was taken over by another worker`);
  }
}

/** The conditional update of whoever has claimed the slot, and of nobody who claimed it before or since. */
export function claimedMove(
  move: 'hold' | 'complete' | 'fail',
  { _id, run }: Pick<Slot, '_id' | 'run'>,
  { where, ...parts }: MoveParts,
): ConditionalUpdate {
  return slotMove(move, 'EXECUTING/EXECUTING', { where: { ...where, _id, 'run.claimId': run.claimId }, ...parts });
}
