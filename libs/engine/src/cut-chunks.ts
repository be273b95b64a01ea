import { type PoolSplit, shareAt, type Money } from '#lib/money';
import type { StakeOwner } from '#lib/stakes';
import { Types } from 'mongoose';

/** A range of user ids, `from` inclusive, `before` exclusive; null is open. Pure. */
export interface OwnerRange {
  readonly fromUserId: Types.ObjectId | null;
  readonly beforeUserId: Types.ObjectId | null;
}

export interface RosPlan {
  /** Together they cover every possible id, so that nobody falls between. */
  readonly ranges: readonly OwnerRange[];
  /** Due stakes that were seen, those without a proper owner included. */
  readonly stakes: number;
  /** Whether due stakes have an owner that is no id at all. */
  readonly ownerless: boolean;
}

/**
 * Cuts the owners of the due stakes into ranges of about `size` stakes. All stakes of a user fall in one range; a user
 * with more than `size` is a range alone.
 * @param owners in ascending order, each once
 */
export async function cutOwnerRanges(owners: AsyncIterable<StakeOwner>, size: number): Promise<RosPlan> {
  const cuts: Types.ObjectId[] = [];
  let stakes = 0;
  let ownerless = false;
  let inRange = 0;
  for await (const owner of owners) {
    stakes += owner.stakes;
    if (!(owner.id instanceof Types.ObjectId)) {
      ownerless = true;
      continue;
    }
    if (inRange > 0 && inRange + owner.stakes > size) {
      cuts.push(owner.id);
      inRange = 0;
    }
    inRange += owner.stakes;
  }
  const bounds = [null, ...cuts, null];
  const ranges = bounds
    .slice(0, -1)
    .map((fromUserId, index) => ({ fromUserId, beforeUserId: bounds[index + 1] ?? null }));
  return { ranges, stakes, ownerless };
}

export interface ShareList {
  readonly userIds: readonly Types.ObjectId[];
  readonly amounts: readonly Money[];
}

/** Cuts a split pool into lists of at most `size` users with their shares; a share of zero is not listed. */
export function cutShares(userIds: readonly Types.ObjectId[], split: PoolSplit, size: number): ShareList[] {
  const shares = userIds
    .map((userId, index) => ({ userId, amount: shareAt(split, index) }))
    .filter((s) => s.amount > 0n);
  const lists: ShareList[] = [];
  for (let start = 0; start < shares.length; start += size) {
    const part = shares.slice(start, start + size);
    lists.push({ userIds: part.map((s) => s.userId), amounts: part.map((s) => s.amount) });
  }
  return lists;
}
