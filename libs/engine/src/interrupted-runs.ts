import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { isPassing } from '#lib/database';
import { LeaseLostError, StoredChunk, StoredSlot, claimedMove, type Interruptions, type Slot } from '#lib/slots';
import { failed } from './decide-end.js';
import { FinishReversal } from './finish-reversal.js';
import { FinishSlot } from './finish-slot.js';
import { NOBODY } from './progress.js';

/** A slot whose claims broke off this often, with no chunk paid between, would do so for ever and hold up all others. */
const MAX_INTERRUPTIONS = 5;
/** What passes is worth far more tries, but not every number of them. */
const MAX_PASSING = 200;

/** Claims of a slot that broke off with an error. */
@Injectable()
export class InterruptedRuns {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly finishSlot: FinishSlot,
    private readonly finishReversal: FinishReversal,
  ) {}

  /**
   * Notes that this claim broke off. After too many without progress the slot is FAILED with INTERRUPTED; a reversal ends then.
   * @param distribution as it was claimed
   * @returns whether the slot is to be run again
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async note(distribution: Slot, error: unknown): Promise<boolean> {
    const paidChunks = await this.chunks.countDocuments({ distributionId: distribution._id, status: 'PAID' });
    const before = distribution.run.interruptions;
    const { count, passing } = before?.paidChunks === paidChunks ? before : { count: 0, passing: 0 };
    const noted: Interruptions = isPassing(error)
      ? { count, passing: passing + 1, paidChunks }
      : { count: count + 1, passing, paidChunks };
    if (noted.count >= MAX_INTERRUPTIONS || noted.passing >= MAX_PASSING) {
      const message = error instanceof Error ? error.message : String(error);
      const why = `${noted.count + noted.passing} claims one after the other broke off; the last: ${message}`;
      if (distribution.run.kind === 'reversal') await this.finishReversal.finish(distribution, NOBODY, why);
      else await this.finishSlot.giveUp(distribution, failed('INTERRUPTED', why));
      return false;
    }
    const { filter, update } = claimedMove('hold', distribution, { set: { 'run.interruptions': noted } });
    const written = await this.distributions.collection.updateOne(filter, update);
    if (written.matchedCount !== 1) throw new LeaseLostError(distribution.key);
    return true;
  }
}
