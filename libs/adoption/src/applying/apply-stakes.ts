import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyToDecimal } from '#lib/database';
import { BalanceAdoption } from '#lib/ledger';
import { moneyFromMicros } from '#lib/money';
import { checkpoint } from '#lib/observability';
import type { AdoptedStake } from '../batches.js';
import type { Mapping } from '../mapping/mapping.js';
import { assessStake, type StakeAssessment, type StakeRecord } from '../survey/assess-stake.js';
import { RecordPages, type PageQuery } from '../survey/record-pages.js';
import type { AppliedPage } from './apply-users.js';

/** Adopts a page of stakes: numbers become Decimal128, `openingEarned` and `activatedAt` are set. */
@Injectable()
export class ApplyStakes {
  constructor(
    private readonly pages: RecordPages,
    private readonly balances: BalanceAdoption,
    private readonly config: AppConfig,
  ) {}

  async applyPage(session: ClientSession, query: Omit<PageQuery, 'session'>, mapping: Mapping): Promise<AppliedPage> {
    const { stakes, factsOf, last } = await this.pages.stakes({ ...query, session }, mapping, false);
    checkpoint('adoption.stakes-read');
    const rules = {
      activationField: this.config.stakeActivatedAtField,
      activationSource: mapping.stakes.activatedAt,
      capPercent: this.config.rosCapPercent,
    };
    const replaced = stakes.flatMap((stake) => toAdopted(stake, assessStake(stake, factsOf(stake), rules)) ?? []);
    await this.balances.changeStakes(
      session,
      replaced.map(({ id, after }) => ({ stakeId: id, set: after })),
    );
    return {
      read: stakes.length,
      batch: { kind: 'stakes', replaced },
      counts: { wallets: 0, openings: 0, stakes: replaced.length, secrets: 0 },
      last,
    };
  }
}

/** Null: there is nothing to change. */
function toAdopted(stake: StakeRecord, found: StakeAssessment): AdoptedStake | null {
  const { id, amount, totalEarned, openingEarned, activatedAt } = found;
  const after = {
    ...(amount === null ? {} : { amount: decimal(amount) }),
    ...(totalEarned === null ? {} : { totalEarned: decimal(totalEarned) }),
    ...(openingEarned === null ? {} : { openingEarned: decimal(openingEarned) }),
    ...(activatedAt === null ? {} : { activatedAt }),
  };
  const fields = Object.keys(after);
  if (fields.length === 0) return null;
  const before = Object.fromEntries(
    fields.flatMap((field) => (stake[field] === undefined ? [] : [[field, stake[field]]])),
  );
  const isSeenOnly = openingEarned !== null && totalEarned === null;
  return { id, before, after, ...(isSeenOnly ? { seen: { totalEarned: stake['totalEarned'] } } : {}) };
}

function decimal(micros: bigint): ReturnType<typeof moneyToDecimal> {
  return moneyToDecimal(moneyFromMicros(micros));
}
