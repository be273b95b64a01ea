import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { rateToDecimal, runInTransaction } from '#lib/database';
import { checkpoint } from '#lib/observability';
import {
  AddedChunks,
  ENTRY_TYPE_OF_PHASE,
  LeaseLostError,
  PHASES,
  RecordFailures,
  StoredChunk,
  StoredSlot,
  chunkMove,
  claimedMove,
  idsOf,
  type Slot,
} from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import { DraftChunks } from './draft-chunks.js';
import { PayAgain } from './pay-again.js';
import type { Progress } from './progress.js';

/** What one transaction writes: chunks, or ids that they list. */
const AT_ONCE = { chunks: 500, ids: 20_000 };

/**
 * Gives what a slot left unpaid another chance: chunks that failed, records that failed, and, reinstated, what was taken back.
 * As a plan is made: all of it becomes drafts, some hundred in a transaction, until one mark says that the run is ready; then
 * they are opened. So nothing is paid before all of it is there, however often whoever prepares it dies.
 */
@Injectable()
export class ReopenSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly failures: RecordFailures,
    private readonly addedChunks: AddedChunks,
    private readonly drafts: DraftChunks,
    private readonly payAgain: PayAgain,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /**
   * Reopens a claimed slot for a run that is not its first; what was done for this run before is found done.
   * What is opened says what was ordered, whatever was written into it since.
   * @param distribution as it was claimed and ordered
   * @param progress told after each transaction
   * @param signal stops it between two transactions
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async reopen(distribution: Slot, progress: Progress, signal?: AbortSignal): Promise<void> {
    const { run, plan } = distribution;
    if (run.kind === 'schedule' || plan === null) return;
    if (run.reopened !== true) {
      await this.payAgain.add(distribution, progress);
      await this.prepare(distribution, progress, signal);
      if (signal?.aborted === true) return;
      await this.inTransaction(distribution, progress, (session) => this.hold(session, distribution, true));
      checkpoint('slot.ready', idsOf(distribution));
    }
    await this.drafts.settle(distribution, progress);
  }

  private async prepare(distribution: Slot, progress: Progress, signal?: AbortSignal): Promise<void> {
    const slices = [
      (session: ClientSession) => this.drop(session, distribution),
      (session: ClientSession) => this.draft(session, distribution, 'reopen'),
      (session: ClientSession) => this.draft(session, distribution, 'takeUp'),
    ];
    for (const slice of slices) {
      for (let done = AT_ONCE.chunks; done === AT_ONCE.chunks;) {
        if (signal?.aborted === true) return;
        done = await this.inTransaction(distribution, progress, slice);
      }
    }
    const { chunkSize } = this.config;
    const size = chunkSize * Math.max(1, Math.min(AT_ONCE.chunks, Math.floor(AT_ONCE.ids / chunkSize)));
    const as = { order: distribution.run.order ?? 0, isDraft: true, namesFailures: true };
    for (const phase of PHASES) {
      for await (const owed of this.failures.open(distribution._id, ENTRY_TYPE_OF_PHASE[phase], size)) {
        if (signal?.aborted === true) return;
        await this.inTransaction(distribution, progress, (session) =>
          this.addedChunks.add(session, distribution, phase, owed, as),
        );
      }
    }
  }

  /** One transaction, that of whoever has claimed the slot: its first write is to the slot. */
  private async inTransaction<T>(
    distribution: Slot,
    progress: Progress,
    work: (session: ClientSession) => Promise<T>,
  ): Promise<T> {
    const done = await runInTransaction(this.connection, async (session) => {
      await this.hold(session, distribution);
      return work(session);
    });
    checkpoint('slot.reopening', idsOf(distribution));
    progress.progressed();
    return done;
  }

  private async hold(session: ClientSession, distribution: Slot, isReady = false): Promise<void> {
    const { filter, update } = claimedMove('hold', distribution, {
      set: { 'run.progressAt': this.clock.now(), ...(isReady ? { 'run.reopened': true } : {}) },
    });
    const held = await this.distributions.collection.updateOne(filter, update, { session });
    if (held.matchedCount !== 1) throw new LeaseLostError(distribution.key);
  }

  /** Takes away what named failures for an earlier run, or for an earlier claim of this one: they are named anew. */
  private async drop(session: ClientSession, { _id }: Slot): Promise<number> {
    const ids = await this.some(session, {
      distributionId: _id,
      status: { $in: ['DRAFT', 'FAILED'] },
      secondChance: true,
      namesFailures: true,
    });
    if (ids.length > 0) {
      await this.chunks.collection.deleteMany({ _id: { $in: ids }, status: { $in: ['DRAFT', 'FAILED'] } }, { session });
    }
    return ids.length;
  }

  private async draft(session: ClientSession, { _id, rate, rules, run }: Slot, move: 'reopen' | 'takeUp') {
    const where = chunkMove(move, { where: { distributionId: _id } }).filter;
    const ids = await this.some(session, where);
    const { filter, update } = chunkMove(move, {
      where: { _id: { $in: ids } },
      set: {
        ...{ attempts: 0, passing: 0, lastError: null, reopened: true },
        // What was added since waits without a place in the order.
        order: run.order ?? 0,
        rosPercentage: rateToDecimal(rate),
        capPercent: rules.capPercent,
      },
    });
    if (ids.length > 0) await this.chunks.collection.updateMany(filter, update, { session });
    return ids.length;
  }

  private async some(session: ClientSession, which: Readonly<Record<string, unknown>>): Promise<Types.ObjectId[]> {
    const found = await this.chunks.collection
      .find<Pick<StoredChunk, '_id'>>(which, {
        session,
        projection: { _id: 1 },
        limit: AT_ONCE.chunks,
        batchSize: AT_ONCE.chunks + 1,
      })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
