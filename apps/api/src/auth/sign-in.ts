import { Injectable } from '@nestjs/common';
import { Accounts, type Account } from '#lib/accounts';
import {
  AccessTokens,
  AccountLockedError,
  Credentials,
  InvalidCredentialsError,
  SessionEndedError,
  Sessions,
  SignInAttempts,
  TwoFACodeUsedError,
  TwoFAInvalidError,
  TwoFANotEnabledError,
  TwoFARequiredError,
  TwoFactor,
  type Attempt,
  type Audience,
} from '#lib/auth';
import { AppConfig } from '#lib/config';
import { clientOf } from '../http/doors/client-address.js';
import { TooManyRequestsError } from '../http/answers/errors.js';
import { RateLimits } from '../http/doors/rate-limits.js';
import { SecurityEvents, type Place } from '../http/doors/security-events.js';

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

/** What somebody signs in with. */
export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** Sent by who must get in while others try many passwords. */
  readonly twoFACode?: string | undefined;
}

/** Signs a person in with e-mail address and password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly attempts: SignInAttempts,
    private readonly twoFactor: TwoFactor,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly limits: RateLimits,
    private readonly events: SecurityEvents,
    private readonly config: AppConfig,
  ) {}

  /**
   * Takes one way, with the same work, for every address: whether somebody has it, or is active, cannot be told.
   * @param audience what the session is to open
   * @throws InvalidCredentialsError (also for accounts that are not active), AccountLockedError, TooManyRequestsError
   */
  async withPassword(
    { email, password, twoFACode }: SignInRequest,
    audience: Audience,
    place: Place,
  ): Promise<SignedInAccount> {
    const address = email.trim().toLowerCase();
    const attempt: Attempt = { address, client: clientOf(place.address), withCode: twoFACode !== undefined };
    await this.takeBudget(attempt);
    await this.attempts.assertMayTry(attempt);

    const account = await this.accounts.byEmail(address);
    const { right, epoch, twoFAEnabled } = await this.credentials.compare(account?.id ?? null, password);
    const mayEnter =
      right && account?.isActive === true && (await this.isConfirmed(account, twoFAEnabled, attempt, twoFACode));
    if (!mayEnter) {
      this.events.signInRefused(account, place, await this.attempts.countFailure(attempt));
      throw new InvalidCredentialsError();
    }

    await this.attempts.forget(attempt);
    const started = await this.sessions.begin({ userId: account.id, role: account.role, audience, epoch });
    await this.events.signedIn(account, place, { audience, withCode: attempt.withCode });
    const { refreshToken, endsAt } = started;
    return { ...(await this.tokens.issue(started)), refreshToken, endsAt, account, twoFAEnabled };
  }

  /**
   * Goes on with a session.
   * @throws SessionEndedError if it is over, or the token was used before
   */
  async withRefreshToken(refreshToken: string): Promise<SignedInAccount> {
    const renewed = await this.sessions.renew(refreshToken);
    const [account, state] = await Promise.all([this.accounts.byId(renewed.userId), this.sessions.state(renewed)]);
    if (account === null || !account.isActive || state === null || state.role !== account.role) {
      await this.sessions.end(renewed.sessionId);
      throw new SessionEndedError();
    }
    const { endsAt } = renewed;
    const { twoFAEnabled } = state;
    return { ...(await this.tokens.issue(renewed)), refreshToken: renewed.refreshToken, endsAt, account, twoFAEnabled };
  }

  /** Only passwords that are looked at count, and those with a code apart: an address may be shared by many people. */
  private async takeBudget({ client, withCode }: Attempt): Promise<void> {
    const budget = `${withCode ? 'sign-in-with-code' : 'sign-in'}:${client}`;
    const waitSeconds = await this.limits.take(budget, this.config.signInLimitPerMinute);
    if (waitSeconds > 0) throw new TooManyRequestsError(waitSeconds);
  }

  /** A code that was given must be right, and is used up. Where no code can be right, it must be a time for none. */
  private async isConfirmed(
    { id }: Account,
    twoFAEnabled: boolean,
    attempt: Attempt,
    code: string | undefined,
  ): Promise<boolean> {
    if (code === undefined) return true;
    try {
      if (!twoFAEnabled) await this.attempts.assertMayTry({ ...attempt, withCode: false });
      else await (await this.twoFactor.check(id, code)).use(null);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }
}

function isRefusal(error: unknown): boolean {
  return [AccountLockedError, TwoFACodeUsedError, TwoFAInvalidError, TwoFANotEnabledError, TwoFARequiredError].some(
    (kind) => error instanceof kind,
  );
}
