import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, idsAfter, runInTransaction } from '#lib/database';
import { NO_OTHER_ENTRIES, TypeSums, oursOf, readOtherEntries, type OtherEntries } from '#lib/ledger';
import { ZERO, moneyFromMicros } from '#lib/money';
import { agree, balances, isExact, plus, stored, toText, type Found } from './amounts.js';
import type { Difference } from './report.js';

/** Which users: a range of their ids, or a list. */
export type UserFilter =
  | { readonly $in: readonly Types.ObjectId[] }
  | { readonly $gte?: Types.ObjectId; readonly $gt?: Types.ObjectId; readonly $lte: Types.ObjectId };

export interface StoredUser {
  readonly _id: Types.ObjectId;
  readonly wallets?: { readonly earnings?: unknown } | null;
}

interface StoredStake {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
  /** What it had earned elsewhere before this database was adopted. */
  readonly openingEarned?: unknown;
}

interface EntrySum {
  readonly _id: { readonly user: Types.ObjectId; readonly stake?: Types.ObjectId | null };
  readonly total: unknown;
}

/** Users with their wallets and stakes, and what the ledger holds for them, all as of one instant. */
export interface BalanceSheet {
  readonly users: readonly StoredUser[];
  readonly stakes: readonly StoredStake[];
  /** Of our entries. */
  readonly sums: readonly EntrySum[];
  /** Opening balances and entries of other services, by the ids of users as text. */
  readonly others: ReadonlyMap<string, OtherEntries>;
}

/** One wallet or stake that is not what it must be. */
export type BalanceDifference = Difference & {
  readonly ids: { readonly userId: string; readonly stakeId?: string };
};

/** What was read with some users. */
export interface NextUsers<T> {
  readonly found: T;
  /** The last of them; null when nobody comes after them. */
  readonly last: Types.ObjectId | null;
  /** What other services wrote, as far as `read` has added it up. */
  readonly types: TypeSums;
}

export type IdRange = ReturnType<typeof idsAfter>;

const BATCH = 50_000;

/** Reads balances and the ledger beside them. */
@Injectable()
export class Balances {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * The next `limit` users after an id, and what is read with them, as of one instant.
   * @param read by the range of ids that these users stand for: all ranges together cover every possible id, so that what
   *   belongs to users who do not exist is in one too
   */
  async ofNext<T>(
    after: Types.ObjectId | null,
    limit: number,
    read: (session: ClientSession, range: IdRange, users: readonly StoredUser[], types: TypeSums) => Promise<T>,
  ): Promise<NextUsers<T>> {
    return runInTransaction(this.connection, async (session) => {
      const users = await this.users(session, after, limit);
      const last = users.length < limit ? null : (users.at(-1)?._id ?? null);
      // Of this attempt alone: a transaction that conflicts reads all of it again.
      const types = new TypeSums();
      return { found: await read(session, idsAfter(after, last ?? undefined), users, types), last, types };
    });
  }

  /** @returns the next `limit` users after an id, ascending */
  private async users(session: ClientSession, after: Types.ObjectId | null, limit: number): Promise<StoredUser[]> {
    return this.connection
      .collection<StoredUser>(COLLECTIONS.users)
      .find({ _id: idsAfter(after) }, { session, projection: WALLET, sort: { _id: 1 }, limit, batchSize: limit + 1 })
      .toArray();
  }

  /**
   * @param users when they are in hand, of the same transaction
   * @param types adds up what other services wrote
   */
  async read(
    session: ClientSession,
    filter: UserFilter,
    users?: readonly StoredUser[],
    types?: TypeSums,
  ): Promise<BalanceSheet> {
    return {
      users: users ?? (await this.usersOf(session, filter)),
      stakes: await this.stakesOf(session, filter),
      sums: await this.sumsOf(session, filter),
      others: await readOtherEntries(this.connection, session, filter, types),
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
        { session, projection: { userId: 1, amount: 1, totalEarned: 1, openingEarned: 1 }, batchSize: BATCH },
      )
      .toArray();
  }

  /** Of ours alone, which are exact, so that the server may add them up. */
  private async sumsOf(session: ClientSession, filter: UserFilter): Promise<EntrySum[]> {
    return this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<EntrySum>(
        [
          { $match: oursOf(mutable(filter)) },
          { $group: { _id: { user: '$userId', stake: '$stakeId' }, total: { $sum: '$amount' } } },
        ],
        { session, allowDiskUse: true, batchSize: BATCH },
      )
      .toArray();
  }
}

const WALLET = { 'wallets.earnings': 1 };

function mutable(filter: UserFilter) {
  return '$in' in filter ? { $in: [...filter.$in] } : { ...filter };
}

/** Compares the wallets of a sheet with the sums of their entries. Pure. */
export function compareWallets({ users, sums, others }: BalanceSheet): BalanceDifference[] {
  const ours = new Map<string, Found>();
  for (const { _id, total } of sums) {
    const userId = _id.user.toHexString();
    ours.set(userId, plus(ours.get(userId) ?? ZERO, stored(total)));
  }
  const openings = new Map(
    [...others].filter(
      ([
        ,
        {
          openings: { count },
        },
      ]) => count > 0,
    ),
  );
  const differences: BalanceDifference[] = [];
  for (const user of users) {
    const userId = user._id.toHexString();
    const paid = ours.get(userId) ?? ZERO;
    const { openings: opened, moved, covered } = others.get(userId) ?? NO_OTHER_ENTRIES;
    const kept = plus(paid, moneyFromMicros(opened.micros));
    const expected = plus(kept, moneyFromMicros(moved.micros - covered.micros));
    const actual = stored(user.wallets?.earnings);
    ours.delete(userId);
    openings.delete(userId);
    if (agree(expected, actual) || (!isExact(actual) && agree(kept, ZERO))) continue;
    const what = 'the wallet against the sum of its user’s ledger entries';
    differences.push({ what, ids: { userId }, expected: toText(expected), actual: toText(actual) });
  }
  // What other services wrote for nobody is theirs to know.
  for (const userId of new Set([...ours.keys(), ...openings.keys()])) {
    const opened = moneyFromMicros(openings.get(userId)?.openings.micros ?? 0n);
    const what = 'ledger entries of a user who does not exist';
    const expected = toText(plus(ours.get(userId) ?? ZERO, opened));
    differences.push({ what, ids: { userId }, expected, actual: 'no such user' });
  }
  return differences;
}

/** Compares the stakes of a sheet with the sums of their entries and with the cap. Pure. */
export function compareStakes({ stakes, sums, others }: BalanceSheet, capPercent: number): BalanceDifference[] {
  const owners = new Map(stakes.map((stake) => [String(stake._id), stake.userId]));
  const ledger = new Map<string, Found>();
  const differences: BalanceDifference[] = [];
  const add = (userId: string, stakeId: string, total: Found): void => {
    if (owners.get(stakeId)?.toHexString() === userId) {
      ledger.set(stakeId, plus(ledger.get(stakeId) ?? ZERO, total));
      return;
    }
    differences.push({
      what: 'ledger entries for a stake that its user does not own',
      ids: { userId, stakeId },
      expected: toText(total),
      actual: 'no such stake of this user',
    });
  };
  for (const { _id, total } of sums) {
    if (_id.stake !== undefined && _id.stake !== null) add(_id.user.toHexString(), String(_id.stake), stored(total));
  }
  for (const [userId, { stakeOpenings }] of others) {
    for (const [stakeId, micros] of stakeOpenings) add(userId, stakeId, moneyFromMicros(micros));
  }
  for (const stake of stakes) {
    differences.push(...compareStake(stake, ledger.get(String(stake._id)) ?? ZERO, capPercent));
  }
  return differences;
}

function compareStake(stake: StoredStake, inLedger: Found, capPercent: number): BalanceDifference[] {
  const opening = stored(stake.openingEarned);
  const expected = plus(opening, inLedger);
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
  // What it had earned elsewhere may be above it; nothing is paid on top.
  if (actual > cap && !agree(opening, actual)) {
    const what = `totalEarned of the stake against its cap of ${capPercent} %`;
    differences.push({ what, ids: ids(), expected: `at most ${toText(cap)}`, actual: toText(actual) });
  }
  return differences;
}
