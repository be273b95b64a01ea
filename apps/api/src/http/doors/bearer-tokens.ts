import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { AccessTokens, InvalidTokenError, ProviderTokens, type SessionClaims } from '#lib/auth';

const ID = /^[0-9a-f]{24}$/i;

/** Tokens that people come with: ours, and those of the platform's identity provider where there is one. */
@Injectable()
export class BearerTokens {
  constructor(
    private readonly ours: AccessTokens,
    private readonly theirs: ProviderTokens,
    private readonly accounts: Accounts,
  ) {}

  /**
   * @returns whose token it is; whether that account may still come in must be asked
   * @throws InvalidTokenError, IdentityProviderAwayError
   */
  async verify(token: string): Promise<SessionClaims> {
    if (!this.theirs.claims(token)) return this.ours.verify(token, 'api');
    const { subject, expiresAt } = await this.theirs.verify(token);
    const userId = await this.userOf(subject);
    if (userId === null) throw new InvalidTokenError();
    return { sessionId: null, userId, audience: 'api', expiresAt };
  }

  private async userOf(subject: string): Promise<Types.ObjectId | null> {
    if (ID.test(subject)) return new Types.ObjectId(subject);
    return subject.includes('@') ? ((await this.accounts.byEmail(subject))?.id ?? null) : null;
  }
}
