import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS } from '#lib/database';
import { OTHER_ENTRIES, OUR_ENTRIES, type TypeSums } from '#lib/ledger';
import { ZERO, moneyFromMicros, subtractMoney } from '#lib/money';
import { agree, isExact, plus, stored, type Found } from './amounts.js';
import type { IdRange, StoredUser } from './balances.js';
import type { ProofWindow } from './proof-window.js';

/** An entry at one end of what was paid in a window. */
interface Edge {
  readonly order?: unknown;
  readonly id: Types.ObjectId;
  readonly amount?: unknown;
  readonly wallet?: unknown;
  readonly earned?: unknown;
  readonly ofDate: boolean;
}

/** What entries of a window come to, of one stake or, for pools, of a user. */
interface WindowSum {
  readonly _id: { readonly user: Types.ObjectId; readonly stake?: Types.ObjectId | null };
  readonly total: unknown;
  /** How many of them are of the date. */
  readonly ofDate: unknown;
  /** How many do not say what the wallet came to, and what the stake has earned. */
  readonly withoutWallet: unknown;
  readonly withoutEarned: unknown;
  readonly first: Edge;
  readonly last: Edge;
}

interface PaidStake {
  readonly _id: Types.ObjectId;
  readonly userId?: unknown;
  readonly amount?: unknown;
  readonly totalEarned?: unknown;
  readonly openingEarned?: unknown;
}

/** Users with their wallets, what they were paid in a window, and who else has moved something, all as of one instant. */
interface WindowSheet {
  readonly users: readonly StoredUser[];
  readonly sums: readonly WindowSum[];
  /** The stakes of those sums. */
  readonly stakes: readonly PaidStake[];
  /** Users for whom other services wrote something since, by their ids as text. */
  readonly movedByOthers: ReadonlySet<string>;
}

const BATCH = 50_000;
const IS_NUMBER = { $in: [{ $type: '$order' }, ['int', 'long', 'double']] };
/** Compared by its fields in this order. */
const EDGE = { order: '$order', id: '$_id', amount: '$amount', wallet: '$walletAfter', earned: '$earnedAfter' };

/** Reads what was paid in a window, and the balances beside it. */
@Injectable()
export class WindowSums {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * @param range of the ids of these users
   * @param types adds up what other services wrote since
   */
  async read(
    session: ClientSession,
    window: ProofWindow,
    range: IdRange,
    users: readonly StoredUser[],
    types: TypeSums,
  ): Promise<WindowSheet> {
    const sums = await this.sumsOf(session, window, range);
    const stakes = await this.stakesOf(session, sums);
    return { users, sums, stakes, movedByOthers: await this.movedSince(session, window.since, range, types) };
  }

  /** By entries whose place is not before the window's, or is not told. */
  private async sumsOf(
    session: ClientSession,
    { from, distributionIds, ofDate }: ProofWindow,
    range: IdRange,
  ): Promise<WindowSum[]> {
    if (distributionIds.length === 0) return [];
    const lacks = (field: string) => ({
      $cond: [{ $and: [{ $eq: [{ $type: field }, 'decimal'] }, IS_NUMBER] }, 0, 1],
    });
    const isOfDate = { $in: ['$distributionId', [...ofDate]] };
    const edge = { ...EDGE, ofDate: isOfDate };
    return this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<WindowSum>(
        [
          {
            $match: {
              distributionId: { $in: [...distributionIds], ...OUR_ENTRIES.distributionId },
              userId: range,
              order: { $not: { $lt: from } },
            },
          },
          {
            $group: {
              _id: { user: '$userId', stake: '$stakeId' },
              total: { $sum: '$amount' },
              ofDate: { $sum: { $cond: [isOfDate, 1, 0] } },
              withoutWallet: { $sum: lacks('$walletAfter') },
              withoutEarned: { $sum: lacks('$earnedAfter') },
              first: { $min: edge },
              last: { $max: edge },
            },
          },
        ],
        { session, allowDiskUse: true, batchSize: BATCH },
      )
      .toArray();
  }

  private async stakesOf(session: ClientSession, sums: readonly WindowSum[]): Promise<PaidStake[]> {
    const ids = sums.flatMap(({ _id, ofDate }) => (Number(ofDate) > 0 ? (_id.stake ?? []) : []));
    if (ids.length === 0) return [];
    return this.connection
      .collection<PaidStake>(COLLECTIONS.stakes)
      .find(
        { _id: { $in: ids } },
        { session, projection: { userId: 1, amount: 1, totalEarned: 1, openingEarned: 1 }, batchSize: BATCH },
      )
      .toArray();
  }

  private async movedSince(session: ClientSession, since: Date, range: IdRange, types: TypeSums): Promise<Set<string>> {
    const entries = this.connection.collection(COLLECTIONS.transactions).find(
      // Those that do not say when count, too.
      { userId: range, ...OTHER_ENTRIES, createdAt: { $not: { $lt: since } } },
      { ...EXACT_NUMBERS, session, projection: { _id: 0, userId: 1, type: 1, amount: 1 }, batchSize: 5_000 },
    );
    const users = new Set<string>();
    for await (const entry of entries) {
      types.add(entry);
      users.add(String(entry['userId']));
    }
    return users;
  }
}

/** What a window proves of its users. */
export interface WindowProof {
  /** Wallets and stakes that the date has paid. */
  readonly wallets: number;
  readonly stakes: number;
  /** Users of the date of whom it proves nothing, by their ids as text: all that there is of theirs must be added up. */
  readonly unproved: readonly Types.ObjectId[];
}

/**
 * A wallet is proved where the entries of the window add up to what the balances after its first and its last differ by, the first
 * is from before the date, the last is what stands there, and nobody else has moved anything since; so is what a stake has
 * earned. Nothing else is said here: of whom it is not so, that alone is no difference. Pure.
 */
export function proveByWindow(sheet: WindowSheet, capPercent: number): WindowProof {
  const wallets = new Map(sheet.users.map(({ _id, wallets: held }) => [_id.toHexString(), stored(held?.earnings)]));
  const stakes = new Map(sheet.stakes.map((stake) => [String(stake._id), stake]));
  const byUser = new Map<string, WindowSum[]>();
  for (const sum of sheet.sums) {
    const userId = sum._id.user.toHexString();
    const own = byUser.get(userId);
    if (own === undefined) byUser.set(userId, [sum]);
    else own.push(sum);
  }
  let paidStakes = 0;
  let users = 0;
  const unproved: Types.ObjectId[] = [];
  for (const [userId, sums] of byUser) {
    const paid = sums.filter(({ ofDate }) => Number(ofDate) > 0);
    const [some] = paid;
    if (some === undefined) continue;
    const ofStakes = paid.filter(({ _id }) => _id.stake !== undefined && _id.stake !== null);
    users += 1;
    paidStakes += ofStakes.length;
    const wallet = wallets.get(userId);
    const isProved =
      wallet !== undefined &&
      !sheet.movedByOthers.has(userId) &&
      isWalletProved(wallet, sums) &&
      ofStakes.every((sum) => isStakeProved(stakes.get(String(sum._id.stake)), sum, capPercent));
    if (!isProved) unproved.push(some._id.user);
  }
  return { wallets: users, stakes: paidStakes, unproved };
}

function isWalletProved(wallet: Found, sums: readonly WindowSum[]): boolean {
  if (sums.some(({ withoutWallet }) => Number(withoutWallet) > 0)) return false;
  const [first, ...others] = sums.map((sum) => sum.first);
  if (first === undefined) return false;
  const earliest = others.reduce((one, other) => (isBefore(other, one) ? other : one), first);
  const latest = sums.map(({ last }) => last).reduce((one, other) => (isBefore(one, other) ? other : one));
  const total = sums.map((sum) => stored(sum.total)).reduce(plus, ZERO);
  const after = stored(latest.wallet);
  return !earliest.ofDate && agree(after, wallet) && agree(followedBy(earliest.wallet, earliest.amount, total), after);
}

function isStakeProved(stake: PaidStake | undefined, sum: WindowSum, capPercent: number): boolean {
  if (stake === undefined || String(stake.userId) !== sum._id.user.toHexString()) return false;
  if (sum.first.ofDate || Number(sum.withoutEarned) > 0) return false;
  const earned = stored(stake.totalEarned);
  const after = stored(sum.last.earned);
  const amount = stored(stake.amount);
  return (
    agree(after, earned) &&
    agree(followedBy(sum.first.earned, sum.first.amount, stored(sum.total)), after) &&
    isExact(amount) &&
    isExact(earned) &&
    earned <= moneyFromMicros((amount * BigInt(capPercent)) / 100n)
  );
}

/** What was there before an entry, and then all that was added. */
function followedBy(after: unknown, amount: unknown, total: Found): Found {
  const [balance, added] = [stored(after), stored(amount)];
  if (!isExact(added) || !isExact(balance)) return 'no amount';
  return plus(subtractMoney(balance, added), total);
}

function isBefore(a: Edge, b: Edge): boolean {
  const [one, other] = [Number(a.order), Number(b.order)];
  return one === other ? a.id.toHexString() < b.id.toHexString() : one < other;
}
