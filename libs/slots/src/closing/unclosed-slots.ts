import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, mongo } from 'mongoose';
import { slotFromStored, type Slot } from '../slot.js';
import type { SlotStatus } from '../slot-moves.js';
import { StoredSlot } from '../slot.schema.js';

/** Every instant is after it; asked so, an index over those alone that are due answers. */
const BEGINNING = new Date(0);
const ENDED = { $in: ['COMPLETED', 'FAILED'] as SlotStatus[] };

/**
 * Slots whose last run has ended and whose entries are not in a proof yet. `proofDue` of a slot is set by the update that
 * ends its run, and taken away by the transaction that writes its proof: no crash leaves one out.
 */
@Injectable()
export class UnclosedSlots {
  constructor(@InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>) {}

  /**
   * Takes one that is due, so that others leave it alone until then; two who have it all the same do no harm.
   * @returns null if none is due
   */
  async take(now: Date, until: Date): Promise<Slot | null> {
    const distributions = this.distributions.collection as unknown as mongo.Collection<StoredSlot>;
    const found = await distributions.findOneAndUpdate(
      { proofDue: { $gte: BEGINNING, $lte: now }, status: ENDED },
      { $set: { proofDue: until } },
      { returnDocument: 'after', sort: { proofDue: 1 } },
    );
    return found === null ? null : slotFromStored(found);
  }

  /** Keeps one that was taken for longer. */
  async keep({ _id, attempts }: Slot, until: Date): Promise<void> {
    const filter = { _id, attempts, proofDue: { $exists: true } };
    await this.distributions.collection.updateOne(filter, { $set: { proofDue: until } });
  }

  /** @returns whether it is as it was taken: ended, not claimed since, and not in a proof; then it is closed */
  async close(session: ClientSession, { _id, attempts }: Slot): Promise<boolean> {
    const filter = { _id, attempts, status: ENDED, proofDue: { $exists: true } };
    const closed = await this.distributions.collection.updateOne(filter, { $unset: { proofDue: '' } }, { session });
    return closed.modifiedCount === 1;
  }
}
