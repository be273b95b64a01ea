import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { EXACT_NUMBERS, storedBalance, type StoredBalance } from '#lib/database';
import { Stake } from './stake.schema.js';

/** A stake of which a payout is to be taken back. */
export interface PaidStake {
  readonly id: Types.ObjectId;
  readonly earned: StoredBalance;
  /** Null but for a COMPLETED one. */
  readonly completedAt: Date | null;
  /** The distribution that paid it last. */
  readonly lastPaidIn: Types.ObjectId | null;
}

/** Stakes that were paid, to read. */
@Injectable()
export class PaidStakes {
  constructor(@InjectModel(Stake.name) private readonly stakes: Model<Stake>) {}

  /** @returns those of these stakes that there are, by id as text, as the transaction sees them */
  async read(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<ReadonlyMap<string, PaidStake>> {
    if (ids.length === 0) return new Map();
    const found = await this.stakes.collection
      .find(
        { _id: { $in: [...ids] } },
        {
          ...EXACT_NUMBERS,
          session,
          projection: { totalEarned: 1, status: 1, completedAt: 1, lastPaidIn: 1 },
          batchSize: ids.length + 1,
        },
      )
      .toArray();
    return new Map(
      found.map(({ _id, totalEarned, status, completedAt, lastPaidIn }) => {
        const stake: PaidStake = {
          id: _id,
          earned: storedBalance(totalEarned),
          completedAt: status === 'COMPLETED' && completedAt instanceof Date ? completedAt : null,
          lastPaidIn: lastPaidIn instanceof Types.ObjectId ? lastPaidIn : null,
        };
        return [String(_id), stake];
      }),
    );
  }
}
