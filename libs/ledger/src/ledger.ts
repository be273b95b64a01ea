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
  /** Set for ROS: the stake that earns, and whether it has reached its cap with this payout. */
  readonly stake?: { readonly id: Types.ObjectId; readonly reachesCap: boolean };
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
   * their cap: one command per collection, whatever their number.
   * @param session the transaction in which all of it happens, and in which the payouts were worked out
   * @returns the total paid
   * @throws LedgerCountError if the server did not write each of them; E11000 if one was paid before
   */
  async post(session: ClientSession, posting: Posting, payouts: readonly Payout[]): Promise<Money> {
    if (payouts.length === 0) return ZERO;
    await this.insertEntries(session, posting, payouts);
    checkpoint('chunk.entries-written', { distributionId: posting.distributionId.toHexString() });
    await this.creditStakes(session, posting.at, payouts);
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

  /** @returns which of these subjects have an entry of this type in this distribution, as text */
  async alreadyPaid(
    session: ClientSession,
    distributionId: Types.ObjectId,
    type: EntryType,
    subjectIds: readonly Types.ObjectId[],
  ): Promise<ReadonlySet<string>> {
    const entries = await this.connection
      .collection(COLLECTIONS.transactions)
      .find(
        { distributionId, type, subjectId: { $in: [...subjectIds] } },
        { session, projection: { _id: 0, subjectId: 1 }, batchSize: subjectIds.length + 1 },
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
      createdAt: posting.at,
    }));
    const result = await this.connection
      .collection(COLLECTIONS.transactions)
      .insertMany(entries, { session, ordered: true });
    assertCount('ledger entries inserted', result.insertedCount, payouts.length);
  }

  private async creditStakes(session: ClientSession, at: Date, payouts: readonly Payout[]): Promise<void> {
    const updates = payouts.flatMap(({ amount, stake }) => {
      if (stake === undefined) return [];
      const completion = stake.reachesCap ? { $set: { status: 'COMPLETED', completedAt: at } } : {};
      return [
        {
          updateOne: {
            // By id alone, which is the quickest. Whoever changes the stake after it was read in this transaction's
            // snapshot is in conflict with this write.
            filter: { _id: stake.id },
            update: { $inc: { totalEarned: moneyToDecimal(amount) }, ...completion },
          },
        },
      ];
    });
    if (updates.length === 0) return;
    const result = await this.connection.collection(COLLECTIONS.stakes).bulkWrite(updates, { session, ordered: true });
    assertCount('stakes credited', result.modifiedCount, updates.length);
  }

  private async creditWallets(session: ClientSession, payouts: readonly Payout[]): Promise<void> {
    const byUser = new Map<string, { userId: Types.ObjectId; amount: Money }>();
    for (const { userId, amount } of payouts) {
      const key = userId.toHexString();
      byUser.set(key, { userId, amount: addMoney(byUser.get(key)?.amount ?? ZERO, amount) });
    }
    const updates = [...byUser.values()].map(({ userId, amount }) => ({
      updateOne: { filter: { _id: userId }, update: { $inc: { 'wallets.earnings': moneyToDecimal(amount) } } },
    }));
    const result = await this.connection.collection(COLLECTIONS.users).bulkWrite(updates, { session, ordered: true });
    assertCount('wallets credited', result.modifiedCount, updates.length);
  }
}

function assertCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new LedgerCountError(`${what}: ${actual} of ${expected}; rolled back`);
}
