import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { isPassing, rateToDecimal } from '#lib/database';
import { LedgerTotals, type LedgerSlices } from '#lib/ledger';
import { moneyToNumber, sumMoney } from '#lib/money';
import { AppLogger, Metrics, checkpoint } from '#lib/observability';
import {
  ENTRY_TYPE_OF_PHASE,
  FrozenReceivers,
  LeaseLostError,
  PHASES,
  RecordFailures,
  StoredChunk,
  StoredSlot,
  claimedMove,
  idsOf,
  type Order,
  type Slot,
} from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { ChunkSums } from './chunk-sums.js';
import { CloseChunks } from './close-chunks.js';
import { DraftChunks } from './draft-chunks.js';
import { endOfRun, sumsToStored } from './end-of-run.js';
import { LedgerCuts } from './ledger-cuts.js';
import { PaidMeanwhile } from './paid-meanwhile.js';
import { NOBODY, type Progress } from './progress.js';
import { countOf, decideEnd, type ChunkTotals, type Ending, type RunFacts } from './decide-end.js';

/** What the sums tell of a run, whoever decides what becomes of it. */
type SummedFacts = Omit<RunFacts, 'order' | 'redirected' | 'altered'>;

/**
 * Ends a slot's run in three steps: short transactions close what is open, the sums are made outside of any transaction,
 * and one conditional update ends the slot. COMPLETED is written here and nowhere else.
 */
@Injectable()
export class FinishSlot {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly drafts: DraftChunks,
    private readonly close: CloseChunks,
    private readonly chunkSums: ChunkSums,
    private readonly ledger: LedgerTotals,
    private readonly ledgerCuts: LedgerCuts,
    private readonly paidMeanwhile: PaidMeanwhile,
    private readonly receivers: FrozenReceivers,
    private readonly failures: RecordFailures,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param distribution as it was claimed and planned
   * @param order what was ordered
   * @param progress told whenever the finish gets on
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async finish(distribution: Slot, order: Order, progress: Progress = NOBODY): Promise<void> {
    await this.close.all(distribution, progress);
    await this.sumUpAndEnd(distribution, progress, async (facts) =>
      decideEnd({
        ...facts,
        order,
        redirected: await this.receivers.redirected(distribution, () => progress.progressed()),
        altered: await this.alteredChunks(distribution._id, order),
      }),
    );
  }

  /**
   * Ends a slot that cannot be run, with what was paid until then if that can be read.
   * @param ending FAILED, and why
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async giveUp(distribution: Slot, ending: Ending): Promise<void> {
    await this.drafts.settle(distribution, NOBODY);
    await this.close.all(distribution, NOBODY);
    try {
      await this.sumUpAndEnd(distribution, NOBODY, () => Promise.resolve(ending));
    } catch (error) {
      if (error instanceof LeaseLostError || isPassing(error)) throw error;
      this.log.failure('What a slot has paid cannot be read; it fails without its totals', error, idsOf(distribution));
      await this.end(distribution, ending, { totals: null, accounted: null });
      this.note(distribution, ending, {});
    }
  }

  private async sumUpAndEnd(
    distribution: Slot,
    progress: Progress,
    decide: (facts: SummedFacts) => Promise<Ending>,
  ): Promise<void> {
    const { _id, plan } = distribution;
    const onSlice = (): void => progress.progressed();
    const slices: LedgerSlices = { cuts: () => this.ledgerCuts.of(distribution), onSlice };
    const totals = await this.chunkSums.of(_id, onSlice);
    const entries = await this.ledger.ofDistribution(_id, slices);
    await this.paidMeanwhile.resolve(_id, onSlice);
    const failures = await this.failures.counts(_id);
    const openFailures = PHASES.reduce((sum, phase) => sum + (failures.get(ENTRY_TYPE_OF_PHASE[phase])?.open ?? 0), 0);
    const byReason = openFailures === 0 ? [] : await this.failures.countByReason(_id);
    const unpaid = await this.unpaidChunks(_id);
    const users = await this.usersPaid(distribution, totals, slices);
    progress.progressed();
    const ending = await decide({ plan, totals, entries, ...unpaid, openFailures });
    const total = sumMoney(PHASES.map((phase) => totals[phase].total));
    await this.end(distribution, ending, {
      ...sumsToStored(totals, users, failures.get('ROI_EARNED')),
      errors: openFailures,
      ...(distribution.reversal === null ? {} : { 'reversal.reversed': countOf(totals, 'toPayAgain') }),
    });
    this.note(distribution, ending, {
      stakes: totals.ROS.paid,
      users,
      usdt: moneyToNumber(total),
      errors: openFailures,
      ...(openFailures === 0 ? {} : { byReason: Object.fromEntries(byReason) }),
    });
  }

  private note(distribution: Slot, ending: Ending, facts: Record<string, unknown>): void {
    checkpoint('slot.finished', idsOf(distribution));
    this.metrics.slotsFinished.inc({ status: ending.status });
    const { startedAt } = distribution.run;
    this.log.write(ending.status === 'COMPLETED' ? 'info' : 'error', `Slot ${ending.status}`, {
      ...idsOf(distribution),
      ...ending,
      ...facts,
      run: distribution.run.kind,
      durationMs: startedAt === null ? null : this.clock.now().getTime() - startedAt.getTime(),
      latenessMs: (distribution.startedAt ?? distribution.scheduledFor).getTime() - distribution.scheduledFor.getTime(),
    });
  }

  /** The end of the run as it is stored; only whoever runs the slot may write it. */
  private async end(distribution: Slot, ending: Ending, facts: Record<string, unknown>): Promise<void> {
    const now = this.clock.now();
    const { status, reason, error } = ending;
    const executionTimeMs = now.getTime() - (distribution.run.startedAt ?? now).getTime();
    const { filter, update } = claimedMove(
      status === 'COMPLETED' ? 'complete' : 'fail',
      distribution,
      endOfRun(distribution, {
        ...{ now, status, reason },
        set: { ...facts, reason, error, executedAt: now, executionTimeMs },
      }),
    );
    const written = await this.distributions.collection.updateOne(filter, update);
    if (written.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
  }

  /** Chunks that were not paid because they say otherwise than was ordered. */
  private async alteredChunks(distributionId: Types.ObjectId, { rate, rules }: Order): Promise<number> {
    return this.chunks.collection.countDocuments({
      distributionId,
      status: { $in: ['OPEN', 'FAILED'] },
      $or: [{ rosPercentage: { $ne: rateToDecimal(rate) } }, { capPercent: { $ne: rules.capPercent } }],
    });
  }

  private async unpaidChunks(
    distributionId: Types.ObjectId,
  ): Promise<{ unpaidChunks: number; firstChunkError: string | null }> {
    const unpaid = { distributionId, status: { $in: ['OPEN', 'FAILED'] } };
    const unpaidChunks = await this.chunks.collection.countDocuments(unpaid);
    if (unpaidChunks === 0) return { unpaidChunks, firstChunkError: null };
    const first = await this.chunks.collection.findOne(unpaid, { sort: { index: 1 }, projection: { lastError: 1 } });
    return { unpaidChunks, firstChunkError: (first?.['lastError'] as string | null | undefined) ?? null };
  }

  /**
   * Users of one phase are counted by its chunks; over several phases, with stakes of one user in several chunks, or with
   * chunks that were added, they may repeat.
   */
  private async usersPaid({ _id, plan }: Slot, totals: ChunkTotals, slices: LedgerSlices): Promise<number> {
    const paying = PHASES.filter((phase) => totals[phase].paid > 0);
    const [only] = paying;
    if (only === undefined) return 0;
    const added = await this.chunks.collection.findOne(
      { distributionId: _id, secondChance: true },
      { projection: { _id: 1 } },
    );
    const isSplit = plan === null || plan.splitOwners > 0;
    if (paying.length === 1 && added === null && !isSplit) return totals[only].users;
    return this.ledger.usersPaid(_id, slices);
  }
}
