import { Injectable } from '@nestjs/common';
import { Accounts, type Account } from '#lib/accounts';
import { Sessions, type Scope, type SessionClaims } from '#lib/auth';

/** How long the end of a session may stay unnoticed by requests that only read, and by streams. */
const FRESH_MS = 2_000;
const MAX_KEPT = 10_000;

/** Somebody who is signed in, and what the account may do. */
export interface OpenSession {
  readonly account: Account;
  readonly scopes: readonly Scope[];
  readonly twoFAEnabled: boolean;
  readonly endsAt: Date;
}

interface Kept {
  readonly session: Promise<OpenSession | null>;
  readonly until: number;
}

/** Sessions of the last seconds: hundreds of clients that poll a status must not each ask the database who they are. */
@Injectable()
export class KnownSessions {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  /** @returns the session as it was at most 2 s ago; null if it is over */
  recent(claims: SessionClaims, nowMs = Date.now()): Promise<OpenSession | null> {
    const kept = this.kept.get(keyOf(claims));
    return kept !== undefined && kept.until > nowMs ? kept.session : this.fresh(claims, nowMs);
  }

  /** @returns the session as it is now; null if it is over */
  fresh(claims: SessionClaims, nowMs = Date.now()): Promise<OpenSession | null> {
    const key = keyOf(claims);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    const session = this.read(claims);
    const entry = { session, until: nowMs + FRESH_MS };
    this.kept.set(key, entry);
    // A failed look-up must not be what the next seconds are answered with.
    session.catch(() => this.kept.get(key) === entry && this.kept.delete(key));
    return session;
  }

  /** Says at once, in this process, what was ended here. */
  forget(claims: SessionClaims): void {
    this.kept.delete(keyOf(claims));
  }

  private async read(claims: SessionClaims): Promise<OpenSession | null> {
    const { sessionId, userId, audience } = claims;
    if (sessionId === null) return this.readForeign(claims);
    const [account, state] = await Promise.all([
      this.accounts.byId(userId),
      this.sessions.state({ sessionId, userId, audience }),
    ]);
    if (state === null) return null;
    if (account === null || !account.isActive || account.role !== state.role) {
      // For good: an account that is made active again, or admin again, does not get its old sessions back.
      await this.sessions.end(sessionId);
      return null;
    }
    return {
      account,
      scopes: account.role === 'admin' ? state.scopes : [],
      twoFAEnabled: state.twoFAEnabled,
      endsAt: state.endsAt,
    };
  }

  /** Of somebody whom the platform's identity provider vouches for, as long as the token lasts. */
  private async readForeign({ userId, expiresAt }: SessionClaims): Promise<OpenSession | null> {
    const [account, { scopes, twoFAEnabled }] = await Promise.all([
      this.accounts.byId(userId),
      this.sessions.rights(userId),
    ]);
    if (account === null || !account.isActive) return null;
    return { account, scopes: account.role === 'admin' ? scopes : [], twoFAEnabled, endsAt: expiresAt };
  }
}

function keyOf({ sessionId, userId, expiresAt }: SessionClaims): string {
  return sessionId?.toHexString() ?? `${userId.toHexString()}/${expiresAt.getTime()}`;
}
