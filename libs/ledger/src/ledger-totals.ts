import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { COLLECTIONS, moneyFromDecimal, type Decimal128 } from '#lib/database';
import { ZERO, addMoney, type Money } from '#lib/money';
import { REVERSAL_OF, REVERSAL_TYPES, type EntryType, type PayoutType } from './entry.schema.js';

export interface LedgerTotal {
  readonly type: EntryType;
  readonly count: number;
  readonly total: Money;
}

/** What of payouts of a type stands: paid, less taken back. Pure. */
export function netOf(totals: readonly LedgerTotal[], type: PayoutType): Omit<LedgerTotal, 'type'> {
  const of = (wanted: EntryType) => totals.find((one) => one.type === wanted) ?? { count: 0, total: ZERO };
  const [paid, takenBack] = [of(type), of(REVERSAL_OF[type])];
  return { count: paid.count - takenBack.count, total: addMoney(paid.total, takenBack.total) };
}

/** How a distribution's entries are read: not all in one query. */
export interface LedgerSlices {
  /** Users at whom one slice ends and the next begins, in ascending order. */
  readonly cuts: () => AsyncIterable<Types.ObjectId>;
  /** Called after each slice. */
  readonly onSlice: () => void;
}

/** What the ledger says was paid; added up slice by slice of the users, outside of any transaction. */
@Injectable()
export class LedgerTotals {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns number and sum of a distribution's entries, by type */
  async ofDistribution(distributionId: Types.ObjectId, slices: LedgerSlices): Promise<LedgerTotal[]> {
    const totals = new Map<EntryType, LedgerTotal>();
    for await (const slice of slicesOf(distributionId, slices)) {
      const groups = await this.entries()
        .aggregate<{ _id: EntryType; count: number; total: Decimal128 }>([
          { $match: slice },
          { $group: { _id: '$type', count: { $sum: 1 }, total: { $sum: '$amount' } } },
        ])
        .toArray();
      for (const { _id: type, count, total } of groups) {
        const sum = { type, count: Number(count), total: moneyFromDecimal(total) };
        const before = totals.get(type);
        totals.set(type, before === undefined ? sum : plus(before, sum));
      }
    }
    return [...totals.values()];
  }

  /** @returns how many users have an entry in this distribution that was not taken back */
  async usersPaid(distributionId: Types.ObjectId, slices: LedgerSlices): Promise<number> {
    let users = 0;
    for await (const slice of slicesOf(distributionId, slices)) {
      const [found] = await this.entries()
        .aggregate<{ count: number }>(
          [
            { $match: slice },
            { $group: { _id: '$userId', standing: { $sum: STANDS } } },
            { $match: { standing: { $gt: 0 } } },
            { $count: 'count' },
          ],
          { allowDiskUse: true },
        )
        .toArray();
      users += Number(found?.count ?? 0);
    }
    return users;
  }

  /** @returns number and sum of the entries of these types, by distribution as text; those without any are not in it */
  async byDistribution(
    distributionIds: readonly Types.ObjectId[],
    types: readonly string[],
  ): Promise<ReadonlyMap<string, Omit<LedgerTotal, 'type'>>> {
    if (distributionIds.length === 0) return new Map();
    const groups = await this.entries()
      .aggregate<{ _id: Types.ObjectId; count: number; total: Decimal128 }>([
        { $match: { distributionId: { $in: [...distributionIds] }, type: { $in: [...types] } } },
        { $group: { _id: '$distributionId', count: { $sum: 1 }, total: { $sum: '$amount' } } },
      ])
      .toArray();
    return new Map(
      groups.map(({ _id, count, total }) => [
        _id.toHexString(),
        { count: Number(count), total: moneyFromDecimal(total) },
      ]),
    );
  }

  private entries() {
    return this.connection.collection(COLLECTIONS.transactions);
  }
}

/** A payout counts as one, and what takes it back as one less. */
const STANDS = { $cond: [{ $in: ['$type', [...REVERSAL_TYPES]] }, -1, 1] };

/** A user is in one slice, and so is whatever else stands in place of one. */
async function* slicesOf(
  distributionId: Types.ObjectId,
  { cuts, onSlice }: LedgerSlices,
): AsyncGenerator<Record<string, unknown>> {
  let from: Types.ObjectId | null = null;
  for await (const cut of cuts()) {
    yield { distributionId, userId: from === null ? { $not: { $gte: cut } } : { $gte: from, $lt: cut } };
    onSlice();
    from = cut;
  }
  yield { distributionId, ...(from === null ? {} : { userId: { $gte: from } }) };
  onSlice();
}

function plus(a: LedgerTotal, b: LedgerTotal): LedgerTotal {
  return { type: a.type, count: a.count + b.count, total: addMoney(a.total, b.total) };
}
