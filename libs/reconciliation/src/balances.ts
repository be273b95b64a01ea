import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { OTHER_ENTRIES, OUR_ENTRIES } from '#lib/ledger';
import { ZERO, moneyFromMicros } from '#lib/money';
import { balances, isExact, plus, stored, toText, type Found } from './amounts.js';
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

  /** Of ours and of others', which two indexes lead to. */
  private async sumsOf(session: ClientSession, filter: UserFilter): Promise<EntrySum[]> {
    const sums: EntrySum[] = [];
    for (const whose of [OUR_ENTRIES, OTHER_ENTRIES]) {
      const groups = this.connection
        .collection(COLLECTIONS.transactions)
        .aggregate<EntrySum>(
          [
            { $match: { userId: mutable(filter), ...whose } },
            { $group: { _id: { user: '$userId', stake: '$stakeId' }, total: { $sum: '$amount' } } },
          ],
          { session, allowDiskUse: true, batchSize: BATCH },
        );
      for await (const group of groups) sums.push(group);
    }
    return sums;
  }
}

export const FIRST_ID = new Types.ObjectId('000000000000000000000000');
export const LAST_ID = new Types.ObjectId('ffffffffffffffffffffffff');
const WALLET = { 'wallets.earnings': 1 };

function mutable(filter: UserFilter) {
  return '$in' in filter ? { $in: [...filter.$in] } : { ...filter };
}

/** Compares the wallets of a sheet with the sums of their entries. Pure. */
export function compareWallets({ users, sums }: BalanceSheet): BalanceDifference[] {
  const ledger = new Map<string, Found>();
  for (const { _id, total } of sums) {
    const userId = _id.user.toHexString();
    ledger.set(userId, plus(ledger.get(userId) ?? ZERO, stored(total)));
  }
  const differences: BalanceDifference[] = [];
  for (const user of users) {
    const userId = user._id.toHexString();
    const expected = ledger.get(userId) ?? ZERO;
    const actual = stored(user.wallets?.earnings);
    ledger.delete(userId);
    if (balances(expected, actual)) continue;
    const what = 'the wallet against the sum of its user’s ledger entries';
    differences.push({ what, ids: { userId }, expected: toText(expected), actual: toText(actual) });
  }
  for (const [userId, left] of ledger) {
    const what = 'ledger entries of a user who does not exist';
    differences.push({ what, ids: { userId }, expected: toText(left), actual: 'no such user' });
  }
  return differences;
}

/** Compares the stakes of a sheet with the sums of their entries and with the cap. Pure. */
export function compareStakes({ stakes, sums }: BalanceSheet, capPercent: number): BalanceDifference[] {
  const owners = new Map(stakes.map((stake) => [String(stake._id), stake.userId]));
  const ledger = new Map<string, Found>();
  const differences: BalanceDifference[] = [];
  for (const { _id, total } of sums) {
    if (_id.stake === undefined || _id.stake === null) continue;
    const stakeId = String(_id.stake);
    if (owners.get(stakeId)?.equals(_id.user) === true) {
      ledger.set(stakeId, plus(ledger.get(stakeId) ?? ZERO, stored(total)));
      continue;
    }
    differences.push({
      what: 'ledger entries for a stake that its user does not own',
      ids: { userId: _id.user.toHexString(), stakeId },
      expected: toText(stored(total)),
      actual: 'no such stake of this user',
    });
  }
  for (const stake of stakes) {
    differences.push(...compareStake(stake, ledger.get(String(stake._id)) ?? ZERO, capPercent));
  }
  return differences;
}

function compareStake(stake: StoredStake, expected: Found, capPercent: number): BalanceDifference[] {
  const actual = stored(stake.totalEarned);
  const amount = stored(stake.amount);
  const differences: BalanceDifference[] = [];
  const ids = () => ({ userId: stake.userId.toHexString(), stakeId: String(stake._id) });
  if (!balances(expected, actual)) {
    const what = 'totalEarned of the stake against the sum of its ledger entries';
    differences.push({ what, ids: ids(), expected: toText(expected), actual: toText(actual) });
  }
  // A stake whose amount is none, or is not above zero, has no cap; its entries tell whether it earned something.
  if (!isExact(amount) || amount <= ZERO || !isExact(actual)) return differences;
  const cap = moneyFromMicros((amount * BigInt(capPercent)) / 100n);
  if (actual > cap) {
    const what = `totalEarned of the stake against its cap of ${capPercent} %`;
    differences.push({ what, ids: ids(), expected: `at most ${toText(cap)}`, actual: toText(actual) });
  }
  return differences;
}
