import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { POOLS, POOL_NAMES, fromPoolFields, shareAt, splitPoolFloor6 } from '#lib/money';
import {
  NotOrderedError,
  StoredSlot,
  splitFromStored,
  type Chunk,
  type ChunkSubjects,
  type Order,
  type Shares,
} from '#lib/slots';

type Receivers = Extract<ChunkSubjects, { kind: 'receivers' }>;

/** A chunk's plan is not frozen, or splits no such pool: it cannot be paid. */
export class NoSplitError extends Error {
  readonly code = 'NO_SPLIT';
}

/** What users get who share a pool, worked out from the frozen split when it is paid. */
@Injectable()
export class ReceiverShares {
  constructor(@InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>) {}

  /**
   * @param order what was ordered
   * @throws NoSplitError; NotOrderedError when the frozen split is not that of the pool that was ordered
   */
  async of(
    session: ClientSession,
    { distributionId, phase }: Chunk,
    { userIds, offset }: Receivers,
    order: Order,
  ): Promise<Shares> {
    const slot = await this.distributions.collection.findOne(
      { _id: distributionId },
      { session, projection: { plan: 1 } },
    );
    const plan = (slot as unknown as Pick<StoredSlot, 'plan'> | null)?.plan ?? null;
    const pool = POOLS.find((name) => POOL_NAMES[name].phase === phase);
    const split = plan === null || pool === undefined ? null : splitFromStored(fromPoolFields('split', plan)[pool]);
    if (pool === undefined || plan === null || split === null)
      throw new NoSplitError(`${phase}: the plan of the slot splits no such pool`);
    const ordered = splitPoolFloor6(order.pools[pool], fromPoolFields('qualifiers', plan)[pool]);
    if (split.share !== ordered.share || split.extraCount !== ordered.extraCount) {
      throw new NotOrderedError(`${order.key}: the plan splits another ${pool} pool than was ordered`);
    }
    return { kind: 'shares', userIds, amounts: userIds.map((_, index) => shareAt(split, offset + index)) };
  }
}
