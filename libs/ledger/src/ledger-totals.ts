import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { COLLECTIONS, moneyFromDecimal, type Decimal128 } from '#lib/database';
import type { Money } from '#lib/money';
import type { EntryType } from './entry.schema.js';

export interface LedgerTotal {
  readonly type: EntryType;
  readonly count: number;
  readonly total: Money;
}

/** What the ledger says was paid. */
@Injectable()
export class LedgerTotals {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns number and sum of a distribution's entries, by type */
  async ofDistribution(distributionId: Types.ObjectId): Promise<LedgerTotal[]> {
    const groups = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ _id: EntryType; count: number; total: Decimal128 }>([
        { $match: { distributionId } },
        { $group: { _id: '$type', count: { $sum: 1 }, total: { $sum: '$amount' } } },
      ])
      .toArray();
    return groups.map(({ _id, count, total }) => ({
      type: _id,
      count: Number(count),
      total: moneyFromDecimal(total),
    }));
  }

  /** @returns how many users have an entry in this distribution */
  async usersPaid(distributionId: Types.ObjectId): Promise<number> {
    const [found] = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ count: number }>(
        [{ $match: { distributionId } }, { $group: { _id: '$userId' } }, { $count: 'count' }],
        { allowDiskUse: true },
      )
      .toArray();
    return Number(found?.count ?? 0);
  }
}
