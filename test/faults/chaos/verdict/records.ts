import { mongo } from 'mongoose';
import { hex } from '../../../support/books.js';
import type { AccountBooks, Stake, User } from './account-books.js';
import { balanceOf, microsOf } from './exact.js';

/** Why a stake cannot be paid, all that apply; none: it can. */
export function faultsOf(stake: Stake, owners: ReadonlyMap<string, User>): Set<string> {
  const faults = new Set<string>();
  const owner = owners.get(hex(stake.userId));
  if (!(stake.userId instanceof mongo.ObjectId)) faults.add('INVALID_USER_ID');
  else if (owner === undefined) faults.add('MISSING_USER');
  else if (!canReceive(owner)) faults.add('INVALID_WALLET');
  const amount = microsOf(stake.amount);
  if (amount === null || amount <= 0n) faults.add('INVALID_AMOUNT');
  if (balanceOf(stake.totalEarned) === null) faults.add('INVALID_TOTAL_EARNED');
  return faults;
}

export function canReceive({ wallets }: User): boolean {
  return balanceOf(wallets?.earnings) !== null;
}

export function byId({ users }: Pick<AccountBooks, 'users'>): Map<string, User> {
  return new Map(users.map((user) => [hex(user._id), user]));
}
