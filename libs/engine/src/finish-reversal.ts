import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { moneyToDecimal, runInTransaction } from '#lib/database';
import { LedgerTotals, type LedgerSlices } from '#lib/ledger';
import { moneyToNumber, sumMoney } from '#lib/money';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import {
  LeaseLostError,
  PHASES,
  RecordFailures,
  StoredChunk,
  StoredSlot,
  claimedMove,
  idsOf,
  type Slot,
} from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { ChunkSums } from './chunk-sums.js';
import { CloseChunks } from './close-chunks.js';
import { countOf, ledgerMismatch, type ChunkTotals } from './decide-end.js';
import { DraftChunks } from './draft-chunks.js';
import { endOfRun, sumsToStored } from './end-of-run.js';
import { LedgerCuts } from './ledger-cuts.js';
import { NOBODY, type Progress } from './progress.js';

/** Chunks that one transaction drops. */
const DROPPED_AT_ONCE = 500;
const UNDONE_YET = { 'subjects.kind': 'payouts', status: 'FAILED' } as const;

interface Outcome {
  readonly outcome: 'COMPLETED' | 'FAILED';
  readonly error: string | null;
}

/**
 * Ends a reversal: the slot stands again as it stood, with what of its payouts still stands. What could not be taken back is
 * dropped as a chunk; the next reversal cuts what is left.
 */
@Injectable()
export class FinishReversal {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly drafts: DraftChunks,
    private readonly close: CloseChunks,
    private readonly chunkSums: ChunkSums,
    private readonly ledger: LedgerTotals,
    private readonly ledgerCuts: LedgerCuts,
    private readonly failures: RecordFailures,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param distribution as it was claimed
   * @param progress told whenever the finish gets on
   * @param broken why it cannot go on, if so
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async finish(distribution: Slot, progress: Progress = NOBODY, broken: string | null = null): Promise<void> {
    await this.drafts.settle(distribution, progress);
    await this.close.all(distribution, progress);
    const { _id } = distribution;
    const onSlice = (): void => progress.progressed();
    const slices: LedgerSlices = { cuts: () => this.ledgerCuts.of(distribution), onSlice };
    const untried = await this.untried(distribution);
    const totals = await this.chunkSums.of(_id, onSlice);
    const entries = await this.ledger.ofDistribution(_id, slices);
    const users = await this.ledger.usersPaid(_id, slices);
    const failed = await this.failures.countOpen(_id, 'reversals');
    const outcome = outcomeOf({ totals, failed, untried, broken: broken ?? ledgerMismatch({ totals, entries }) });
    await this.drop(distribution, progress);
    await this.end(distribution, outcome, { totals, users, failed });
  }

  /** Chunks whose payouts were not taken back: how many, and what went wrong with the first. */
  private async untried({ _id }: Slot): Promise<{ readonly chunks: number; readonly firstError: string | null }> {
    const which = { distributionId: _id, ...UNDONE_YET };
    const chunks = await this.chunks.collection.countDocuments(which);
    if (chunks === 0) return { chunks, firstError: null };
    const first = await this.chunks.collection.findOne(which, { sort: { index: 1 }, projection: { lastError: 1 } });
    return { chunks, firstError: (first?.['lastError'] as string | null | undefined) ?? null };
  }

  private async drop(distribution: Slot, progress: Progress): Promise<void> {
    for (;;) {
      const dropped = await runInTransaction(this.connection, async (session) => {
        const held = claimedMove('hold', distribution, { set: { 'run.progressAt': this.clock.now() } });
        const mine = await this.distributions.collection.updateOne(held.filter, held.update, { session });
        if (mine.matchedCount !== 1) throw new LeaseLostError(distribution.key);
        const found = await this.chunks.collection
          .find(
            { distributionId: distribution._id, ...UNDONE_YET },
            { session, projection: { _id: 1 }, limit: DROPPED_AT_ONCE, batchSize: DROPPED_AT_ONCE + 1 },
          )
          .toArray();
        if (found.length > 0) {
          await this.chunks.collection.deleteMany(
            { _id: { $in: found.map(({ _id }) => _id) }, ...UNDONE_YET },
            { session },
          );
        }
        return found.length;
      });
      progress.progressed();
      if (dropped < DROPPED_AT_ONCE) return;
    }
  }

  private async end(
    distribution: Slot,
    { outcome, error }: Outcome,
    { totals, users, failed }: { totals: ChunkTotals; users: number; failed: number },
  ): Promise<void> {
    const { run, reversal } = distribution;
    if (reversal === null) throw new RangeError(`${distribution.key} has no reversal to end`);
    const { before } = reversal;
    const now = this.clock.now();
    const [reversed, amount] = [
      countOf(totals, 'toPayAgain'),
      sumMoney(PHASES.map((phase) => totals[phase].takenBack)),
    ];
    const payoutFailures = (await this.failures.counts(distribution._id)).get('ROI_EARNED');
    const { filter, update } = claimedMove(
      before.status === 'COMPLETED' ? 'complete' : 'fail',
      distribution,
      endOfRun(distribution, {
        ...{ now, status: outcome, reason: error },
        set: {
          ...sumsToStored(totals, users, payoutFailures),
          // When it paid, and how that ended, is not changed by what is taken back.
          reason: before.reason,
          error: before.error,
          executedAt: before.executedAt,
          executionTimeMs: before.executionTimeMs,
          'reversal.outcome': outcome,
          'reversal.error': error,
          'reversal.endedAt': now,
          'reversal.total': countOf(totals, 'paid') + reversed,
          'reversal.reversed': reversed,
          'reversal.failed': failed,
          'reversal.amount': moneyToDecimal(amount),
        },
      }),
    );
    const written = await this.distributions.collection.updateOne(filter, update);
    if (written.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
    checkpoint('slot.finished', idsOf(distribution));
    this.metrics.reversalsFinished.inc({ outcome });
    this.log.write(outcome === 'COMPLETED' && failed === 0 ? 'info' : 'error', `Reversal ${outcome}`, {
      ...idsOf(distribution),
      ...{ reversed, failed, usdt: moneyToNumber(amount), error },
      durationMs: now.getTime() - (run.startedAt ?? now).getTime(),
    });
  }
}

/** COMPLETED where every payout is taken back or known not to be, unless none could be. */
function outcomeOf({
  totals,
  failed,
  untried,
  broken,
}: {
  readonly totals: ChunkTotals;
  readonly failed: number;
  readonly untried: { readonly chunks: number; readonly firstError: string | null };
  readonly broken: string | null;
}): Outcome {
  const fails = (error: string): Outcome => ({ outcome: 'FAILED', error });
  if (broken !== null) return fails(broken);
  if (untried.chunks > 0) {
    const chunks = untried.chunks === 1 ? '1 chunk' : `${untried.chunks} chunks`;
    return fails(`${chunks} could not be taken back; the first: ${untried.firstError ?? 'not tried'}`);
  }
  const standing = countOf(totals, 'paid');
  if (standing !== failed) return fails(`${standing} payouts stand, of which ${failed} are known not to go back`);
  const isNoneTaken = failed > 0 && countOf(totals, 'toPayAgain') === 0;
  if (isNoneTaken) return fails(`none of the ${failed} payouts could be taken back`);
  return { outcome: 'COMPLETED', error: null };
}
