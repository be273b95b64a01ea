import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import { Accounts, type Account } from '#lib/accounts';

/** How long a change of role, or a lock, may stay unnoticed by requests that only read. */
const FRESH_MS = 5_000;
const MAX_KEPT = 10_000;

interface Kept {
  readonly account: Promise<Account | null>;
  readonly until: number;
}

/** Accounts of the last seconds: hundreds of clients that poll a status must not each ask the database who they are. */
@Injectable()
export class KnownAccounts {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly accounts: Accounts) {}

  /** @returns the account as it was at most 5 s ago, or null */
  recent(id: Types.ObjectId, nowMs = Date.now()): Promise<Account | null> {
    const kept = this.kept.get(id.toHexString());
    return kept !== undefined && kept.until > nowMs ? kept.account : this.fresh(id, nowMs);
  }

  /** @returns the account as it is now, or null */
  fresh(id: Types.ObjectId, nowMs = Date.now()): Promise<Account | null> {
    const key = id.toHexString();
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    const account = this.accounts.byId(id);
    const entry = { account, until: nowMs + FRESH_MS };
    this.kept.set(key, entry);
    // A failed look-up must not be what the next five seconds are answered with.
    account.catch(() => this.kept.get(key) === entry && this.kept.delete(key));
    return account;
  }
}
