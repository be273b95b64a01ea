import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, moneyToDecimal, rateToDecimal, type GoodBalance } from '#lib/database';
import { ZERO, addMoney, sumMoney, type Money, type Rate } from '#lib/money';
import { checkpoint } from '#lib/observability';
import { assertCount, credit, type Credit } from './credits.js';
import { REVERSAL_OF, type PayoutType } from './entry.schema.js';
import { RunningBalances } from './running-balances.js';
import { standingsOf, type LinkedEntry, type Standing } from './standing.js';

/** One payout: what its subject earns. */
export interface Payout {
  readonly userId: Types.ObjectId;
  readonly amount: Money;
  /** The wallet, as it was read in this transaction. */
  readonly wallet: GoodBalance;
  /** Set where it was paid before and taken back: the entry that did. */
  readonly again?: Types.ObjectId;
  /** Set for ROS: the stake that earns. */
  readonly stake?: {
    readonly id: Types.ObjectId;
    /** Whether it has reached its cap with this payout. */
    readonly reachesCap: boolean;
    /** Its `totalEarned`, as it was read in this transaction. */
    readonly earned: GoodBalance;
    /** Who got its last payout, where that was somebody else: he is remembered on it. */
    readonly formerOwner?: Types.ObjectId;
  };
}

/** What all payouts of one posting share. */
export interface Posting {
  readonly distributionId: Types.ObjectId;
  readonly type: PayoutType;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly rate?: Rate;
  readonly description: string;
  readonly at: Date;
  /**
   * The place of these entries in their users' histories, on the scale of milliseconds since 1970: larger than that of
   * what reached the wallets before, whichever worker pays.
   */
  readonly order: number;
}

/** The only door that moves money: ledger entries, stakes' earnings and wallets, together or not at all. */
@Injectable()
export class Ledger {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Writes the entries of these payouts, adds them to their stakes and wallets, and completes stakes that reached
   * their cap: one command per collection, whatever their number, and another one where balances are numbers that
   * become Decimal128. One posting in a transaction: a second would know balances by what they were.
   * @param session the transaction in which all of it happens, and in which the payouts were worked out
   * @returns the total paid
   * @throws LedgerCountError if the server did not write each of them; E11000 if one was paid before
   */
  async post(session: ClientSession, posting: Posting, payouts: readonly Payout[]): Promise<Money> {
    if (payouts.length === 0) return ZERO;
    await this.insertEntries(session, posting, payouts);
    checkpoint('chunk.entries-written', { distributionId: posting.distributionId.toHexString() });
    await this.creditStakes(session, posting, payouts);
    checkpoint('chunk.stakes-written', { distributionId: posting.distributionId.toHexString() });
    await this.creditWallets(session, payouts);
    checkpoint('chunk.wallets-written', { distributionId: posting.distributionId.toHexString() });
    return sumMoney(payouts.map(({ amount }) => amount));
  }

  /** Completes stakes that had reached their cap before and so are due nothing. */
  async completeCapped(session: ClientSession, stakeIds: readonly Types.ObjectId[], at: Date): Promise<void> {
    if (stakeIds.length === 0) return;
    const result = await this.connection
      .collection(COLLECTIONS.stakes)
      .updateMany(
        { _id: { $in: [...stakeIds] }, status: 'ACTIVE' },
        { $set: { status: 'COMPLETED', completedAt: at } },
        { session },
      );
    assertCount('stakes completed', result.modifiedCount, stakeIds.length);
  }

  /**
   * @param users who would be paid: the index leads to entries by their users
   * @returns how what these users were paid by entries of this type in this distribution stands, by subject as text
   */
  async standings(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: PayoutType,
    users: readonly Types.ObjectId[],
  ): Promise<ReadonlyMap<string, Standing>> {
    if (users.length === 0) return new Map();
    const entries = await this.connection
      .collection(COLLECTIONS.transactions)
      .find<LinkedEntry>(
        { userId: { $in: [...users] }, distributionId, type: { $in: [type, REVERSAL_OF[type]] } },
        { session, projection: { type: 1, userId: 1, stakeId: 1, subjectId: 1 }, batchSize: BATCH },
      )
      .toArray();
    return standingsOf(entries);
  }

  private async insertEntries(session: ClientSession, posting: Posting, payouts: readonly Payout[]): Promise<void> {
    const metadata = {
      slotNumber: posting.slotNumber,
      ...(posting.rate === undefined ? {} : { rosPercentage: rateToDecimal(posting.rate) }),
    };
    const wallets = new RunningBalances();
    const earnings = new RunningBalances();
    const entries = payouts.map(({ userId, amount, wallet, stake, again }) => ({
      _id: new Types.ObjectId(),
      userId,
      ...(stake === undefined ? {} : { stakeId: stake.id }),
      type: posting.type,
      amount: moneyToDecimal(amount),
      walletAfter: moneyToDecimal(wallets.add(userId, wallet.standsFor, amount)),
      ...(stake === undefined
        ? {}
        : { earnedAfter: moneyToDecimal(earnings.add(stake.id, stake.earned.standsFor, amount)) }),
      status: 'Completed',
      distributionId: posting.distributionId,
      subjectId: again ?? stake?.id ?? userId,
      distributionDate: posting.date,
      slotNumber: posting.slotNumber,
      metadata,
      description: posting.description,
      order: posting.order,
      createdAt: posting.at,
    }));
    const result = await this.connection
      .collection(COLLECTIONS.transactions)
      .insertMany(entries, { session, ordered: true });
    assertCount('ledger entries inserted', result.insertedCount, payouts.length);
  }

  private async creditStakes(session: ClientSession, posting: Posting, payouts: readonly Payout[]): Promise<void> {
    const credits = payouts.flatMap(({ userId, amount, stake }) => {
      if (stake === undefined) return [];
      const completion = stake.reachesCap ? { status: 'COMPLETED', completedAt: posting.at } : {};
      const { formerOwner } = stake;
      const more = {
        $set: { lastPaidIn: posting.distributionId, lastPaidTo: userId, ...completion },
        ...(formerOwner === undefined ? {} : { $addToSet: { formerOwners: formerOwner } }),
      };
      return [{ id: stake.id, amount, before: stake.earned, more }];
    });
    await credit(this.connection, session, {
      what: 'stakes credited',
      collection: COLLECTIONS.stakes,
      field: 'totalEarned',
      credits,
    });
  }

  private async creditWallets(session: ClientSession, payouts: readonly Payout[]): Promise<void> {
    const byUser = new Map<string, Credit>();
    for (const { userId, amount, wallet } of payouts) {
      const key = userId.toHexString();
      const sum = addMoney(byUser.get(key)?.amount ?? ZERO, amount);
      byUser.set(key, { id: userId, amount: sum, before: wallet, more: {} });
    }
    const credits = [...byUser.values()];
    await credit(this.connection, session, {
      what: 'wallets credited',
      collection: COLLECTIONS.users,
      field: 'wallets.earnings',
      credits,
    });
  }
}

const BATCH = 50_000;
