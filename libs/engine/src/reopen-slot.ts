import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { runInTransaction } from '#lib/database';
import {
  AddedChunks,
  Chunk,
  Distribution,
  ENTRY_TYPE_OF_PHASE,
  LeaseLostError,
  PHASES,
  RecordFailures,
  claimOf,
} from '#lib/slots';

/** Gives what a slot left unpaid another chance: chunks that failed, records that failed. */
@Injectable()
export class ReopenSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly failures: RecordFailures,
    private readonly addedChunks: AddedChunks,
  ) {}

  /**
   * Reopens a claimed slot for its requested retry; does nothing when none was requested or it was done before.
   * @param distribution as it was claimed; its `attempts` is the fencing token
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async reopen(distribution: Distribution): Promise<void> {
    if (distribution.retryRequestedAt === null) return;
    await runInTransaction(this.connection, async (session) => {
      const mine = await this.distributions.collection.findOneAndUpdate(
        claimOf(distribution),
        { $set: { retryRequestedAt: null } },
        { session, projection: { retryRequestedAt: 1 } },
      );
      if (mine === null) throw new LeaseLostError(distribution.key);
      if (mine['retryRequestedAt'] === null) return;
      await this.chunks.collection.updateMany(
        { distributionId: distribution._id, status: 'FAILED' },
        { $set: { status: 'OPEN', attempts: 0, lastError: null } },
        { session },
      );
      const open = await this.failures.open(distribution._id, session);
      for (const phase of PHASES) {
        const owed = open.filter(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]);
        await this.addedChunks.add(session, distribution, phase, owed);
      }
    });
  }
}
