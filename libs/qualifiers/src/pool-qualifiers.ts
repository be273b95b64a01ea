import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import type { PerPool, Pool } from '#lib/money';

export interface QualifierCount {
  readonly totalQualifiers: number;
  readonly byRank: Readonly<Record<string, number>>;
}

/** Who shares a pool: the one place of the rule (spec.md section 2, "Ranks"); its rank lists are configuration. */
@Injectable()
export class PoolQualifiers {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /**
   * @param ranks of the pool, as they are frozen on a slot; those in force when left out
   * @returns the ids of all users who qualify now, ascending
   */
  async ids(pool: Pool, ranks = this.ranks(pool)): Promise<Types.ObjectId[]> {
    const users = await this.connection
      .collection(COLLECTIONS.users)
      .find(this.rule(pool, ranks), { projection: { _id: 1 }, sort: { _id: 1 }, batchSize: 20_000 })
      .toArray();
    return users.map((user) => user._id);
  }

  /** @returns how many qualify now, in all and by rank; every rank of the pool is named, also with 0 */
  async count(pool: Pool): Promise<QualifierCount> {
    const groups = await this.connection
      .collection(COLLECTIONS.users)
      .aggregate<{ _id: string; count: number }>([
        { $match: this.rule(pool) },
        { $group: { _id: '$rank', count: { $sum: 1 } } },
      ])
      .toArray();
    const counted = new Map(groups.map(({ _id, count }) => [_id, Number(count)]));
    const byRank = Object.fromEntries(this.ranks(pool).map((rank) => [rank, counted.get(rank) ?? 0]));
    return { totalQualifiers: Object.values(byRank).reduce((sum, count) => sum + count, 0), byRank };
  }

  private rule(pool: Pool, ranks = this.ranks(pool)): Record<string, unknown> {
    return {
      isActive: true,
      rank: { $in: [...ranks] },
      ...(pool === 'premium' ? { premiumQualified: { $ne: false } } : {}),
    };
  }

  private ranks(pool: Pool): readonly string[] {
    return ranksInForce(this.config)[pool];
  }
}

/** @returns the ranks that share each pool by the configuration */
export function ranksInForce({ premiumPoolRanks, performancePoolRanks }: AppConfig): PerPool<readonly string[]> {
  return { premium: premiumPoolRanks, performance: performancePoolRanks };
}
