import { Injectable } from '@nestjs/common';
import { Accounts } from '#lib/accounts';
import { AccessTokens, UnauthenticatedError } from '#lib/auth';

/** Whether somebody who was let in to watch may still watch: a stream outlives tokens, roles and accounts. */
@Injectable()
export class WatcherSession {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: Accounts,
  ) {}

  /**
   * @param authorization the header with which the stream was opened
   * @returns false when its token has run out, or its account is no active admin any more
   */
  async isOpen(authorization: string | undefined): Promise<boolean> {
    try {
      const id = await this.tokens.verify(authorization?.replace(/^Bearer /i, '') ?? '');
      const account = await this.accounts.byId(id);
      return account !== null && account.isActive && account.role === 'admin';
    } catch (error) {
      // Only who is certainly out is sent away, not everybody when the database is away.
      return !(error instanceof UnauthenticatedError);
    }
  }
}
