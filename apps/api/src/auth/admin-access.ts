import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { Accounts, type Account } from '#lib/accounts';
import { Audit, type Origin } from '#lib/audit';
import { Credentials, TwoFANotEnabledError, TwoFactor, type Scope } from '#lib/auth';
import { runInTransaction } from '#lib/database';
import { ForbiddenError } from '../http/answers/errors.js';

/** There is no such user. */
export class UserNotFoundError extends Error {
  readonly code = 'USER_NOT_FOUND';
  override readonly name = 'UserNotFoundError';
}

/** Only admins have that. */
export class NotAnAdminError extends Error {
  readonly code = 'NOT_AN_ADMIN';
  override readonly name = 'NotAnAdminError';
}

/** What one admin may do for another's access, and never for his own. */
@Injectable()
export class AdminAccess {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly twoFactor: TwoFactor,
    private readonly audit: Audit,
  ) {}

  /**
   * Lets an admin who has no 2FA enrol it.
   * @param hasTwoFA whether who asks has confirmed it with a code of his own
   * @throws UserNotFoundError, NotAnAdminError, ForbiddenError, TwoFANotEnabledError, TwoFAAlreadyEnabledError
   */
  async grantEnrolment(
    id: string,
    asking: Account,
    { hasTwoFA, origin }: { hasTwoFA: boolean; origin: Origin },
  ): Promise<{ enrolmentCode: string; expiresAt: Date }> {
    if (!hasTwoFA) throw new TwoFANotEnabledError();
    const { id: userId, email } = await this.otherAdmin(id, asking);
    return runInTransaction(this.connection, async (session) => {
      await origin.confirm?.(session);
      const granted = await this.twoFactor.grantEnrolment(session, userId);
      const after = { expiresAt: granted.expiresAt };
      await this.audit.record(session, { ...origin, action: '2fa.grant-enrolment', target: email, after });
      return granted;
    });
  }

  /** @throws UserNotFoundError, NotAnAdminError, ForbiddenError, NoCredentialError */
  async setScopes(id: string, scopes: readonly Scope[], asking: Account, origin: Origin): Promise<void> {
    const { id: userId, email } = await this.otherAdmin(id, asking);
    await runInTransaction(this.connection, async (session) => {
      await origin.confirm?.(session);
      const before = { scopes: await this.credentials.setScopes(session, userId, scopes) };
      await this.audit.record(session, {
        ...origin,
        action: 'scopes.change',
        target: email,
        before,
        after: { scopes },
      });
    });
  }

  private async otherAdmin(id: string, asking: Account): Promise<Account> {
    const account = await this.accounts.byId(new Types.ObjectId(id));
    if (account === null) throw new UserNotFoundError(`There is no user ${id}.`);
    if (account.id.equals(asking.id)) throw new ForbiddenError('Another admin must do this for you.');
    if (account.role !== 'admin') throw new NotAnAdminError(`${account.email} is no admin.`);
    return account;
  }
}
