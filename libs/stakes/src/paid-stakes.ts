import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { EXACT_NUMBERS, isDecimalOrNothing, microsFromStored } from '#lib/database';
import { moneyFromMicros, type Money } from '#lib/money';
import { Stake } from './stake.schema.js';

/** A stake of which a payout is to be taken back. */
export interface PaidStake {
  readonly id: Types.ObjectId;
  /** Null where what is stored is no amount. */
  readonly earned: Money | null;
  /** Whether it can be subtracted from as it is stored. */
  readonly isDecimal: boolean;
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
        const micros = totalEarned === undefined ? 0n : microsFromStored(totalEarned);
        const stake: PaidStake = {
          id: _id,
          earned: micros === null ? null : moneyFromMicros(micros),
          isDecimal: isDecimalOrNothing(totalEarned),
          completedAt: status === 'COMPLETED' && completedAt instanceof Date ? completedAt : null,
          lastPaidIn: lastPaidIn instanceof Types.ObjectId ? lastPaidIn : null,
        };
        return [String(_id), stake];
      }),
    );
  }
}
