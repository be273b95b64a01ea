import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import {
  POOLS,
  POOL_NAMES,
  ZERO,
  formatMoney,
  fromPoolFields,
  shareAt,
  splitPoolFloor6,
  type Money,
  type PoolSplit,
} from '#lib/money';
import {
  NotOrderedError,
  StoredChunk,
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
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
  ) {}

  /**
   * @param order what was ordered
   * @throws NoSplitError; NotOrderedError when the frozen split is not that of the pool that was ordered
   */
  async of(session: ClientSession, chunk: Chunk, { userIds, offset }: Receivers, order: Order): Promise<Shares> {
    const split = await this.splitOf(session, chunk, order);
    if (split === null) throw new NoSplitError(`${chunk.phase}: the plan of the slot splits no such pool`);
    return { kind: 'shares', userIds, amounts: userIds.map((_, index) => shareAt(split, offset + index)) };
  }

  /**
   * Holds shares that a chunk names itself against those that planning froze. Only a plan of version 0.1.0, whose slot was
   * sealed by migration, has none to be held against.
   * @throws NotOrderedError when somebody is given what is not his share
   */
  async assertFrozen(session: ClientSession, chunk: Chunk, { userIds, amounts }: Shares, order: Order): Promise<void> {
    const split = await this.splitOf(session, chunk, order);
    if (split === null && order.origin === 'migration') return;
    const frozen = split === null ? new Map<string, Money>() : await this.frozen(session, chunk, userIds, split);
    userIds.forEach((userId, index) => {
      const [share, given] = [frozen.get(String(userId)) ?? ZERO, amounts[index] ?? ZERO];
      if (share === given) return;
      throw new NotOrderedError(
        `Chunk ${chunk.phase} ${chunk.index} of ${order.key}: ${String(userId)} is given ${formatMoney(given)} USDT, ` +
          `the share was ${formatMoney(share)}`,
      );
    });
  }

  /** The shares of those of these users who share the pool, by user id as text. */
  private async frozen(
    session: ClientSession,
    { distributionId, phase }: Chunk,
    userIds: readonly Types.ObjectId[],
    split: PoolSplit,
  ): Promise<ReadonlyMap<string, Money>> {
    const wanted = new Set(userIds.map(String));
    const shares = new Map<string, Money>();
    const planned = this.chunks.collection.find<Pick<StoredChunk, 'subjects'>>(
      {
        ...{ distributionId, phase, secondChance: false },
        'subjects.kind': 'receivers',
        'subjects.userIds': { $in: [...userIds] },
      },
      { session, projection: { subjects: 1 }, batchSize: 100 },
    );
    for await (const { subjects } of planned) {
      if (subjects.kind !== 'receivers') continue;
      const { offset } = subjects;
      subjects.userIds.forEach((userId, index) => {
        if (wanted.has(String(userId))) shares.set(String(userId), shareAt(split, offset + index));
      });
    }
    return shares;
  }

  /** @throws NotOrderedError when the frozen split is not that of the pool that was ordered */
  private async splitOf(
    session: ClientSession,
    { distributionId, phase }: Chunk,
    order: Order,
  ): Promise<PoolSplit | null> {
    const slot = await this.distributions.collection.findOne(
      { _id: distributionId },
      { session, projection: { plan: 1 } },
    );
    const plan = (slot as unknown as Pick<StoredSlot, 'plan'> | null)?.plan ?? null;
    const pool = POOLS.find((name) => POOL_NAMES[name].phase === phase);
    const split = plan === null || pool === undefined ? null : splitFromStored(fromPoolFields('split', plan)[pool]);
    if (pool === undefined || plan === null || split === null) return null;
    const ordered = splitPoolFloor6(order.pools[pool], fromPoolFields('qualifiers', plan)[pool]);
    if (split.share !== ordered.share || split.extraCount !== ordered.extraCount) {
      throw new NotOrderedError(`${order.key}: the plan splits another ${pool} pool than was ordered`);
    }
    return split;
  }
}
