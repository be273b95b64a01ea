import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { rateToDecimal, runInTransaction } from '#lib/database';
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
  type Slot,
} from '#lib/slots';
import { PayAgain } from './pay-again.js';
import type { Progress } from './progress.js';

/** Gives what a slot left unpaid another chance: chunks that failed, records that failed, and, reinstated, what was taken back. */
@Injectable()
export class ReopenSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly failures: RecordFailures,
    private readonly addedChunks: AddedChunks,
    private readonly payAgain: PayAgain,
  ) {}

  /**
   * Reopens a claimed slot for a run that is not its first; does nothing when that was done for this run before.
   * What is opened says what was ordered, whatever was written into it since.
   * @param distribution as it was claimed and ordered
   * @param progress told whenever it gets on
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async reopen(distribution: Slot, progress: Progress): Promise<void> {
    if (distribution.run.kind === 'schedule' || distribution.plan === null) return;
    await this.payAgain.add(distribution, progress);
    await runInTransaction(this.connection, (session) => this.reopenOnce(session, distribution));
  }

  private async reopenOnce(session: ClientSession, distribution: Slot): Promise<void> {
    const { filter, update } = claimedMove('hold', distribution, { set: { 'run.reopened': true } });
    const before = await this.distributions.collection.findOneAndUpdate(filter, update, {
      session,
      returnDocument: 'before',
      projection: { run: 1 },
    });
    if (before === null) throw new LeaseLostError(distribution.key);
    if ((before as unknown as Pick<StoredSlot, 'run'>).run.reopened === true) return;
    const distributionId = distribution._id;
    const order = distribution.run.order ?? 0;
    const rosPercentage = rateToDecimal(distribution.rate);
    const { capPercent } = distribution.rules;
    // What was added since waits without a place in the order.
    await this.chunks.collection.updateMany(
      { distributionId, status: 'OPEN', order: 0 },
      { $set: { order, rosPercentage, capPercent } },
      { session },
    );
    const reopened = chunkMove('reopen', {
      where: { distributionId },
      set: { attempts: 0, passing: 0, lastError: null, order, reopened: true, rosPercentage, capPercent },
    });
    await this.chunks.collection.updateMany(reopened.filter, reopened.update, { session });
    const open = await this.failures.open(distributionId, session);
    for (const phase of PHASES) {
      const owed = open.filter(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]);
      await this.addedChunks.add(session, distribution, phase, owed, order);
    }
  }
}
