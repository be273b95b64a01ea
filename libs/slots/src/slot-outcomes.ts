import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { slotFromStored, type Slot } from './slot.js';
import { StoredSlot } from './slot.schema.js';

/** How slots have turned out, for whoever watches over them. */
@Injectable()
export class SlotOutcomes {
  constructor(@InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>) {}

  /** @returns the slots that ended, or were found misfired, since then */
  async endedSince(since: Date): Promise<Slot[]> {
    const ended = await this.distributions
      .find({ status: { $in: ['COMPLETED', 'FAILED'] }, updatedAt: { $gte: since } })
      .sort({ updatedAt: 1 })
      .lean<StoredSlot[]>();
    return ended.map(slotFromStored);
  }
}
