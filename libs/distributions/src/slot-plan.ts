import { type PoolSplit, shareAt, type Money } from '#lib/money';
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
 * @param owners one per due stake, equal ones one after the other
 */
export async function cutOwnerRanges(owners: AsyncIterable<unknown>, size: number): Promise<RosPlan> {
  const cuts: Types.ObjectId[] = [];
  let stakes = 0;
  let ownerless = false;
  let inRange = 0;
  let current: { id: Types.ObjectId; stakes: number } | null = null;

  const close = (): void => {
    if (current === null) return;
    if (inRange > 0 && inRange + current.stakes > size) {
      cuts.push(current.id);
      inRange = 0;
    }
    inRange += current.stakes;
  };
  for await (const owner of owners) {
    stakes += 1;
    if (!(owner instanceof Types.ObjectId)) {
      ownerless = true;
    } else if (current !== null && current.id.equals(owner)) {
      current.stakes += 1;
    } else {
      close();
      current = { id: owner, stakes: 1 };
    }
  }
  close();
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
  const shares = userIds.map((userId, index) => ({ userId, amount: shareAt(split, index) })).filter((s) => s.amount > 0n);
  const lists: ShareList[] = [];
  for (let start = 0; start < shares.length; start += size) {
    const part = shares.slice(start, start + size);
    lists.push({ userIds: part.map((s) => s.userId), amounts: part.map((s) => s.amount) });
  }
  return lists;
}
