import { type PoolSplit, shareAt, type Money } from '#lib/money';
import type { StakeOwner } from '#lib/stakes';
import { Types } from 'mongoose';

/** A range of user ids, `from` inclusive, `before` exclusive; null is open. Pure. */
export interface OwnerRange {
  readonly fromUserId: Types.ObjectId | null;
  readonly beforeUserId: Types.ObjectId | null;
  /** Due stakes that were seen in it. */
  readonly stakes: number;
}

export interface RosPlan {
  /** Together they cover every possible id, so that nobody falls between. */
  readonly ranges: readonly OwnerRange[];
  /** Due stakes that were seen, those without a proper owner included. */
  readonly stakes: number;
  /** Due stakes whose owner is no id at all. */
  readonly ownerless: number;
  /** ACTIVE stakes that are not due. */
  readonly activatedLater: number;
  readonly withoutActivation: number;
}

/**
 * Cuts the owners of the due stakes into ranges of about `size` stakes. All stakes of a user fall in one range; a user
 * with more than `size` is a range alone.
 * @param owners in ascending order, each once
 */
export async function cutOwnerRanges(owners: AsyncIterable<StakeOwner>, size: number): Promise<RosPlan> {
  const ranges: OwnerRange[] = [];
  let fromUserId: Types.ObjectId | null = null;
  let inRange = 0;
  const seen = { stakes: 0, ownerless: 0, activatedLater: 0, withoutActivation: 0 };
  for await (const owner of owners) {
    seen.stakes += owner.stakes;
    seen.activatedLater += owner.activatedLater;
    seen.withoutActivation += owner.withoutActivation;
    if (!(owner.id instanceof Types.ObjectId)) {
      seen.ownerless += owner.stakes;
      continue;
    }
    if (inRange > 0 && inRange + owner.stakes > size) {
      ranges.push({ fromUserId, beforeUserId: owner.id, stakes: inRange });
      fromUserId = owner.id;
      inRange = 0;
    }
    inRange += owner.stakes;
  }
  return { ranges: [...ranges, { fromUserId, beforeUserId: null, stakes: inRange }], ...seen };
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
