import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { Credentials } from '#lib/auth';
import { AppConfig, type WalletMovements } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import { TypeSums } from '#lib/ledger';
import { formatMoney, moneyFromMicros } from '#lib/money';
import type { Mapping } from '../mapping/mapping.js';
import type { Progress } from '../progress.js';
import type { Amounts, Plan } from '../report.js';
import { assessStake } from './assess-stake.js';
import { NO_ENTRIES, assessUser, type UserAssessment } from './assess-user.js';
import { EntryStream } from './entry-stream.js';
import { lookForOddRecords } from './look-at-others.js';
import { OddRecords } from './odd-records.js';
import { RecordPages } from './record-pages.js';

const PAGE = 2_000;
/** Of the users with entries of their own: that many explained is a platform that records its movements. */
const RECORDED_PERCENT = 99;

/** Reads the whole database and says what adoption would do. It writes nothing. */
@Injectable()
export class Survey {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly pages: RecordPages,
    private readonly credentials: Credentials,
    private readonly config: AppConfig,
  ) {}

  async plan(mapping: Mapping, progress: Progress): Promise<Plan> {
    const odd = new OddRecords();
    progress('odd records', 0, 0);
    await lookForOddRecords(this.connection, (records) => odd.add(records));
    const users = await this.surveyUsers(mapping, odd, progress);
    const stakes = await this.surveyStakes(mapping, odd, progress);
    const { explained, assessed } = users;
    return {
      found: {
        users: users.count,
        admins: users.admins,
        stakes: Object.fromEntries([...stakes.byStatus].sort()),
        transactions: Object.fromEntries(users.types.list().map(({ type, ...sum }) => [type, toAmounts(sum)])),
      },
      fine: { wallets: users.fine, stakes: stakes.fine },
      convert: { wallets: users.converted, amounts: stakes.amounts, earnings: stakes.earnings },
      openings: { ...toAmounts(users.openings), covers: toAmounts(users.covers) },
      openingEarned: toAmounts(stakes.openingEarned),
      activation: {
        field: this.config.stakeActivatedAtField,
        source: mapping.stakes.activatedAt,
        set: stakes.activations,
      },
      takenOver: { totpSecrets: users.secrets, passwordHashes: users.passwordHashes },
      walletMovements: { users: assessed, explained, meaning: meaningOf(assessed, explained) },
      odd: odd.report(),
    };
  }

  private async surveyUsers(mapping: Mapping, odd: OddRecords, progress: Progress): Promise<UserCounts> {
    const counts = new UserCounts();
    const total = await this.connection.collection(COLLECTIONS.users).estimatedDocumentCount();
    const entries = new EntryStream(
      this.connection,
      (entry) => {
        counts.types.add(entry);
        if (entry['distributionId'] instanceof Types.ObjectId) this.pages.noteOurs();
      },
      (records) => odd.add(records),
    );
    try {
      let after: Types.ObjectId | null = null;
      do {
        const query = { session: null, after, limit: PAGE };
        const page = await this.pages.users(query, mapping);
        const known = await entries.upTo(page.last);
        const secrets: Types.ObjectId[] = [];
        for (const user of page.users) {
          const id = user._id.toHexString();
          const found = assessUser(user, known.get(id) ?? NO_ENTRIES, mapping.users);
          known.delete(id);
          counts.addUser(found, user['role'] === 'admin');
          if (found.secret !== null) secrets.push(user._id);
          odd.add(found.odd);
        }
        counts.secrets += secrets.length - (await this.credentials.withTwoFA(null, secrets)).size;
        for (const [id, { others }] of known) {
          const value = `${others.moved.count + others.openings.count + others.withoutAmount} entries`;
          odd.add([{ collection: 'transactions', id, field: 'userId', reason: 'ENTRY_OWNER_MISSING', value }]);
        }
        progress('users read', counts.count, total);
        after = page.last;
      } while (after !== null);
    } finally {
      await entries.close();
    }
    return counts;
  }

  private async surveyStakes(mapping: Mapping, odd: OddRecords, progress: Progress): Promise<StakeCounts> {
    const counts = new StakeCounts();
    const rules = {
      activationField: this.config.stakeActivatedAtField,
      activationSource: mapping.stakes.activatedAt,
      capPercent: this.config.rosCapPercent,
    };
    const total = await this.connection.collection(COLLECTIONS.stakes).estimatedDocumentCount();
    let after: Types.ObjectId | null = null;
    do {
      const { stakes, factsOf, last } = await this.pages.stakes({ session: null, after, limit: PAGE }, mapping, true);
      for (const stake of stakes) {
        const found = assessStake(stake, factsOf(stake), rules);
        counts.add(found, stake['status']);
        odd.add(found.odd);
      }
      progress('stakes read', counts.count, total);
      after = last;
    } while (after !== null);
    return counts;
  }
}

interface Sum {
  count: number;
  micros: bigint;
}

class UserCounts {
  count = 0;
  admins = 0;
  fine = 0;
  converted = 0;
  secrets = 0;
  passwordHashes = 0;
  assessed = 0;
  explained = 0;
  readonly openings: Sum = { count: 0, micros: 0n };
  readonly covers: Sum = { count: 0, micros: 0n };
  readonly types = new TypeSums();

  addUser(found: UserAssessment, isAdmin: boolean): void {
    this.count += 1;
    if (isAdmin) this.admins += 1;
    if (found.convert !== null) this.converted += 1;
    else if (!found.odd.some(({ reason }) => reason === 'WALLET_NO_AMOUNT')) this.fine += 1;
    if (found.hasPasswordHash) this.passwordHashes += 1;
    if (found.explained !== null) this.assessed += 1;
    if (found.explained === true) this.explained += 1;
    if (found.opening === null) return;
    add(this.openings, 1, found.opening.micros);
    add(this.covers, found.opening.covers.count, found.opening.covers.micros);
  }
}

class StakeCounts {
  count = 0;
  fine = 0;
  amounts = 0;
  earnings = 0;
  activations = 0;
  readonly openingEarned: Sum = { count: 0, micros: 0n };
  readonly byStatus = new Map<string, number>();

  add(found: ReturnType<typeof assessStake>, status: unknown): void {
    this.count += 1;
    const name = typeof status === 'string' ? status : '(no status)';
    this.byStatus.set(name, (this.byStatus.get(name) ?? 0) + 1);
    const { amount, totalEarned, openingEarned, activatedAt, odd } = found;
    if (amount !== null) this.amounts += 1;
    if (totalEarned !== null) this.earnings += 1;
    if (activatedAt !== null) this.activations += 1;
    if (openingEarned !== null) add(this.openingEarned, 1, openingEarned);
    const isChanged = [amount, totalEarned, openingEarned, activatedAt].some((change) => change !== null);
    if (!isChanged && odd.length === 0) this.fine += 1;
  }
}

function add(sum: Sum, count: number, micros: bigint): void {
  sum.count += count;
  sum.micros += micros;
}

function toAmounts({ count, micros }: Sum): Amounts {
  return { count, amount: formatMoney(moneyFromMicros(micros)) };
}

/** Where nobody has entries, there is nothing that would contradict a platform that records. */
function meaningOf(users: number, explained: number): WalletMovements {
  return explained * 100 >= users * RECORDED_PERCENT ? 'recorded' : 'foreign';
}
