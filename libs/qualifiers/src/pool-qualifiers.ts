import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { ACTIVE_USERS, COLLECTIONS, isActiveUser, FIRST_ID } from '#lib/database';
import type { PerPool, Pool } from '#lib/money';

export interface QualifierCount {
  readonly totalQualifiers: number;
  readonly byRank: Readonly<Record<string, number>>;
}

/** What decides whether a user shares pools, and whether he does. */
export interface Standing {
  readonly rank: string;
  readonly isActive: boolean;
  /** Not false. */
  readonly premiumQualified: boolean;
  readonly qualifies: PerPool<boolean>;
}

/** A person waits for it. */
const MAX_TIME_MS = 10_000;
/** Users read at a time: what is held in memory, whatever their number. */
const BATCH = 5_000;
/** The rank of users who have none. */
const LOWEST_RANK = 'Stakeholder';
/** Shares are paid to users with proper ids. */
const ANY_ID = { $gte: FIRST_ID };

/**
 * Who shares a pool: the one place of the rule (docs/specification.md 2, "Ranks"); its rank lists are configuration.
 * What other services left out counts as the defaults say: active, of the lowest rank, premium qualified.
 */
@Injectable()
export class PoolQualifiers {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /**
   * The ids of all users who qualify now, ascending, as they are read.
   * @param ranks of the pool, as they are frozen on a slot; those in force when left out
   */
  async *stream(pool: Pool, ranks = this.ranks(pool)): AsyncGenerator<Types.ObjectId> {
    const cursor = this.connection
      .collection(COLLECTIONS.users)
      // In the order of ids from the start: sorting would hold all of them in the database's memory.
      .find(rule(pool, ranks), { projection: { _id: 1 }, sort: { _id: 1 }, hint: { _id: 1 }, batchSize: BATCH });
    for await (const { _id } of cursor) yield _id;
  }

  /**
   * How a user stands now, as other services keep it.
   * @param ranks of each pool, as they are frozen on a slot
   */
  async standing(userId: Types.ObjectId, ranks: PerPool<readonly string[]>): Promise<Standing> {
    const users = this.connection.collection(COLLECTIONS.users);
    const user = await users.findOne(
      { _id: userId },
      { projection: { rank: 1, isActive: 1, premiumQualified: 1 }, maxTimeMS: MAX_TIME_MS },
    );
    const qualifies = async (pool: Pool): Promise<boolean> =>
      (await users.findOne(
        { $and: [{ _id: userId }, rule(pool, ranks[pool])] },
        { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS },
      )) !== null;
    const rank: unknown = user?.['rank'];
    return {
      rank: typeof rank === 'string' ? rank : LOWEST_RANK,
      isActive: user !== null && isActiveUser(user['isActive']),
      premiumQualified: user !== null && user['premiumQualified'] !== false,
      qualifies: { premium: await qualifies('premium'), performance: await qualifies('performance') },
    };
  }

  /** @returns how many qualify now, in all and by rank; every rank of the pool is named, also with 0 */
  async count(pool: Pool, ranks = this.ranks(pool)): Promise<QualifierCount> {
    const groups = await this.connection
      .collection(COLLECTIONS.users)
      .aggregate<{ _id: string | null; count: number }>([
        { $match: rule(pool, ranks) },
        { $group: { _id: '$rank', count: { $sum: 1 } } },
      ])
      .toArray();
    const byRank: Record<string, number> = Object.fromEntries(ranks.map((rank) => [rank, 0]));
    for (const { _id, count } of groups) byRank[_id ?? LOWEST_RANK] = (byRank[_id ?? LOWEST_RANK] ?? 0) + Number(count);
    return { totalQualifiers: Object.values(byRank).reduce((sum, count) => sum + count, 0), byRank };
  }

  private ranks(pool: Pool): readonly string[] {
    return ranksInForce(this.config)[pool];
  }
}

function rule(pool: Pool, ranks: readonly string[]) {
  return {
    _id: ANY_ID,
    ...ACTIVE_USERS,
    rank: { $in: ranks.includes(LOWEST_RANK) ? [...ranks, null] : [...ranks] },
    ...(pool === 'premium' ? { premiumQualified: { $ne: false } } : {}),
  };
}

/** @returns the ranks that share each pool by the configuration */
export function ranksInForce({ premiumPoolRanks, performancePoolRanks }: AppConfig): PerPool<readonly string[]> {
  return { premium: premiumPoolRanks, performance: performancePoolRanks };
}
