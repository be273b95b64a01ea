import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, moneyToDecimal, rateToDecimal } from '#lib/database';
import { ZERO, addMoney, sumMoney, type Money, type Rate } from '#lib/money';
import { checkpoint } from '#lib/observability';
import type { EntryType, PayoutType } from './entry.schema.js';

/** One payout: what its subject earns. */
export interface Payout {
  readonly userId: Types.ObjectId;
  readonly amount: Money;
  /**
   * Set where the wallet, as it was read in this transaction, holds another number than a Decimal128: what it stands for.
   * The wallet is set to the sum, because adding to a double would keep what is noise in it.
   */
  readonly walletBefore?: Money;
  /** Set for ROS: the stake that earns. */
  readonly stake?: {
    readonly id: Types.ObjectId;
    /** Whether it has reached its cap with this payout. */
    readonly reachesCap: boolean;
    /** As `walletBefore`, of the stake's `totalEarned`. */
    readonly earnedBefore?: Money;
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

/** The server wrote another number of documents than was asked: the transaction must not be committed. */
export class LedgerCountError extends Error {
  readonly code = 'LEDGER_COUNT_MISMATCH';
}

/** The only door that moves money: ledger entries, stakes' earnings and wallets, together or not at all. */
@Injectable()
export class Ledger {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Writes the entries of these payouts, adds them to their stakes and wallets, and completes stakes that reached
   * their cap: one command per collection, whatever their number, and another one where balances are numbers that
   * become Decimal128. One posting in a transaction: a second would know such balances by what they were.
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
   * @returns the subjects for which these users have an entry of this type in this distribution, as text
   */
  async alreadyPaid(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    users: readonly Types.ObjectId[],
  ): Promise<ReadonlySet<string>> {
    if (users.length === 0) return new Set();
    const entries = await this.connection
      .collection(COLLECTIONS.transactions)
      .find(
        { userId: { $in: [...users] }, distributionId, type },
        { session, projection: { _id: 0, subjectId: 1 }, batchSize: BATCH },
      )
      .toArray();
    return new Set(entries.map((entry) => String(entry['subjectId'])));
  }

  private async insertEntries(session: ClientSession, posting: Posting, payouts: readonly Payout[]): Promise<void> {
    const metadata = {
      slotNumber: posting.slotNumber,
      ...(posting.rate === undefined ? {} : { rosPercentage: rateToDecimal(posting.rate) }),
    };
    const entries = payouts.map(({ userId, amount, stake }) => ({
      _id: new Types.ObjectId(),
      userId,
      ...(stake === undefined ? {} : { stakeId: stake.id }),
      type: posting.type,
      amount: moneyToDecimal(amount),
      status: 'Completed',
      distributionId: posting.distributionId,
      subjectId: stake?.id ?? userId,
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
      return [{ id: stake.id, amount, before: stake.earnedBefore, more }];
    });
    await this.credit(session, {
      what: 'stakes credited',
      collection: COLLECTIONS.stakes,
      field: 'totalEarned',
      credits,
    });
  }

  private async creditWallets(session: ClientSession, payouts: readonly Payout[]): Promise<void> {
    const byUser = new Map<string, Credit>();
    for (const { userId, amount, walletBefore } of payouts) {
      const key = userId.toHexString();
      const sum = addMoney(byUser.get(key)?.amount ?? ZERO, amount);
      byUser.set(key, { id: userId, amount: sum, before: walletBefore, more: {} });
    }
    const credits = [...byUser.values()];
    await this.credit(session, {
      what: 'wallets credited',
      collection: COLLECTIONS.users,
      field: 'wallets.earnings',
      credits,
    });
  }

  /**
   * By id alone, which is the quickest: whoever changes a document after it was read in this transaction's snapshot is in
   * conflict with this write.
   */
  private async credit(session: ClientSession, { what, collection, field, credits }: Credits): Promise<void> {
    const added = credits.flatMap(({ id, amount, before, more }) =>
      before === undefined
        ? [{ updateOne: { filter: { _id: id }, update: { $inc: { [field]: moneyToDecimal(amount) }, ...more } } }]
        : [],
    );
    const replaced = credits.flatMap(({ id, amount, before, more }) => {
      if (before === undefined) return [];
      const update = { ...more, $set: { ...more.$set, [field]: moneyToDecimal(addMoney(before, amount)) } };
      return [{ updateOne: { filter: { _id: id, [field]: { $not: { $type: 'decimal' } } }, update } }];
    });
    for (const updates of [added, replaced]) {
      if (updates.length === 0) continue;
      const result = await this.connection.collection(collection).bulkWrite(updates, { session, ordered: true });
      assertCount(what, result.modifiedCount, updates.length);
    }
  }
}

const BATCH = 50_000;

/** What is added to one balance. */
interface Credit {
  readonly id: Types.ObjectId;
  readonly amount: Money;
  /** What stands there, where it is to be replaced. */
  readonly before: Money | undefined;
  readonly more: {
    readonly $set?: Readonly<Record<string, unknown>>;
    readonly $addToSet?: Readonly<Record<string, unknown>>;
  };
}

interface Credits {
  readonly what: string;
  readonly collection: string;
  readonly field: string;
  readonly credits: readonly Credit[];
}

/** @throws LedgerCountError */
export function assertCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new LedgerCountError(`${what}: ${actual} of ${expected}; rolled back`);
}
