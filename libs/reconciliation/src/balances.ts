import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { moneyFromMicros } from '#lib/money';
import { NOTHING_FOUND, balances, exactly, plus, stored, summed, type Found } from './amounts.js';
import type { Difference } from './report.js';

/** Which users: a range of their ids, or a list. */
export type UserFilter =
  | { readonly $in: readonly Types.ObjectId[] }
  | { readonly $gte?: Types.ObjectId; readonly $gt?: Types.ObjectId; readonly $lte: Types.ObjectId };

interface StoredUser {
  readonly _id: Types.ObjectId;
  readonly wallets?: { readonly earnings?: unknown } | null;
}

interface StoredStake {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
}

interface EntrySum {
  readonly _id: { readonly user: Types.ObjectId; readonly stake?: Types.ObjectId | null };
  readonly total: unknown;
}

/** Users with their wallets and stakes, and what the ledger holds for them, all as of one instant. */
export interface BalanceSheet {
  readonly users: readonly StoredUser[];
  readonly stakes: readonly StoredStake[];
  readonly sums: readonly EntrySum[];
}

/** One wallet or stake that is not what it must be. */
export type BalanceDifference = Difference & {
  readonly ids: { readonly userId: string; readonly stakeId?: string };
};

const BATCH = 50_000;

/** Reads balances and the ledger beside them. */
@Injectable()
export class Balances {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the next `limit` users after an id, ascending */
  async users(session: ClientSession, after: Types.ObjectId | null, limit: number): Promise<StoredUser[]> {
    return this.connection
      .collection<StoredUser>(COLLECTIONS.users)
      .find(
        { _id: after === null ? { $gte: FIRST_ID } : { $gt: after, $lte: LAST_ID } },
        { session, projection: WALLET, sort: { _id: 1 }, limit, batchSize: limit + 1 },
      )
      .toArray();
  }

  /** @param users when they are in hand, of the same transaction */
  async read(session: ClientSession, filter: UserFilter, users?: readonly StoredUser[]): Promise<BalanceSheet> {
    return {
      users: users ?? (await this.usersOf(session, filter)),
      stakes: await this.stakesOf(session, filter),
      sums: await this.sumsOf(session, filter),
    };
  }

  private async usersOf(session: ClientSession, filter: UserFilter): Promise<StoredUser[]> {
    return this.connection
      .collection<StoredUser>(COLLECTIONS.users)
      .find({ _id: mutable(filter) }, { session, projection: WALLET, batchSize: BATCH })
      .toArray();
  }

  private async stakesOf(session: ClientSession, filter: UserFilter): Promise<StoredStake[]> {
    return this.connection
      .collection<StoredStake>(COLLECTIONS.stakes)
      .find(
        { userId: mutable(filter) },
        { session, projection: { userId: 1, amount: 1, totalEarned: 1 }, batchSize: BATCH },
      )
      .toArray();
  }

  private async sumsOf(session: ClientSession, filter: UserFilter): Promise<EntrySum[]> {
    return this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<EntrySum>(
        [
          { $match: { userId: mutable(filter) } },
          { $group: { _id: { user: '$userId', stake: '$stakeId' }, total: { $sum: '$amount' } } },
        ],
        { session, allowDiskUse: true, batchSize: BATCH },
      )
      .toArray();
  }
}

export const FIRST_ID = new Types.ObjectId('000000000000000000000000');
export const LAST_ID = new Types.ObjectId('ffffffffffffffffffffffff');
const WALLET = { 'wallets.earnings': 1 };

function mutable(filter: UserFilter) {
  return '$in' in filter ? { $in: [...filter.$in] } : { ...filter };
}

/** Compares a sheet: wallets and stakes with the sums of their entries, stakes with their cap. Pure. */
export function compareBalances(sheet: BalanceSheet, capPercent: number): BalanceDifference[] {
  const wallets = new Map<string, Found>();
  const earned = new Map<string, { userId: string; total: Found }>();
  for (const { _id, total } of sheet.sums) {
    const userId = _id.user.toHexString();
    const sum = summed(total);
    wallets.set(userId, plus(wallets.get(userId) ?? NOTHING_FOUND, sum));
    if (_id.stake !== undefined && _id.stake !== null)
      earned.set(`${userId} ${String(_id.stake)}`, { userId, total: sum });
  }
  return [...compareWallets(sheet.users, wallets), ...compareStakes(sheet.stakes, earned, capPercent)];
}

/** Takes from `ledger` what it compares; what is left then belongs to nobody. */
function compareWallets(users: readonly StoredUser[], ledger: Map<string, Found>): BalanceDifference[] {
  const differences: BalanceDifference[] = [];
  for (const user of users) {
    const userId = user._id.toHexString();
    const actual = stored(user.wallets?.earnings);
    const expected = ledger.get(userId) ?? NOTHING_FOUND;
    ledger.delete(userId);
    if (balances(expected, actual)) continue;
    differences.push({
      what: 'the wallet against the sum of its user’s ledger entries',
      ids: { userId },
      expected: expected.text,
      actual: actual.text,
    });
  }
  for (const [userId, expected] of ledger) {
    differences.push({
      what: 'ledger entries of a user who does not exist',
      ids: { userId },
      expected: expected.text,
      actual: 'no such user',
    });
  }
  return differences;
}

function compareStakes(
  stakes: readonly StoredStake[],
  ledger: Map<string, { userId: string; total: Found }>,
  capPercent: number,
): BalanceDifference[] {
  const differences: BalanceDifference[] = [];
  for (const stake of stakes) {
    const ids = { userId: stake.userId.toHexString(), stakeId: stake._id.toHexString() };
    const key = `${ids.userId} ${ids.stakeId}`;
    const actual = stored(stake.totalEarned);
    const expected = ledger.get(key)?.total ?? NOTHING_FOUND;
    ledger.delete(key);
    if (!balances(expected, actual)) {
      const what = 'totalEarned of the stake against the sum of its ledger entries';
      differences.push({ what, ids, expected: expected.text, actual: actual.text });
    }
    const cap = capOf(stake, capPercent);
    if (cap !== null && cap.money !== null && actual.money !== null && actual.money > cap.money) {
      differences.push({
        what: `totalEarned of the stake against its cap of ${capPercent} %`,
        ids,
        expected: `at most ${cap.text}`,
        actual: actual.text,
      });
    }
  }
  for (const [key, { userId, total }] of ledger) {
    differences.push({
      what: 'ledger entries for a stake that its user does not own',
      ids: { userId, stakeId: key.slice(userId.length + 1) },
      expected: total.text,
      actual: 'no such stake of this user',
    });
  }
  return differences;
}

/** Null when the stake's amount is none; then it must have earned nothing, which its entries tell. */
function capOf(stake: StoredStake, capPercent: number): Found | null {
  const { money } = stored(stake.amount);
  return money === null ? null : exactly(moneyFromMicros((money * BigInt(capPercent)) / 100n));
}
