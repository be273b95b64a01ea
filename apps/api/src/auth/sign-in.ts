import { Injectable } from '@nestjs/common';
import { Accounts, type Account } from '#lib/accounts';
import {
  AccessTokens,
  Credentials,
  InvalidCredentialsError,
  Sessions,
  UnauthenticatedError,
  type Audience,
} from '#lib/auth';

export interface SignedInAccount {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Empty where the session cannot be renewed. */
  readonly refreshToken: string;
  readonly endsAt: Date;
  readonly account: Account;
  readonly twoFAEnabled: boolean;
}

/** Signs a person in with e-mail address and password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * @param audience what the session is to open
   * @throws InvalidCredentialsError (also for accounts that are not active), AccountLockedError
   */
  async withPassword(email: string, password: string, audience: Audience = 'api'): Promise<SignedInAccount> {
    const address = email.trim().toLowerCase();
    const account = await this.accounts.byEmail(address);
    const { epoch, twoFAEnabled } = await this.credentials.verifyPassword({
      userId: account?.id ?? null,
      address,
      password,
    });
    if (account === null || !account.isActive) throw new InvalidCredentialsError();

    const started = await this.sessions.begin({ userId: account.id, role: account.role, audience, epoch });
    const { refreshToken, endsAt } = started;
    return { ...(await this.tokens.issue(started)), refreshToken, endsAt, account, twoFAEnabled };
  }

  /**
   * Goes on with a session.
   * @throws UnauthenticatedError if it is over, or the token was used before
   */
  async withRefreshToken(refreshToken: string): Promise<SignedInAccount> {
    const renewed = await this.sessions.renew(refreshToken);
    const [account, state] = await Promise.all([this.accounts.byId(renewed.userId), this.sessions.state(renewed)]);
    if (account === null || !account.isActive || state === null || state.role !== account.role) {
      await this.sessions.end(renewed.sessionId);
      throw new UnauthenticatedError('This session is over. Sign in again.');
    }
    const { endsAt } = renewed;
    const { twoFAEnabled } = state;
    return { ...(await this.tokens.issue(renewed)), refreshToken: renewed.refreshToken, endsAt, account, twoFAEnabled };
  }
}
