import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { LeaseLostError, StoredChunk, StoredSlot, chunkMove, claimedMove, type Slot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import type { Progress } from './progress.js';

/** Chunks that one transaction closes. */
const CLOSED_AT_ONCE = 500;

/** Closes what of a slot is open when its run ends. */
@Injectable()
export class CloseChunks {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * After it nothing of the slot can be paid: a late payment and the transaction that closes its chunk write the same
   * chunk, so that one of them comes first. The write to the slot comes before everything else: a lease that is renewed
   * meanwhile waits for it, and whoever has lost the slot changes nothing.
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async all(distribution: Slot, progress: Progress): Promise<void> {
    for (;;) {
      const closed = await runInTransaction(this.connection, (session) => this.closeSome(session, distribution));
      progress.progressed();
      if (closed < CLOSED_AT_ONCE) return;
    }
  }

  private async closeSome(session: ClientSession, distribution: Slot): Promise<number> {
    const now = this.clock.now();
    const held = claimedMove('hold', distribution, { set: { 'run.progressAt': now } });
    const mine = await this.distributions.collection.updateOne(held.filter, held.update, { session });
    if (mine.matchedCount !== 1) throw new LeaseLostError(distribution.key);
    const open = await this.chunks.collection
      .find(
        { distributionId: distribution._id, status: 'OPEN' },
        { session, projection: { _id: 1 }, limit: CLOSED_AT_ONCE, batchSize: CLOSED_AT_ONCE + 1 },
      )
      .toArray();
    if (open.length === 0) return 0;
    const { filter, update } = chunkMove('close', { where: { _id: { $in: open.map(({ _id }) => _id) } } });
    await this.chunks.collection.updateMany(filter, update, { session });
    return open.length;
  }
}
