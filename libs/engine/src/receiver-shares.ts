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
    const { frozen: split } = await this.splitsOf(session, chunk, order);
    if (split === null) throw new NoSplitError(`${chunk.phase}: the plan of the slot splits no such pool`);
    return { kind: 'shares', userIds, amounts: userIds.map((_, index) => shareAt(split, offset + index)) };
  }

  /**
   * Holds shares that a chunk names itself against those that planning froze. Plans as they were before splits were frozen
   * have chunks that name equal shares of the pool that was ordered; where version 0.1.0 made the plan, its slot was sealed
   * by migration and there is nothing to hold them against.
   * @throws NotOrderedError when somebody is given what is not his share
   */
  async assertFrozen(session: ClientSession, chunk: Chunk, { userIds, amounts }: Shares, order: Order): Promise<void> {
    const { frozen: split, ordered } = await this.splitsOf(session, chunk, order);
    if (split === null && order.origin === 'migration') return;
    const isPlanned = split === null && ordered !== null && !chunk.secondChance;
    const frozen = split === null ? new Map<string, Money>() : await this.frozen(session, chunk, userIds, split);
    userIds.forEach((userId, index) => {
      const given = amounts[index] ?? ZERO;
      const share = isPlanned ? equalShare(ordered, given) : (frozen.get(String(userId)) ?? ZERO);
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

  /**
   * How the plan splits the pool, and how the pool that was ordered is split; null where there is none.
   * @throws NotOrderedError when the two differ
   */
  private async splitsOf(
    session: ClientSession,
    { distributionId, phase }: Chunk,
    order: Order,
  ): Promise<{ readonly frozen: PoolSplit | null; readonly ordered: PoolSplit | null }> {
    const slot = await this.distributions.collection.findOne(
      { _id: distributionId },
      { session, projection: { plan: 1 } },
    );
    const plan = (slot as unknown as Pick<StoredSlot, 'plan'> | null)?.plan ?? null;
    const pool = POOLS.find((name) => POOL_NAMES[name].phase === phase);
    if (pool === undefined || plan === null) return { frozen: null, ordered: null };
    const frozen = splitFromStored(fromPoolFields('split', plan)[pool]);
    const qualifiers = fromPoolFields('qualifiers', plan)[pool];
    if (frozen === null && !(qualifiers >= 1)) return { frozen: null, ordered: null };
    const ordered = splitPoolFloor6(order.pools[pool], qualifiers);
    if (frozen !== null && (frozen.share !== ordered.share || frozen.extraCount !== ordered.extraCount)) {
      throw new NotOrderedError(`${order.key}: the plan splits another ${pool} pool than was ordered`);
    }
    return { frozen, ordered };
  }
}

/** Of the two shares that an equal split has, the one that was given; the smaller one where it was neither. Pure. */
function equalShare({ share, extraCount }: PoolSplit, given: Money): Money {
  const larger = shareAt({ share, extraCount }, 0);
  return given === larger ? larger : share;
}
