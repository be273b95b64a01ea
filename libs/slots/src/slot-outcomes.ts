import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { moneyFromDecimal, type Decimal128 } from '#lib/database';
import type { Money } from '#lib/money';
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

  /** @returns what was paid under each date from `from` on and before `before`; of few days, for all are read */
  async dayTotals(from: string, before: string): Promise<Map<string, Money>> {
    const days = await this.distributions.collection
      .aggregate<{ _id: string; total: Decimal128 }>([
        { $match: { date: { $gte: from, $lt: before }, totalDistributed: { $type: 'decimal' } } },
        { $group: { _id: '$date', total: { $sum: '$totalDistributed' } } },
      ])
      .toArray();
    return new Map(days.map(({ _id, total }) => [_id, moneyFromDecimal(total)]));
  }
}
