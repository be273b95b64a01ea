import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection, type Model } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { COLLECTIONS, moneyToDecimal } from '#lib/database';
import { Reversals, type PaidEntry, type PayoutType, type TakenBack } from '#lib/ledger';
import { ZERO, subtractMoney, type Money } from '#lib/money';
import { checkpoint } from '#lib/observability';
import {
  ENTRY_TYPE_OF_PHASE,
  NotOrderedError,
  OrderSeals,
  PHASES,
  REVERSAL_TYPE_OF_PHASE,
  RecordFailures,
  StoredChunk,
  StoredSlot,
  type Chunk,
  type ChunkSubjects,
  type Order,
} from '#lib/slots';
import { PaidStakes, type PaidStake, type RecordFailureReason } from '#lib/stakes';
import { reversalDescription } from './entry-description.js';

type Payouts = Extract<ChunkSubjects, { kind: 'payouts' }>;

/** What of a chunk is taken back, and what cannot be and why. */
interface Verdict {
  readonly taken: readonly TakenBack[];
  readonly failures: readonly { subjectId: Types.ObjectId; reason: RecordFailureReason; amount: Money }[];
}

/** What a chunk has taken back. */
export interface ReversedChunk {
  readonly payouts: number;
  readonly total: Money;
  readonly failures: Verdict['failures'];
}

/** Takes the payouts back that a chunk names, in the transaction of whoever found it OPEN (docs/architecture.md 3). */
@Injectable()
export class ReverseChunk {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly seals: OrderSeals,
    private readonly accounts: Accounts,
    private readonly stakes: PaidStakes,
    private readonly reversals: Reversals,
    private readonly failures: RecordFailures,
  ) {}

  /**
   * @param order of the slot that paid
   * @throws NotOrderedError when nobody ordered it, or the chunk names what the slot did not pay
   */
  async reverse(
    session: ClientSession,
    chunk: Chunk,
    subjects: Payouts,
    order: Order,
    now: Date,
  ): Promise<ReversedChunk> {
    const { distributionId, phase } = chunk;
    const type = ENTRY_TYPE_OF_PHASE[phase];
    await this.assertOrdered(session, chunk);
    const verdict = await this.judge(session, chunk, subjects, type);
    checkpoint('chunk.read', { chunkId: chunk._id.toHexString() });

    const total = await this.reversals.post(
      session,
      {
        ...{ distributionId, type, date: order.date, slotNumber: order.slotNumber },
        description: reversalDescription(phase, order.slotNumber),
        at: now,
        order: chunk.order + PHASES.indexOf(phase),
      },
      verdict.taken,
    );
    const failureType = REVERSAL_TYPE_OF_PHASE[phase];
    await this.failures.record(session, chunk, failureType, verdict.failures, now);
    await this.failures.resolve(session, distributionId, failureType, subjects.entryIds, verdict.failures);
    await this.writeCounts(session, chunk, verdict, total);
    return { payouts: verdict.taken.length, total, failures: verdict.failures };
  }

  /** Read anew for each chunk: a slot is reversed, reinstated and reversed again, each time by another order. */
  private async assertOrdered(session: ClientSession, { distributionId }: Chunk): Promise<void> {
    const slot = await this.distributions.collection.findOne<StoredSlot>(
      { _id: distributionId },
      { session, projection: { key: 1, run: 1, reversal: 1 } },
    );
    if (slot === null) throw new NotOrderedError(`The slot ${distributionId.toHexString()} of a chunk is not there`);
    this.seals.verifiedReversal(slot);
  }

  private async judge(session: ClientSession, chunk: Chunk, { entryIds }: Payouts, type: PayoutType): Promise<Verdict> {
    const entries = await this.reversals.named(session, entryIds);
    assertOwn(chunk, entryIds, entries, type);
    const users = [...new Map(entries.map(({ userId }) => [userId.toHexString(), userId])).values()];
    const undone = await this.reversals.undone(session, chunk.distributionId, type, users);
    const left = entries.filter(({ _id }) => !undone.has(_id.toHexString()));
    const stakes = await this.stakes.read(
      session,
      left.flatMap(({ stakeId }) => stakeId ?? []),
    );
    const completing = await this.completingPayouts(session, chunk, left, stakes);
    const wallets = await this.accounts.balances(users, session);
    const standing = await this.reversals.sumsStanding(session, chunk.distributionId, users);
    const taken: TakenBack[] = [];
    const failures: Verdict['failures'][number][] = [];
    for (const [userId, own] of byUser(left)) {
      const { possible, broken } = partedByStakes(own, stakes);
      const wallet = wallets.get(userId);
      const hindrance = hindranceOf(wallet?.balance, standing.get(userId) ?? ZERO);
      for (const entry of broken) failures.push(toFailure(entry, 'INVALID_TOTAL_EARNED'));
      if (hindrance !== null || wallet === undefined || wallet.stands.kind === 'broken') {
        for (const entry of possible) failures.push(toFailure(entry, hindrance ?? 'MISSING_USER'));
        continue;
      }
      for (const entry of possible) {
        const stake = stakes.get(String(entry.stakeId));
        const wentBack = stake === undefined ? null : toStake(chunk, entry, stake, completing);
        taken.push({ entry, wallet: wallet.stands, stake: wentBack });
      }
    }
    return { taken, failures };
  }

  /**
   * When the payouts were made with which stakes of this chunk reached their cap in another slot, as text: what is taken
   * back here opens these again, too.
   */
  private async completingPayouts(
    session: ClientSession,
    { distributionId }: Chunk,
    entries: readonly PaidEntry[],
    stakes: ReadonlyMap<string, PaidStake>,
  ): Promise<ReadonlySet<string>> {
    const elsewhere = entries.flatMap(({ userId, stakeId }) => {
      const stake = stakes.get(String(stakeId));
      if (stake === undefined || stake.completedAt === null || stake.lastPaidIn === null) return [];
      return stake.lastPaidIn.equals(distributionId) ? [] : [{ userId, stakeId: stake.id, in: stake.lastPaidIn }];
    });
    if (elsewhere.length === 0) return new Set();
    const found = await this.connection
      .collection(COLLECTIONS.transactions)
      .find(
        {
          userId: { $in: elsewhere.map(({ userId }) => userId) },
          distributionId: { $in: elsewhere.map((one) => one.in) },
          type: 'ROI_EARNED',
          stakeId: { $in: elsewhere.map(({ stakeId }) => stakeId) },
        },
        { session, projection: { stakeId: 1, createdAt: 1 } },
      )
      .toArray();
    return new Set(found.map((entry) => completionKey(entry['stakeId'], entry['createdAt'] as Date)));
  }

  private async writeCounts(
    session: ClientSession,
    chunk: Chunk,
    { taken, failures }: Verdict,
    total: Money,
  ): Promise<void> {
    const users = new Set(taken.map(({ entry }) => entry.userId.toHexString())).size;
    await this.chunks.collection.updateOne(
      { _id: chunk._id },
      {
        $set: {
          paid: -taken.length,
          reversed: taken.length,
          users: -users,
          errors: failures.length,
          total: moneyToDecimal(subtractMoney(ZERO, total)),
        },
      },
      { session },
    );
  }
}

/** @throws NotOrderedError where the chunk names an entry that is gone, or is no payout of its slot and phase */
function assertOwn(chunk: Chunk, ids: readonly Types.ObjectId[], entries: readonly PaidEntry[], type: string): void {
  const own = entries.filter((entry) => entry.type === type && entry.distributionId?.equals(chunk.distributionId));
  if (own.length === new Set(ids.map(String)).size && own.length === ids.length) return;
  throw new NotOrderedError(
    `Chunk ${chunk.phase} ${chunk.index} of the reversal names ${ids.length} payouts, of which the slot made ${own.length}`,
  );
}

function byUser(entries: readonly PaidEntry[]): ReadonlyMap<string, readonly PaidEntry[]> {
  const users = new Map<string, PaidEntry[]>();
  for (const entry of entries) {
    const key = entry.userId.toHexString();
    users.set(key, [...(users.get(key) ?? []), entry]);
  }
  return users;
}

/** A stake from which the payout cannot be taken holds another number than it earned; one that is gone hinders nobody. */
function partedByStakes(
  entries: readonly PaidEntry[],
  stakes: ReadonlyMap<string, PaidStake>,
): { readonly possible: readonly PaidEntry[]; readonly broken: readonly PaidEntry[] } {
  const isBroken = ({ stakeId, amount }: PaidEntry): boolean => {
    const stake = stakes.get(String(stakeId));
    return stake !== undefined && (stake.earned.kind === 'broken' || stake.earned.standsFor < amount);
  };
  return { possible: entries.filter((entry) => !isBroken(entry)), broken: entries.filter(isBroken) };
}

/**
 * A wallet is touched for all that the slot has paid its user, or not at all.
 * @param standing what of that is still to be taken back, in this chunk and in others
 */
function hindranceOf(balance: Money | null | undefined, standing: Money): RecordFailureReason | null {
  if (balance === undefined) return 'MISSING_USER';
  if (balance === null) return 'INVALID_WALLET';
  return balance < standing ? 'INSUFFICIENT_BALANCE' : null;
}

function toFailure({ _id, amount }: PaidEntry, reason: RecordFailureReason): Verdict['failures'][number] {
  return { subjectId: _id, reason, amount };
}

function toStake(
  { distributionId }: Chunk,
  entry: PaidEntry,
  { id, earned, completedAt, lastPaidIn }: PaidStake,
  completing: ReadonlySet<string>,
): TakenBack['stake'] {
  if (earned.kind === 'broken') return null;
  const isCompletedHere = completedAt?.getTime() === entry.createdAt.getTime();
  const isCompletedLater = completedAt !== null && completing.has(completionKey(id, completedAt));
  return {
    id,
    earned,
    isActiveAgain: isCompletedHere || isCompletedLater,
    wasPaidLast: lastPaidIn?.equals(distributionId) === true,
  };
}

function completionKey(stakeId: unknown, at: Date): string {
  return `${String(stakeId)} ${at.getTime()}`;
}
