import { Injectable } from '@nestjs/common';
import { Types, type ClientSession } from 'mongoose';
import { Credentials, type TakenSecret } from '#lib/auth';
import { moneyToDecimal } from '#lib/database';
import { BalanceAdoption } from '#lib/ledger';
import { moneyFromMicros } from '#lib/money';
import { checkpoint } from '#lib/observability';
import type { AdoptedUser, Batch, BatchCounts } from '../batches.js';
import type { Mapping } from '../mapping/mapping.js';
import { assessUser, type UserAssessment } from '../survey/assess-user.js';
import { RecordPages, type PageQuery } from '../survey/record-pages.js';

/** What a page of records came to. */
export interface AppliedPage {
  readonly read: number;
  readonly batch: Batch;
  readonly counts: BatchCounts;
  /** Null when this was the last page. */
  readonly last: Types.ObjectId | null;
}

/** Adopts a page of users: wallets become Decimal128, opening entries are written, TOTP secrets of admins taken over. */
@Injectable()
export class ApplyUsers {
  constructor(
    private readonly pages: RecordPages,
    private readonly balances: BalanceAdoption,
    private readonly credentials: Credentials,
  ) {}

  /** Whoever moves one of these wallets meanwhile is in conflict with the transaction, which then begins anew. */
  async applyPage(
    session: ClientSession,
    query: Omit<PageQuery, 'session'>,
    mapping: Mapping,
    at: Date,
  ): Promise<AppliedPage> {
    const asked = { ...query, session };
    const page = await this.pages.users(asked, mapping);
    checkpoint('adoption.users-read');
    const entriesOf = await this.pages.entriesOf(page, asked);
    const found = page.users.map((user) => assessUser(user, entriesOf(user), mapping.users));
    const entryIds = new Map(
      found.flatMap(({ id, opening }) => (opening === null ? [] : [[id.toHexString(), new Types.ObjectId()] as const])),
    );
    const converted = found.flatMap(({ id, convert }) =>
      convert === null ? [] : [{ userId: id, micros: convert.micros }],
    );
    await this.balances.convertWallets(session, converted);
    await this.balances.insertOpenings(
      session,
      found.flatMap(({ id, opening }) => {
        const entryId = entryIds.get(id.toHexString());
        return opening === null || entryId === undefined ? [] : [{ entryId, userId: id, ...opening }];
      }),
      at,
    );
    const secrets = await this.takeSecrets(session, found);
    const wallets = new Map(page.users.map((user) => [user._id.toHexString(), user]));
    const replaced = found.flatMap((one) => {
      const id = one.id.toHexString();
      const earnings = (wallets.get(id)?.['wallets'] as { earnings?: unknown } | undefined)?.earnings;
      return toAdopted(one, earnings, entryIds.get(id), secrets.get(id)) ?? [];
    });
    return {
      read: page.users.length,
      batch: { kind: 'users', replaced },
      counts: { wallets: converted.length, openings: entryIds.size, stakes: 0, secrets: secrets.size },
      last: page.last,
    };
  }

  private async takeSecrets(
    session: ClientSession,
    found: readonly UserAssessment[],
  ): Promise<ReadonlyMap<string, TakenSecret>> {
    const taken = new Map<string, TakenSecret>();
    const admins = found.filter(({ secret }) => secret !== null);
    const have = await this.credentials.withTwoFA(
      session,
      admins.map(({ id }) => id),
    );
    for (const { id, secret } of admins) {
      if (secret === null || have.has(id.toHexString())) continue;
      taken.set(id.toHexString(), await this.credentials.takeOver(session, id, secret));
    }
    return taken;
  }
}

/** @param earnings what the wallet held. Null: nothing was changed */
function toAdopted(
  { id, convert }: UserAssessment,
  earnings: unknown,
  entryId: Types.ObjectId | undefined,
  secret: TakenSecret | undefined,
): AdoptedUser | null {
  if (convert === null && entryId === undefined && secret === undefined) return null;
  const after = convert === null ? earnings : moneyToDecimal(moneyFromMicros(convert.micros));
  return {
    id,
    ...(convert === null ? {} : { before: { earnings: convert.from } }),
    ...(after === undefined ? {} : { after: { earnings: after } }),
    ...(entryId === undefined ? {} : { entryId }),
    ...(secret === undefined ? {} : { secret }),
  };
}
