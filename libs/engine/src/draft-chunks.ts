import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { checkpoint } from '#lib/observability';
import {
  LeaseLostError,
  StoredChunk,
  StoredSlot,
  chunkMove,
  claimedMove,
  idsOf,
  planToStored,
  type Slot,
  type SlotPlan,
} from '#lib/slots';
import { DatabaseClock } from '#lib/workers';
import type { Progress } from './progress.js';

/** Drafts that one transaction drops or opens. */
const SLICE = 500;

/** What of a reversal is frozen when its payouts are cut into chunks. */
export interface ReversalPlan {
  /** Payouts that the slot made, whether they are taken back already or not. */
  readonly total: number;
}

/**
 * Chunks of a plan while it is made: written as DRAFT in any number of transactions, opened once the plan is frozen,
 * dropped if it never was. Each transaction writes the slot first, as whoever has claimed it: who has lost the slot
 * writes nothing, so that every draft of an earlier claim is there to be found before the next one plans.
 */
@Injectable()
export class DraftChunks {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly clock: DatabaseClock,
  ) {}

  /** Writes drafts, some hundred at once. @throws LeaseLostError if somebody else has claimed the slot since */
  async write(distribution: Slot, drafts: readonly StoredChunk[]): Promise<void> {
    await runInTransaction(this.connection, async (session) => {
      await this.hold(session, distribution, {});
      await this.chunks.collection.insertMany([...drafts], { session });
    });
    checkpoint('slot.drafted', idsOf(distribution));
  }

  /**
   * Freezes the plan: the mark on the slot, with the last chunks, which are open at once.
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async freeze(distribution: Slot, plan: SlotPlan, last: readonly StoredChunk[]): Promise<void> {
    await runInTransaction(this.connection, async (session) => {
      await this.hold(session, distribution, { plan: planToStored(plan), updatedAt: plan.at }, { plan: null });
      if (last.length > 0) await this.chunks.collection.insertMany([...last], { session });
    });
    checkpoint('slot.frozen', idsOf(distribution));
  }

  /**
   * Freezes what is to be taken back: the same mark on the slot's reversal.
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async freezeReversal(distribution: Slot, { total }: ReversalPlan, last: readonly StoredChunk[]): Promise<void> {
    await runInTransaction(this.connection, async (session) => {
      const set = { 'reversal.isPlanned': true, 'reversal.total': total, updatedAt: this.clock.now() };
      await this.hold(session, distribution, set, { 'reversal.isPlanned': false });
      if (last.length > 0) await this.chunks.collection.insertMany([...last], { session });
    });
    checkpoint('slot.frozen', idsOf(distribution));
  }

  /**
   * Brings what an earlier step left to its end: the drafts of a frozen plan are opened, those of a plan that is none are
   * dropped.
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async settle(distribution: Slot, progress: Progress): Promise<void> {
    for (;;) {
      const settled = await runInTransaction(this.connection, (session) => this.settleSome(session, distribution));
      progress.progressed();
      if (settled < SLICE) return;
      checkpoint('slot.settled', idsOf(distribution));
    }
  }

  private async settleSome(session: ClientSession, distribution: Slot): Promise<number> {
    const held = await this.hold(session, distribution, {});
    const drafts = await this.chunks.collection
      .find(
        { distributionId: distribution._id, status: 'DRAFT' },
        { session, projection: { _id: 1 }, limit: SLICE, batchSize: SLICE + 1 },
      )
      .toArray();
    if (drafts.length === 0) return 0;
    const these = { _id: { $in: drafts.map(({ _id }) => _id) } };
    if (!isFrozen(held)) await this.chunks.collection.deleteMany({ ...these, status: 'DRAFT' }, { session });
    else {
      const { filter, update } = chunkMove('open', { where: these });
      await this.chunks.collection.updateMany(filter, update, { session });
    }
    return drafts.length;
  }

  /** The write that keeps out whoever has lost the slot. @returns what tells of its plan, as this transaction sees it */
  private async hold(
    session: ClientSession,
    distribution: Slot,
    set: Readonly<Record<string, unknown>>,
    where: Readonly<Record<string, unknown>> = {},
  ): Promise<Held> {
    const { filter, update } = claimedMove('hold', distribution, {
      where,
      set: { ...set, 'run.progressAt': this.clock.now() },
    });
    const held = await this.distributions.collection.findOneAndUpdate(filter, update, {
      session,
      returnDocument: 'after',
      projection: { plan: 1, reversal: 1, 'run.kind': 1 },
    });
    if (held === null) throw new LeaseLostError(distribution.key);
    return held as unknown as Held;
  }
}

type Held = Pick<StoredSlot, 'plan' | 'reversal'> & { readonly run: Pick<StoredSlot['run'], 'kind'> };

/** Drafts are of what the slot's run does: it pays, or takes back. */
function isFrozen({ plan, reversal, run }: Held): boolean {
  return run.kind === 'reversal' ? reversal?.isPlanned === true : plan !== null;
}
