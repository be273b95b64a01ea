import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { Accounts, type Account } from '#lib/accounts';
import { DistributionEntries } from '#lib/ledger';
import { UserStakes } from '#lib/stakes';
import type { FoundBy } from './users.dto.js';

const ID = /^[0-9a-f]{24}$/i;

/** Leads from the id of a stake, or of an entry of ours, to the user behind it. */
@Injectable()
export class OwnersOfIds {
  constructor(
    private readonly accounts: Accounts,
    private readonly stakes: UserStakes,
    private readonly entries: DistributionEntries,
  ) {}

  /** @returns null where it is no such id, or the user is gone */
  async of(text: string): Promise<{ readonly owner: Account; readonly foundBy: FoundBy } | null> {
    if (!ID.test(text)) return null;
    const id = new Types.ObjectId(text);
    const ofStake = await this.stakes.ownerOf(id);
    const userId = ofStake ?? (await this.receiverOf(id));
    const owner = userId === null ? null : await this.accounts.byId(userId);
    return owner === null ? null : { owner, foundBy: ofStake === null ? 'transaction' : 'stake' };
  }

  private async receiverOf(entryId: Types.ObjectId): Promise<Types.ObjectId | null> {
    const found = await this.entries.rawById(entryId);
    return found === null ? null : new Types.ObjectId(found.entry.userId);
  }
}
