import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, moneyToDecimal } from '#lib/database';
import { moneyFromMicros } from '#lib/money';
import { assertCount } from './credits.js';
import type { Movements } from './other-entries.js';

/** What a wallet holds that another service has kept, and which of its entries that stands for. Amounts in millionths. */
export interface Opening {
  readonly entryId: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly micros: bigint;
  readonly covers: Movements;
}

/** A stored balance that becomes the same amount as Decimal128. */
export interface WalletConversion {
  readonly userId: Types.ObjectId;
  readonly micros: bigint;
}

/** Fields of a stake that are set, or taken away. */
export interface StakeChange {
  readonly stakeId: Types.ObjectId;
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset?: readonly string[];
}

/** A wallet that gets back what stood there. */
export interface WalletReturn {
  readonly userId: Types.ObjectId;
  /** As the driver reads it with `promoteValues: false`, so that its type stays. */
  readonly before: unknown;
}

/**
 * Takes balances over that another service has kept: the same amounts, as Decimal128, and opening entries from which the
 * ledger is complete. It moves no money. Everything in the caller's transaction, in which the balances were read.
 */
@Injectable()
export class BalanceAdoption {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * By id alone, which is the quickest: whoever moves a wallet after it was read in this transaction's snapshot is in conflict
   * with this write.
   * @throws LedgerCountError if a user has gone
   */
  async convertWallets(session: ClientSession, conversions: readonly WalletConversion[]): Promise<void> {
    if (conversions.length === 0) return;
    const updates = conversions.map(({ userId, micros }) => ({
      updateOne: {
        filter: { _id: userId },
        update: { $set: { 'wallets.earnings': moneyToDecimal(moneyFromMicros(micros)) } },
      },
    }));
    const result = await this.connection.collection(COLLECTIONS.users).bulkWrite(updates, { session, ordered: true });
    assertCount('wallets converted', result.matchedCount, updates.length);
  }

  async insertOpenings(session: ClientSession, openings: readonly Opening[], at: Date): Promise<void> {
    if (openings.length === 0) return;
    const entries = openings.map(({ entryId, userId, micros, covers }) => ({
      _id: entryId,
      userId,
      type: 'OPENING_BALANCE',
      amount: moneyToDecimal(moneyFromMicros(micros)),
      walletAfter: moneyToDecimal(moneyFromMicros(micros)),
      status: 'Completed',
      distributionId: null,
      subjectId: userId,
      distributionDate: null,
      slotNumber: null,
      metadata: {
        slotNumber: null,
        covers: { count: covers.count, amount: moneyToDecimal(moneyFromMicros(covers.micros)) },
      },
      description: 'Opening balance',
      createdAt: at,
    }));
    const result = await this.connection
      .collection(COLLECTIONS.transactions)
      .insertMany(entries, { session, ordered: true });
    assertCount('opening balances inserted', result.insertedCount, entries.length);
  }

  /** @throws LedgerCountError if a stake has gone */
  async changeStakes(session: ClientSession, changes: readonly StakeChange[]): Promise<void> {
    if (changes.length === 0) return;
    const updates = changes.map(({ stakeId, set, unset = [] }) => ({
      updateOne: {
        filter: { _id: stakeId },
        update: {
          ...(Object.keys(set).length === 0 ? {} : { $set: set }),
          ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((field) => [field, ''])) }),
        },
      },
    }));
    const result = await this.connection.collection(COLLECTIONS.stakes).bulkWrite(updates, { session, ordered: true });
    assertCount('stakes changed', result.matchedCount, updates.length);
  }

  /** Puts back what wallets held, bit by bit. */
  async returnWallets(session: ClientSession, returns: readonly WalletReturn[]): Promise<void> {
    if (returns.length === 0) return;
    const updates = returns.map(({ userId, before }) => ({
      updateOne: { filter: { _id: userId }, update: { $set: { 'wallets.earnings': before } } },
    }));
    const result = await this.connection.collection(COLLECTIONS.users).bulkWrite(updates, { session, ordered: true });
    assertCount('wallets returned', result.matchedCount, updates.length);
  }

  /** Takes opening entries away again, which nothing else has built on. */
  async deleteOpenings(session: ClientSession, entryIds: readonly Types.ObjectId[]): Promise<void> {
    if (entryIds.length === 0) return;
    const result = await this.connection
      .collection(COLLECTIONS.transactions)
      .deleteMany({ _id: { $in: [...entryIds] }, type: 'OPENING_BALANCE' }, { session });
    assertCount('opening balances taken away', result.deletedCount, entryIds.length);
  }
}
