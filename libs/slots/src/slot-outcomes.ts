import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Distribution } from './distribution.schema.js';

/** How slots have turned out, for whoever watches over them. */
@Injectable()
export class SlotOutcomes {
  constructor(@InjectModel(Distribution.name) private readonly distributions: Model<Distribution>) {}

  /** @returns the slots that ended, or were found misfired, since then */
  async endedSince(since: Date): Promise<Distribution[]> {
    return this.distributions
      .find({ status: { $in: ['COMPLETED', 'FAILED'] }, updatedAt: { $gte: since } })
      .sort({ updatedAt: 1 })
      .lean<Distribution[]>();
  }
}
