import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import type { Rank } from '#lib/config';
import { microsFromStored, moneyFromDecimal, type Decimal128 } from '#lib/database';
import { ZERO, type Money } from '#lib/money';
import { User, type Role } from './user.schema.js';

/** A user as the applications see one. */
export interface Account {
  readonly id: Types.ObjectId;
  readonly email: string;
  readonly username: string;
  readonly role: Role;
  readonly rank: Rank;
  readonly isActive: boolean;
}

/** Users and wallets, to read. */
@Injectable()
export class Accounts {
  constructor(@InjectModel(User.name) private readonly users: Model<User>) {}

  /** @returns the account with this e-mail address (any case), or null */
  async byEmail(email: string): Promise<Account | null> {
    const user = await this.users.findOne({ email: email.trim().toLowerCase() }).lean<User>();
    return user === null ? null : toAccount(user);
  }

  /** @returns the account, or null */
  async byId(id: Types.ObjectId): Promise<Account | null> {
    const user = await this.users.findById(id).lean<User>();
    return user === null ? null : toAccount(user);
  }

  /** @returns the accounts that exist among `ids`, by their id as text */
  async byIds(ids: readonly Types.ObjectId[]): Promise<Map<string, Account>> {
    const users = await this.users.find({ _id: { $in: ids } }).lean<User[]>();
    return new Map(users.map((user) => [user._id.toHexString(), toAccount(user)]));
  }

  /** @returns the balance of the user's earnings wallet; zero for a user who was never paid */
  async earnings(id: Types.ObjectId): Promise<Money> {
    const user = await this.users
      .findById(id, { 'wallets.earnings': 1 })
      .lean<{ wallets?: { earnings?: Decimal128 } }>();
    const balance = user?.wallets?.earnings;
    return balance === undefined ? ZERO : moneyFromDecimal(balance);
  }

  /**
   * Which of these users can be credited, read in the payment's transaction: by id as text, whether the wallet holds
   * an exact amount (or nothing yet). Users who do not exist are not in the map.
   */
  async creditable(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<Map<string, boolean>> {
    const users = await this.users.collection
      .find({ _id: { $in: [...ids] } }, { session, projection: { wallets: 1 }, batchSize: ids.length + 1 })
      .toArray();
    return new Map(users.map((user) => [user._id.toHexString(), canBeCredited(user['wallets'])]));
  }
}

/** Whether the server can add to `wallets.earnings`: it refuses, with the whole chunk, where the field cannot be made. */
function canBeCredited(wallets: unknown): boolean {
  if (wallets === undefined) return true;
  if (typeof wallets !== 'object' || wallets === null || Object.getPrototypeOf(wallets) !== Object.prototype)
    return false;
  const { earnings } = wallets as { earnings?: unknown };
  return earnings === undefined || microsFromStored(earnings) !== null;
}

function toAccount(user: User): Account {
  return {
    id: user._id,
    email: user.email,
    username: user.username,
    role: user.role,
    rank: user.rank,
    isActive: user.isActive,
  };
}
