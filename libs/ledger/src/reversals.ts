import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, FIRST_ID, moneyFromDecimal, moneyToDecimal, type GoodBalance } from '#lib/database';
import { ZERO, addMoney, subtractMoney, sumMoney, type Money } from '#lib/money';
import { checkpoint } from '#lib/observability';
import { assertCount, credit, type Credit } from './credits.js';
import { REVERSAL_OF, type EntryType, type PayoutType } from './entry.schema.js';
import { RunningBalances } from './running-balances.js';
import { isReversal, type LinkedEntry } from './standing.js';

/** A payout of a distribution that nothing has taken back. */
export interface StandingPayout {
  readonly _id: Types.ObjectId;
  readonly type: PayoutType;
  readonly amount: Money;
}

/** What of a user's payouts in a distribution stands. */
export interface PayoutsOfUser {
  readonly userId: Types.ObjectId;
  readonly payouts: readonly StandingPayout[];
}

/** An entry that is to be taken back, as it was written. */
export interface PaidEntry extends StandingPayout {
  readonly userId: Types.ObjectId;
  readonly stakeId: Types.ObjectId | null;
  readonly distributionId: Types.ObjectId;
  readonly metadata: unknown;
  readonly createdAt: Date;
}

/** One entry that is taken back, and what goes back with it. */
export interface TakenBack {
  readonly entry: PaidEntry;
  /** The wallet, as it was read in this transaction. */
  readonly wallet: GoodBalance;
  /** Null where the payout was of no stake, or the stake is gone. */
  readonly stake: {
    readonly id: Types.ObjectId;
    /** Its `totalEarned`, as it was read in this transaction. */
    readonly earned: GoodBalance;
    /** It was completed by what is taken back. */
    readonly isActiveAgain: boolean;
    /** No later distribution has paid it. */
    readonly wasPaidLast: boolean;
  } | null;
}

/** What all entries of one reversal share. */
export interface ReversalPosting {
  readonly distributionId: Types.ObjectId;
  /** Of the payouts. */
  readonly type: PayoutType;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly description: string;
  readonly at: Date;
  /** See `Posting.order`. */
  readonly order: number;
}

/** Takes payouts back: an entry of the negative amount for each, with stake and wallet, together or not at all. */
@Injectable()
export class Reversals {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * What stands of distributions, user by user in ascending order, as it is read; users of whom nothing stands are left
   * out.
   * @param signal aborted when nobody waits for it any more
   */
  async *standing(distributionIds: readonly Types.ObjectId[], signal?: AbortSignal): AsyncGenerator<PayoutsOfUser> {
    interface Read extends LinkedEntry {
      readonly amount: unknown;
    }
    const cursor = this.connection.collection(COLLECTIONS.transactions).find<Read>(
      { distributionId: { $in: [...distributionIds] }, userId: { $gte: FIRST_ID } },
      {
        projection: { type: 1, userId: 1, subjectId: 1, amount: 1 },
        sort: { userId: 1 },
        batchSize: 2_000,
      },
    );
    let entries: Read[] = [];
    const ofOne = (): PayoutsOfUser | null => {
      const [first] = entries;
      if (first === undefined) return null;
      const undone = new Set(entries.flatMap(({ type, subjectId }) => (isReversal(type) ? [String(subjectId)] : [])));
      const payouts = entries
        .filter(({ _id, type }) => !isReversal(type) && !undone.has(_id.toHexString()))
        .map(({ _id, type, amount }) => ({ _id, type: type as PayoutType, amount: moneyFromDecimal(amount) }));
      return payouts.length === 0 ? null : { userId: first.userId, payouts };
    };
    for await (const entry of cursor) {
      signal?.throwIfAborted();
      if (entries[0]?.userId.equals(entry.userId) === false) {
        const one = ofOne();
        if (one !== null) yield one;
        entries = [];
      }
      entries.push(entry);
    }
    const last = ofOne();
    if (last !== null) yield last;
  }

  /** @returns those of these entries that there are, in ascending order of their users */
  async named(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<PaidEntry[]> {
    const found = await this.connection
      .collection(COLLECTIONS.transactions)
      .find({ _id: { $in: [...ids] } }, { session, batchSize: ids.length + 1 })
      .toArray();
    return found
      .map((entry) => ({
        _id: entry._id,
        type: entry['type'] as PayoutType,
        amount: moneyFromDecimal(entry['amount']),
        userId: entry['userId'] as Types.ObjectId,
        stakeId: entry['stakeId'] instanceof Types.ObjectId ? entry['stakeId'] : null,
        distributionId: entry['distributionId'] as Types.ObjectId,
        metadata: entry['metadata'] as unknown,
        createdAt: entry['createdAt'] as Date,
      }))
      .sort((a, b) => (a.userId.toHexString() < b.userId.toHexString() ? -1 : 1));
  }

  /**
   * @param at when: left out, ever
   * @returns the ids of these users' entries of a type in a distribution that were taken back, as text
   */
  async undone(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: PayoutType,
    users: readonly Types.ObjectId[],
    at?: Date,
  ): Promise<ReadonlySet<string>> {
    const found = await this.connection
      .collection(COLLECTIONS.transactions)
      .find<Pick<LinkedEntry, 'subjectId'>>(
        {
          ...{ userId: { $in: [...users] }, distributionId, type: REVERSAL_OF[type] },
          ...(at === undefined ? {} : { createdAt: at }),
        },
        { session, projection: { subjectId: 1 } },
      )
      .toArray();
    return new Set(found.map(({ subjectId }) => subjectId.toHexString()));
  }

  /** @returns the sums of what of these users' payouts in a distribution stands, by their ids as text */
  async sumsStanding(
    session: ClientSession,
    distributionId: Types.ObjectId,
    users: readonly Types.ObjectId[],
  ): Promise<ReadonlyMap<string, Money>> {
    const sums = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ _id: Types.ObjectId; total: unknown }>(
        [
          { $match: { userId: { $in: [...users] }, distributionId } },
          { $group: { _id: '$userId', total: { $sum: '$amount' } } },
        ],
        { session },
      )
      .toArray();
    return new Map(sums.map(({ _id, total }) => [_id.toHexString(), moneyFromDecimal(total)]));
  }

  /**
   * @param session the transaction in which all of it happens, and in which wallets and stakes were read
   * @returns the sum that was taken back
   * @throws LedgerCountError if the server did not write each of them; E11000 if one was taken back before
   */
  async post(session: ClientSession, posting: ReversalPosting, taken: readonly TakenBack[]): Promise<Money> {
    if (taken.length === 0) return ZERO;
    const ids = { distributionId: posting.distributionId.toHexString() };
    await this.insertEntries(session, posting, taken);
    checkpoint('chunk.entries-written', ids);
    await this.debitStakes(session, taken);
    checkpoint('chunk.stakes-written', ids);
    await this.debitWallets(session, taken);
    checkpoint('chunk.wallets-written', ids);
    return sumMoney(taken.map(({ entry }) => entry.amount));
  }

  private async insertEntries(
    session: ClientSession,
    posting: ReversalPosting,
    taken: readonly TakenBack[],
  ): Promise<void> {
    const type: EntryType = REVERSAL_OF[posting.type];
    const wallets = new RunningBalances();
    const earnings = new RunningBalances();
    const entries = taken.map(({ entry, wallet, stake }) => ({
      _id: new Types.ObjectId(),
      userId: entry.userId,
      ...(entry.stakeId === null ? {} : { stakeId: entry.stakeId }),
      type,
      amount: moneyToDecimal(negative(entry.amount)),
      walletAfter: moneyToDecimal(wallets.add(entry.userId, wallet.standsFor, negative(entry.amount))),
      ...(stake === null
        ? {}
        : { earnedAfter: moneyToDecimal(earnings.add(stake.id, stake.earned.standsFor, negative(entry.amount))) }),
      status: 'Completed',
      distributionId: posting.distributionId,
      subjectId: entry._id,
      reverses: entry._id,
      distributionDate: posting.date,
      slotNumber: posting.slotNumber,
      metadata: entry.metadata,
      description: posting.description,
      order: posting.order,
      createdAt: posting.at,
    }));
    const result = await this.connection
      .collection(COLLECTIONS.transactions)
      .insertMany(entries, { session, ordered: true });
    assertCount('reversing entries inserted', result.insertedCount, taken.length);
  }

  private async debitStakes(session: ClientSession, taken: readonly TakenBack[]): Promise<void> {
    const credits = taken.flatMap(({ entry, stake }): Credit[] => {
      if (stake === null) return [];
      const unset = {
        ...(stake.isActiveAgain ? { completedAt: '' as const } : {}),
        // Else whoever pays it again in this distribution would take it for paid.
        ...(stake.wasPaidLast ? { lastPaidIn: '' as const } : {}),
      };
      const more = {
        ...(stake.isActiveAgain ? { $set: { status: 'ACTIVE' } } : {}),
        ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }),
      };
      return [{ id: stake.id, amount: negative(entry.amount), before: stake.earned, more }];
    });
    await credit(this.connection, session, {
      what: 'stakes debited',
      collection: COLLECTIONS.stakes,
      field: 'totalEarned',
      credits,
    });
  }

  private async debitWallets(session: ClientSession, taken: readonly TakenBack[]): Promise<void> {
    const byUser = new Map<string, Credit>();
    for (const { entry, wallet } of taken) {
      const key = entry.userId.toHexString();
      const sum = addMoney(byUser.get(key)?.amount ?? ZERO, negative(entry.amount));
      byUser.set(key, { id: entry.userId, amount: sum, before: wallet, more: {} });
    }
    await credit(this.connection, session, {
      what: 'wallets debited',
      collection: COLLECTIONS.users,
      field: 'wallets.earnings',
      credits: [...byUser.values()],
    });
  }
}

function negative(amount: Money): Money {
  return subtractMoney(ZERO, amount);
}
