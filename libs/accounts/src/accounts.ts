import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { EXACT_NUMBERS, microsFromStored, storedBalance, type StoredBalance } from '#lib/database';
import { ZERO, moneyFromMicros, type Money } from '#lib/money';
import { toAccount, type Account } from './account.js';
import { Emails, type StoredUser } from './emails.js';
import { User } from './user.schema.js';

/** Users and wallets, to read. */
@Injectable()
export class Accounts {
  constructor(
    @InjectModel(User.name) private readonly users: Model<User>,
    private readonly emails: Emails,
  ) {}

  /**
   * The account with this e-mail address: the one that is written like it, else the one that differs in case alone.
   * @returns null, too, where it could be one of several
   */
  async byEmail(email: string): Promise<Account | null> {
    const address = email.trim();
    const alike = await this.emails.like(address);
    const same = alike.filter((user) => user.email === address);
    const [found, another] = same.length > 0 ? same : alike;
    return found === undefined || another !== undefined ? null : toAccount(found);
  }

  /** @returns the account, or null */
  async byId(id: Types.ObjectId): Promise<Account | null> {
    const user = await this.users.findById(id).lean<StoredUser>();
    return user === null ? null : toAccount(user);
  }

  /** @returns the accounts that exist among `ids`, by their id as text */
  async byIds(ids: readonly Types.ObjectId[]): Promise<Map<string, Account>> {
    const users = await this.users.find({ _id: { $in: ids } }).lean<StoredUser[]>();
    return new Map(users.map((user) => [user._id.toHexString(), toAccount(user)]));
  }

  /** @returns the balance of the user's earnings wallet: zero for a user who was never paid, null where it is no amount */
  async earnings(id: Types.ObjectId): Promise<Money | null> {
    const user = await this.users.collection.findOne(
      { _id: id },
      { ...EXACT_NUMBERS, projection: { 'wallets.earnings': 1 } },
    );
    const balance = (user?.['wallets'] as { earnings?: unknown } | null | undefined)?.earnings;
    if (balance === undefined) return ZERO;
    const micros = microsFromStored(balance);
    return micros === null ? null : moneyFromMicros(micros);
  }

  /**
   * What the earnings wallets of these users hold, by id as text: zero where nothing was ever paid, null where it is no
   * amount. Users who do not exist are not in the map.
   * @param session give it to read in a transaction
   */
  async balances(
    ids: readonly Types.ObjectId[],
    session?: ClientSession,
  ): Promise<Map<string, { readonly balance: Money | null; readonly stands: StoredBalance }>> {
    const users = await this.users.collection
      .find(
        { _id: { $in: [...ids] } },
        {
          ...EXACT_NUMBERS,
          ...(session === undefined ? {} : { session }),
          projection: { wallets: 1 },
          batchSize: ids.length + 1,
        },
      )
      .toArray();
    return new Map(
      users.map((user) => {
        const stands = walletOf(user['wallets']);
        return [user._id.toHexString(), { balance: stands.kind === 'broken' ? null : stands.standsFor, stands }];
      }),
    );
  }

  /**
   * How the earnings wallets of these users stand, by id as text, read in the payment's transaction. Users who do not
   * exist are not in the map.
   */
  async wallets(session: ClientSession, ids: readonly Types.ObjectId[]): Promise<Map<string, StoredBalance>> {
    const users = await this.users.collection
      .find(
        { _id: { $in: [...ids] } },
        { ...EXACT_NUMBERS, session, projection: { wallets: 1 }, batchSize: ids.length + 1 },
      )
      .toArray();
    return new Map(users.map((user) => [user._id.toHexString(), walletOf(user['wallets'])]));
  }
}

/** Broken, too, where the server cannot make `wallets.earnings`: it would refuse the whole chunk. */
function walletOf(wallets: unknown): StoredBalance {
  if (wallets === undefined) return storedBalance(undefined);
  if (typeof wallets !== 'object' || wallets === null || Object.getPrototypeOf(wallets) !== Object.prototype)
    return storedBalance(null);
  return storedBalance((wallets as { earnings?: unknown }).earnings);
}
