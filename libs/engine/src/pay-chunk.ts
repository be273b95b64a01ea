import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection, type Model } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { FIRST_ID, isPassing, moneyToDecimal, runInTransaction } from '#lib/database';
import { Ledger, type Payout, type PayoutType, type Posting, type Standing } from '#lib/ledger';
import { ZERO, moneyToNumber, sumMoney, type Money } from '#lib/money';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import {
  ENTRY_TYPE_OF_PHASE,
  NotOrderedError,
  PHASES,
  RecordFailures,
  StoredChunk,
  chunkFromStored,
  chunkMove,
  type Chunk,
  type ChunkSubjects,
  type Order,
  type Shares,
} from '#lib/slots';
import {
  assessStake,
  DueStakes,
  everOwnersOf,
  ownersOf,
  type RecordFailureReason,
  type StakeRecord,
  type StakeSelection,
} from '#lib/stakes';
import { DatabaseClock } from '#lib/workers';
import { assertOrdered, SealedOrders } from './sealed-orders.js';
import { slotDescription } from './entry-description.js';
import { NoSplitError, ReceiverShares } from './receiver-shares.js';
import { ReverseChunk, type ReversedChunk } from './reverse-chunk.js';

/** Whom a chunk pays, whom it cannot pay and why, which stakes it merely completes, and who is due nothing. */
interface Verdict {
  readonly payouts: readonly Payout[];
  readonly failures: readonly { subjectId: Types.ObjectId; reason: RecordFailureReason; amount: Money | null }[];
  readonly completed: readonly Types.ObjectId[];
  /** How many are due a payout or a share that rounds down to nothing. */
  readonly nothing: number;
}

export type ChunkOutcome = 'paid' | 'not-open';

const NOT_PAID = 'A chunk was not paid';

/** Pays one chunk, or takes back what it names, in one transaction (docs/architecture.md 3, step 5). */
@Injectable()
export class PayChunk {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly orders: SealedOrders,
    private readonly stakes: DueStakes,
    private readonly receiverShares: ReceiverShares,
    private readonly accounts: Accounts,
    private readonly ledger: Ledger,
    private readonly reverseChunk: ReverseChunk,
    private readonly failures: RecordFailures,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Pays the chunk if it is OPEN; anybody may call it at any time, any number of times.
   * @returns whether this call paid it
   * @throws the failure, after noting it on the chunk; nothing was paid then
   */
  async pay(chunkId: Types.ObjectId): Promise<ChunkOutcome> {
    const stop = this.metrics.chunkDuration.startTimer();
    checkpoint('chunk.started', { chunkId: chunkId.toHexString() });
    try {
      const paid = await runInTransaction(this.connection, (session) => this.payOnce(session, chunkId));
      if (paid === null) return 'not-open';
      checkpoint('chunk.committed', { chunkId: chunkId.toHexString() });
      this.log.succeeded(NOT_PAID, { chunkId: chunkId.toHexString() });
      if ('reversed' in paid) this.countReversed(paid.chunk, paid.reversed);
      else this.count(paid.chunk, paid.verdict, paid.total);
      return 'paid';
    } catch (error) {
      await this.noteFailure(chunkId, error);
      throw error;
    } finally {
      stop();
    }
  }

  /**
   * What the chunk would pay if it were paid now; writes nothing.
   * @returns zero for one that is not OPEN, or would be refused
   */
  async worth(chunkId: Types.ObjectId): Promise<Money> {
    return runInTransaction(this.connection, async (session) => {
      const stored = await this.chunks.collection.findOne({ _id: chunkId, status: 'OPEN' }, { session });
      if (stored === null) return ZERO;
      const chunk = chunkFromStored(stored as StoredChunk);
      try {
        const order = await this.orders.of(chunk.distributionId);
        assertOrdered(chunk, order);
        const { subjects } = chunk;
        if (subjects.kind === 'payouts') return ZERO;
        const { payouts } = await this.judge(session, chunk, subjects, ENTRY_TYPE_OF_PHASE[chunk.phase], order);
        return sumMoney(payouts.map(({ amount }) => amount));
      } catch (error) {
        if (error instanceof NotOrderedError || error instanceof NoSplitError) return ZERO;
        throw error;
      }
    });
  }

  private async payOnce(
    session: ClientSession,
    chunkId: Types.ObjectId,
  ): Promise<{ chunk: Chunk; verdict: Verdict; total: Money } | { chunk: Chunk; reversed: ReversedChunk } | null> {
    const now = this.clock.now();
    const chunk = await this.flip(session, chunkId, now);
    if (chunk === null) return null;
    const type = ENTRY_TYPE_OF_PHASE[chunk.phase];
    const order = await this.orders.of(chunk.distributionId);
    assertOrdered(chunk, order);
    const { subjects } = chunk;
    if (subjects.kind === 'payouts') {
      const reversed = await this.reverseChunk.reverse(session, chunk, subjects, order, now);
      checkpoint('chunk.counted', { chunkId: chunkId.toHexString() });
      return { chunk, reversed };
    }
    const verdict = await this.judge(session, chunk, subjects, type, order);
    checkpoint('chunk.read', { chunkId: chunkId.toHexString() });

    const total = await this.ledger.post(session, posting(chunk, type, order, now), verdict.payouts);
    await this.ledger.completeCapped(session, verdict.completed, now);
    await this.failures.record(session, chunk, type, verdict.failures, now);
    if (chunk.secondChance) {
      await this.failures.resolve(session, chunk.distributionId, type, namedSubjects(chunk), verdict.failures);
    }
    await this.writeCounts(session, chunk, verdict, total);
    checkpoint('chunk.counted', { chunkId: chunkId.toHexString() });
    return { chunk, verdict, total };
  }

  /** The gate: of all who ever try, one transaction finds the chunk OPEN. */
  private async flip(session: ClientSession, chunkId: Types.ObjectId, now: Date): Promise<Chunk | null> {
    const { filter, update } = chunkMove('pay', { where: { _id: chunkId }, set: { paidAt: now } });
    const flipped = await this.chunks.collection.findOneAndUpdate(filter, update, { session, returnDocument: 'after' });
    if (flipped !== null) checkpoint('chunk.flipped', { chunkId: chunkId.toHexString() });
    return flipped === null ? null : chunkFromStored(flipped as StoredChunk);
  }

  private async judge(
    session: ClientSession,
    chunk: Chunk,
    subjects: Exclude<ChunkSubjects, { kind: 'payouts' }>,
    type: PayoutType,
    order: Order,
  ): Promise<Verdict> {
    switch (subjects.kind) {
      case 'receivers':
        return this.judgeShares(session, chunk, type, await this.receiverShares.of(session, chunk, subjects, order));
      case 'shares':
        await this.receiverShares.assertFrozen(session, chunk, subjects, order);
        return this.judgeShares(session, chunk, type, subjects);
      case 'range':
      case 'ownerless':
      case 'named':
        return this.judgeStakes(session, chunk, type, order, subjects);
    }
  }

  private async judgeStakes(
    session: ClientSession,
    chunk: Chunk,
    type: PayoutType,
    order: Order,
    subjects: StakeSelection,
  ): Promise<Verdict> {
    const due = await this.stakes.read(subjects, order.scheduledFor, session);
    const owners = ownersOf(due);
    const standings = mayBePaidBefore(chunk)
      ? await this.ledger.standings(session, chunk.distributionId, type, everOwnersOf(due))
      : NOBODY;
    const wallets = await this.accounts.wallets(session, owners);
    const rules = { rate: order.rate, capPercent: order.rules.capPercent };

    const payouts: Payout[] = [];
    const failures: Verdict['failures'][number][] = [];
    const completed: Types.ObjectId[] = [];
    let nothing = 0;
    for (const stake of due) {
      const standing = standings.get(String(stake._id));
      if (standing?.kind === 'paid' || hasMoved(stake, chunk)) continue;
      const assessment = assessStake(stake, wallets, rules);
      switch (assessment.kind) {
        case 'pay':
          payouts.push({ ...assessment.payout, ...again(standing) });
          break;
        case 'complete':
          completed.push(assessment.stakeId);
          break;
        case 'fail':
          failures.push({ subjectId: assessment.stakeId, reason: assessment.reason, amount: null });
          break;
        case 'nothing':
          nothing += 1;
          break;
      }
    }
    return { payouts, failures, completed, nothing };
  }

  private async judgeShares(
    session: ClientSession,
    chunk: Chunk,
    type: PayoutType,
    { userIds, amounts }: Shares,
  ): Promise<Verdict> {
    const standings = mayBePaidBefore(chunk)
      ? await this.ledger.standings(session, chunk.distributionId, type, userIds)
      : NOBODY;
    const wallets = await this.accounts.wallets(session, userIds);
    const payouts: Payout[] = [];
    const failures: Verdict['failures'][number][] = [];
    let nothing = 0;
    amounts.forEach((amount, index) => {
      const userId = userIds[index];
      const standing = standings.get(String(userId));
      if (userId === undefined || standing?.kind === 'paid') return;
      if (amount === ZERO) {
        nothing += 1;
        return;
      }
      const wallet = wallets.get(userId.toHexString());
      if (wallet === undefined) failures.push({ subjectId: userId, reason: 'MISSING_USER', amount });
      else if (wallet.kind === 'broken') failures.push({ subjectId: userId, reason: 'INVALID_WALLET', amount });
      else payouts.push({ userId, amount, wallet, ...again(standing) });
    });
    return { payouts, failures, completed: [], nothing };
  }

  private async writeCounts(session: ClientSession, chunk: Chunk, verdict: Verdict, total: Money): Promise<void> {
    await this.chunks.collection.updateOne(
      { _id: chunk._id },
      {
        $set: {
          paid: verdict.payouts.length,
          capped: verdict.completed.length,
          nothing: verdict.nothing,
          left:
            chunk.planned -
            verdict.payouts.length -
            verdict.completed.length -
            verdict.nothing -
            verdict.failures.length,
          users: usersPaid(chunk, verdict),
          errors: verdict.failures.length,
          total: moneyToDecimal(total),
        },
      },
      { session },
    );
  }

  /**
   * Kept on the chunk, so that whoever runs the slot knows when to try again and when to give up. What passes is
   * counted apart: it says nothing about the chunk. Never throws, so that the failure itself is what is told.
   */
  private async noteFailure(chunkId: Types.ObjectId, failure: unknown): Promise<void> {
    this.metrics.chunkFailures.inc();
    this.log.failureAgain(NOT_PAID, failure, { chunkId: chunkId.toHexString() });
    const { filter, update } = chunkMove('noteFailure', {
      where: { _id: chunkId },
      set: { lastError: failure instanceof Error ? failure.message : String(failure) },
      inc: isPassing(failure) ? { passing: 1 } : { attempts: 1 },
    });
    try {
      await this.chunks.collection.updateOne(filter, update);
    } catch (error) {
      this.metrics.errors.inc({ where: 'chunk-failure' });
      this.log.failure('That a chunk was not paid could not be noted on it', error, { chunkId: chunkId.toHexString() });
    }
  }

  private countReversed({ phase }: Chunk, { payouts, total, failures }: ReversedChunk): void {
    this.metrics.payoutsReversed.inc(payouts);
    this.metrics.moneyReversed.inc({ type: ENTRY_TYPE_OF_PHASE[phase] }, moneyToNumber(total));
    for (const { reason } of failures) this.metrics.recordsFailed.inc({ reason });
  }

  private count(chunk: Chunk, verdict: Verdict, total: Money): void {
    if (chunk.phase === 'ROS') this.metrics.stakesPaid.inc(verdict.payouts.length);
    this.metrics.moneyPaid.inc({ type: ENTRY_TYPE_OF_PHASE[chunk.phase] }, moneyToNumber(total));
    for (const { reason } of verdict.failures) this.metrics.recordsFailed.inc({ reason });
  }
}

const NOBODY: ReadonlyMap<string, Standing> = new Map();

/** What names the entry that took a payout back, for the one that makes it again. */
function again(standing: Standing | undefined): Pick<Payout, 'again'> {
  return standing?.kind === 'reversed' ? { again: standing.by } : {};
}

/**
 * Whether another chunk may have paid somebody of this one: possible only for named subjects, after a failed attempt, and
 * in a later run, so the ordinary chunk does not ask. The unique index of the ledger is the guard for each user; asking keeps
 * it from refusing the rest, and keeps a stake that has changed hands since from being paid to its new owner as well.
 */
function mayBePaidBefore({ attempts, passing, secondChance, reopened }: Chunk): boolean {
  return attempts > 0 || passing > 0 || secondChance || reopened === true;
}

/**
 * Whether another chunk of the slot has paid the stake: its owner changed meanwhile, and with him the range that it is
 * in. The ledger's unique index has the user in it and would let it pass.
 */
function hasMoved({ lastPaidIn }: StakeRecord, { distributionId, secondChance }: Chunk): boolean {
  return !secondChance && lastPaidIn instanceof Types.ObjectId && lastPaidIn.equals(distributionId);
}

/** Each once; whose stakes began in the chunk before is counted there. */
function usersPaid({ subjects }: Chunk, { payouts }: Verdict): number {
  const users = new Set(payouts.map(({ userId }) => userId.toHexString()));
  if (subjects.kind === 'range' && subjects.fromStakeId?.equals(FIRST_ID) === false) {
    users.delete(String(subjects.fromUserId));
  }
  return users.size;
}

function posting(chunk: Chunk, type: PayoutType, order: Order, at: Date): Posting {
  return {
    distributionId: chunk.distributionId,
    type,
    date: order.date,
    slotNumber: order.slotNumber,
    ...(chunk.phase === 'ROS' ? { rate: order.rate } : {}),
    description: slotDescription(chunk.phase, order.slotNumber),
    at,
    order: chunk.order + PHASES.indexOf(chunk.phase),
  };
}

function namedSubjects(chunk: Chunk): readonly Types.ObjectId[] {
  if (chunk.subjects.kind === 'named') return chunk.subjects.stakeIds;
  return chunk.subjects.kind === 'shares' ? chunk.subjects.userIds : [];
}
