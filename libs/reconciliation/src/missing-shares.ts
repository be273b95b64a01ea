import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { COLLECTIONS, moneyFromDecimal, runInTransaction, type Decimal128, type StoredBalance } from '#lib/database';
import { POOL_NAMES, ZERO, shareAt, type Money, type Pool, type PoolSplit } from '#lib/money';
import type { Slot } from '#lib/slots';
import { Balances, compareWallets } from './balances.js';
import { BALANCE_DIFFERS, type MissingPayment } from './missing-payment.js';
import { WalletBases } from './wallet-movements.js';
import { PaidAndFailed, pair } from './paid-and-failed.js';
import { ReceiverChunks } from './receiver-chunks.js';

/** Shares that are looked at in one snapshot, but for the last chunk's. */
const SHARES_AT_ONCE = 3_000;

/** A person waits for what is owed to one. */
const MAX_TIME_MS = 10_000;

interface Share {
  readonly userId: Types.ObjectId;
  readonly amount: Money;
}

interface ShareChunk {
  readonly subjects: { readonly userIds: readonly Types.ObjectId[] } & (
    | { readonly kind: 'receivers'; readonly offset: number }
    | { readonly kind: 'shares'; readonly amounts: readonly Decimal128[] }
  );
}

/** Users of finished slots whose planned share of a pool has no entry. */
@Injectable()
export class MissingShares {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly accounts: Accounts,
    private readonly balances: Balances,
    private readonly records: PaidAndFailed,
    private readonly bases: WalletBases,
    private readonly receivers: ReceiverChunks,
  ) {}

  /** Slot by slot, in ascending order of user ids. */
  async *of(finished: readonly Slot[], pool: Pool): AsyncGenerator<MissingPayment> {
    const isProved = await this.areWalletsProved();
    for (const slot of finished) {
      for await (const shares of this.planned(slot, pool)) {
        yield* await runInTransaction(this.connection, (session) =>
          this.missing(session, { slot, pool, isProved }, shares),
        );
      }
    }
  }

  /** Whether planning froze a share of a finished slot's pool for a user, and what is missing of it. */
  async ofUser(
    slot: Slot,
    pool: Pool,
    userId: Types.ObjectId,
  ): Promise<{ readonly planned: boolean; readonly missing: MissingPayment | null }> {
    const { phase } = POOL_NAMES[pool];
    const index = await this.receivers.around({ distributionId: slot._id, phase }, userId);
    if (index === 'none') return { planned: false, missing: null };
    const chunk = await this.connection
      .collection<ShareChunk>(COLLECTIONS.distributionChunks)
      .findOne(
        { ...frozen(slot, pool), ...(index === 'unordered' ? {} : { index }), 'subjects.userIds': userId },
        { projection: { subjects: 1 }, maxTimeMS: MAX_TIME_MS },
      );
    const own = (chunk === null ? [] : sharesOf(chunk.subjects, splitOf(slot, pool))).filter((share) =>
      share.userId.equals(userId),
    );
    if (own.length === 0) return { planned: false, missing: null };
    const isProved = await this.areWalletsProved();
    const [missing = null] = await runInTransaction(this.connection, (session) =>
      this.missing(session, { slot, pool, isProved }, own),
    );
    return { planned: true, missing };
  }

  private async areWalletsProved(): Promise<boolean> {
    return (await this.bases.current()) === 'recorded';
  }

  /** The shares that planning froze, some at a time. */
  private async *planned(slot: Slot, pool: Pool): AsyncGenerator<Share[]> {
    const chunks = this.connection
      .collection<ShareChunk>(COLLECTIONS.distributionChunks)
      .find(frozen(slot, pool), { projection: { subjects: 1 }, sort: { index: 1 }, batchSize: 10 });
    let shares: Share[] = [];
    for await (const { subjects } of chunks) {
      shares.push(...sharesOf(subjects, splitOf(slot, pool)));
      if (shares.length < SHARES_AT_ONCE) continue;
      yield shares;
      shares = [];
    }
    if (shares.length > 0) yield shares;
  }

  private async missing(
    session: ClientSession,
    { slot, pool, isProved }: { readonly slot: Slot; readonly pool: Pool; readonly isProved: boolean },
    shares: readonly Share[],
  ): Promise<MissingPayment[]> {
    if ((await this.records.stillFinished(session, [slot])).length === 0) return [];
    const { phase, entryType: type } = POOL_NAMES[pool];
    const question = {
      slots: [slot],
      type,
      subjectIds: shares.map(({ userId }) => userId),
    };
    const paid = await this.records.paid(session, { ...question, users: question.subjectIds });
    const unpaid = shares.filter(({ userId }) => !paid.has(pair(slot._id, userId)));
    if (unpaid.length === 0) return [];

    const userIds = unpaid.map(({ userId }) => userId);
    const failed = await this.records.failed(session, { ...question, subjectIds: userIds });
    const wallets = await this.accounts.wallets(session, userIds);
    const sheet = await this.balances.read(session, { $in: userIds });
    const differing = new Set(isProved ? compareWallets(sheet).map(({ ids }) => ids.userId) : []);
    return unpaid.map(({ userId, amount }) => {
      const id = userId.toHexString();
      const failedBefore = failed.get(pair(slot._id, userId));
      const obstacle = obstacleTo(wallets.get(id), differing.has(id));
      return {
        slot,
        phase,
        subjectId: userId,
        userId,
        amount: obstacle === null ? amount : null,
        reason: obstacle ?? failedBefore ?? null,
        reported: failedBefore !== undefined,
      };
    });
  }
}

function frozen({ _id }: Slot, pool: Pool) {
  return { distributionId: _id, phase: POOL_NAMES[pool].phase, secondChance: false, status: { $ne: 'DRAFT' } };
}

function splitOf({ plan }: Slot, pool: Pool): PoolSplit | null {
  return plan?.splits[pool] ?? null;
}

/** A share of zero is none. */
function sharesOf(subjects: ShareChunk['subjects'], split: PoolSplit | null): Share[] {
  return subjects.userIds.flatMap((userId, index) => {
    const amount = amountOf(subjects, split, index);
    return amount === ZERO ? [] : [{ userId, amount }];
  });
}

function amountOf(subjects: ShareChunk['subjects'], split: PoolSplit | null, index: number): Money {
  if (subjects.kind === 'receivers') return split === null ? ZERO : shareAt(split, subjects.offset + index);
  const amount = subjects.amounts[index];
  return amount === undefined ? ZERO : moneyFromDecimal(amount);
}

/** Why a user cannot be paid now, in the engine's words; null when nothing is in the way. */
function obstacleTo(wallet: StoredBalance | undefined, differs: boolean): string | null {
  if (wallet === undefined) return 'MISSING_USER';
  if (wallet.kind === 'broken') return 'INVALID_WALLET';
  return differs ? BALANCE_DIFFERS : null;
}
