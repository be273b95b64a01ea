import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { Sessions } from '#lib/auth';
import type { ProposalView } from '#lib/declarations';

/** Whether whoever proposed something could still order it: who may not has nothing that could be approved. */
@Injectable()
export class ProposerRights {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  /** @returns why he could not, in words; null where he could */
  async missing({ proposedBy: { id, email } }: Pick<ProposalView, 'proposedBy'>): Promise<string | null> {
    const userId = new Types.ObjectId(id);
    const [account, { scopes }] = await Promise.all([this.accounts.byId(userId), this.sessions.rights(userId)]);
    if (account?.isActive !== true || account.role !== 'admin') return `${email} is no admin any more`;
    return scopes.includes('pay') ? null : `${email} may not pay any more (scope pay)`;
  }
}
