import { Injectable } from '@nestjs/common';
import { Accounts, type Account } from '#lib/accounts';
import { AccessTokens, Credentials, InvalidCredentialsError } from '#lib/auth';

export interface SignedInAccount {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly account: Account;
  readonly twoFAEnabled: boolean;
}

/** Signs a person in with e-mail address and password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws InvalidCredentialsError (also for accounts that are not active), AccountLockedError */
  async withPassword(email: string, password: string): Promise<SignedInAccount> {
    const address = email.trim().toLowerCase();
    const account = await this.accounts.byEmail(address);
    await this.credentials.verifyPassword({ userId: account?.id ?? null, address, password });
    if (account === null || !account.isActive) throw new InvalidCredentialsError();

    const { accessToken, expiresIn } = await this.tokens.issue(account.id, account.role);
    return { accessToken, expiresIn, account, twoFAEnabled: await this.credentials.twoFAEnabled(account.id) };
  }
}
