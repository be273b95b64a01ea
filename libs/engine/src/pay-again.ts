import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { Reversals } from '#lib/ledger';
import {
  AddedChunks,
  ENTRY_TYPE_OF_PHASE,
  LeaseLostError,
  StoredChunk,
  StoredSlot,
  claimedMove,
  idsOf,
  type OwedSubject,
  type Slot,
} from '#lib/slots';
import { checkpoint } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import type { Progress } from './progress.js';

/** Chunks of a reversal for which one transaction adds chunks that pay again. */
const AT_ONCE = 20;

/**
 * Adds to a reinstated slot, for each chunk that took payouts back, one that pays those subjects again: once, by a mark on the
 * former in the same transaction.
 */
@Injectable()
export class PayAgain {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly addedChunks: AddedChunks,
    private readonly reversals: Reversals,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * @param distribution as it was claimed and ordered
   * @param progress told after each transaction
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async add(distribution: Slot, progress: Progress): Promise<void> {
    if (distribution.reversal === null || distribution.reversal.reinstatedAt === null) return;
    for (;;) {
      const added = await runInTransaction(this.connection, (session) => this.addSome(session, distribution));
      progress.progressed();
      if (added < AT_ONCE) return;
      checkpoint('slot.settled', idsOf(distribution));
    }
  }

  private async addSome(session: ClientSession, distribution: Slot): Promise<number> {
    const held = claimedMove('hold', distribution, { set: { 'run.progressAt': this.clock.now() } });
    const mine = await this.distributions.collection.updateOne(held.filter, held.update, { session });
    if (mine.matchedCount !== 1) throw new LeaseLostError(distribution.key);
    const found = await this.chunks.collection
      .find<StoredChunk>(
        { distributionId: distribution._id, status: 'PAID', 'subjects.kind': 'payouts', paidAgain: { $ne: true } },
        { session, limit: AT_ONCE, batchSize: AT_ONCE + 1 },
      )
      .toArray();
    for (const chunk of found) {
      const subjects = await this.takenBack(session, chunk);
      const as = { order: distribution.run.order ?? 0, paysAgain: true };
      await this.addedChunks.add(session, distribution, chunk.phase, subjects, as);
    }
    if (found.length > 0) {
      await this.chunks.collection.updateMany(
        { _id: { $in: found.map(({ _id }) => _id) } },
        { $set: { paidAgain: true } },
        { session },
      );
    }
    return found.length;
  }

  /**
   * What a chunk took back, as those are paid: a stake by its order, a user by his share. What it could not take, a later
   * one may have taken: that is of the later one.
   */
  private async takenBack(
    session: ClientSession,
    { distributionId, phase, subjects, paidAt }: StoredChunk,
  ): Promise<OwedSubject[]> {
    if (subjects.kind !== 'payouts' || paidAt === null) return [];
    const type = ENTRY_TYPE_OF_PHASE[phase];
    const entries = await this.reversals.named(session, subjects.entryIds);
    const users = entries.map(({ userId }) => userId);
    const undone = await this.reversals.undone(session, distributionId, type, users, paidAt);
    return entries.flatMap(({ _id, userId, stakeId, amount }) => {
      if (!undone.has(_id.toHexString())) return [];
      return [{ subjectId: stakeId ?? userId, amount: phase === 'ROS' ? null : amount }];
    });
  }
}
