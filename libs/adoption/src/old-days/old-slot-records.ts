import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { slotId, type SlotPlace } from './old-slot.js';
import type { OldSlotLine } from './report.js';

/** What `adoption` keeps of a slot of the old system, from before its chunks are written. */
export type OldSlotRecord = Omit<OldSlotLine, 'state'> & {
  readonly _id: string;
  readonly kind: 'old-slot';
  readonly distributionId: Types.ObjectId;
  /** While it is `writing`, its chunks belong to no slot. */
  readonly state: 'writing' | 'recorded' | 'settled';
};

/** How far each slot of the old system is recorded. */
@Injectable()
export class OldSlotRecords {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** In the order of their instants. */
  async all(): Promise<OldSlotRecord[]> {
    return this.collection()
      .find({ kind: 'old-slot' }, { sort: { scheduledFor: 1 } })
      .toArray();
  }

  /** Notes the id of a slot before its chunks are written, so that whoever comes next finds them. */
  async begin(line: OldSlotLine, distributionId: Types.ObjectId): Promise<void> {
    await this.collection().updateOne(
      { _id: idOf(line) },
      { $set: { ...line, kind: 'old-slot', distributionId, state: 'writing' } },
      { upsert: true },
    );
  }

  async end(session: ClientSession, line: OldSlotLine, state: 'recorded' | 'settled'): Promise<void> {
    await this.collection().updateOne({ _id: idOf(line) }, { $set: { ...line, state } }, { session });
  }

  /** Its slot is gone: what it has of chunks is of none. */
  async reopen(session: ClientSession, { _id }: OldSlotRecord): Promise<void> {
    await this.collection().updateOne({ _id }, { $set: { state: 'writing' } }, { session });
  }

  async forget(slot: SlotPlace): Promise<void> {
    await this.collection().deleteOne({ _id: idOf(slot) });
  }

  private collection() {
    return this.connection.collection<OldSlotRecord>(COLLECTIONS.adoption);
  }
}

function idOf(slot: SlotPlace): string {
  return `old-slot/${slotId(slot)}`;
}
