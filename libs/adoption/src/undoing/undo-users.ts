import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { Credentials } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { BalanceAdoption } from '#lib/ledger';
import type { AdoptedUser, BatchCounts } from '../batches.js';
import type { LeftRecord } from '../report.js';
import { RAW } from '../survey/raw-values.js';
import { isStill } from './is-still.js';

/** What undoing a batch came to. */
export interface Returned {
  readonly counts: BatchCounts;
  readonly left: readonly LeftRecord[];
}

/** Gives users back what adoption has replaced, where it is still as adoption left it. */
@Injectable()
export class UndoUsers {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly balances: BalanceAdoption,
    private readonly credentials: Credentials,
  ) {}

  async undo(session: ClientSession, adopted: readonly AdoptedUser[]): Promise<Returned> {
    const left: LeftRecord[] = [];
    const leave = ({ id }: AdoptedUser, why: string): void => {
      left.push({ collection: COLLECTIONS.users, id: id.toHexString(), why });
    };
    const wallets = await this.walletsNow(session, adopted);
    const still = adopted.filter((user) => {
      const now = wallets.get(user.id.toHexString());
      if (now === undefined) leave(user, 'there is no such user any more');
      else if (isStill(user.after?.earnings, now.earnings)) return true;
      else leave(user, 'the wallet has moved since: it stays, with its opening balance');
      return false;
    });
    const returns = still.flatMap(({ id, before }) =>
      before === undefined ? [] : [{ userId: id, before: before.earnings }],
    );
    const entryIds = still.flatMap(({ entryId }) => entryId ?? []);
    await this.balances.returnWallets(session, returns);
    await this.balances.deleteOpenings(session, entryIds);
    let secrets = 0;
    for (const user of adopted) {
      if (user.secret === undefined) continue;
      if (await this.credentials.giveBack(session, user.id, user.secret)) secrets += 1;
      else leave(user, 'the TOTP secret has been used or changed since: 2FA stays on');
    }
    return { counts: { wallets: returns.length, openings: entryIds.length, stakes: 0, secrets }, left };
  }

  private async walletsNow(
    session: ClientSession,
    adopted: readonly AdoptedUser[],
  ): Promise<Map<string, { earnings: unknown }>> {
    const users = await this.connection
      .collection(COLLECTIONS.users)
      .find(
        { _id: { $in: adopted.map(({ id }) => id) } },
        { ...RAW, session, projection: { 'wallets.earnings': 1 }, batchSize: adopted.length + 1 },
      )
      .toArray();
    return new Map(
      users.map(({ _id, wallets }) => [
        _id.toHexString(),
        { earnings: (wallets as { earnings?: unknown } | undefined | null)?.earnings },
      ]),
    );
  }
}
