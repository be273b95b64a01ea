import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { isPassing } from '#lib/database';
import { Chunk, Distribution, claimOf } from '#lib/slots';
import { FinishSlot } from './finish-slot.js';

/** A slot whose runs broke off this often, with no chunk paid between, would do so for ever and hold up all others. */
const MAX_INTERRUPTIONS = 5;

/** Runs of a slot that broke off with an error of the slot's own, as when it cannot be planned. */
@Injectable()
export class Interruptions {
  constructor(
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly finishSlot: FinishSlot,
  ) {}

  /**
   * Notes that this run broke off. After too many without progress the slot is FAILED with INTERRUPTED.
   * @param distribution as it was claimed
   * @returns whether the slot is to be run again
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async note(distribution: Distribution, error: unknown): Promise<boolean> {
    if (isPassing(error)) return true;
    const { _id, interruptions } = distribution;
    const paidChunks = await this.chunks.countDocuments({ distributionId: _id, status: 'PAID' });
    const before = interruptions?.paidChunks === paidChunks ? interruptions.count : 0;
    const count = before + 1;
    if (count >= MAX_INTERRUPTIONS) {
      const message = error instanceof Error ? error.message : String(error);
      await this.finishSlot.giveUp(distribution, `${count} runs one after the other broke off; the last: ${message}`);
      return false;
    }
    await this.distributions.updateOne(claimOf(distribution), { $set: { interruptions: { count, paidChunks } } });
    return true;
  }
}
