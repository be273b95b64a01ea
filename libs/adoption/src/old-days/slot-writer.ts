import type { Connection, Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import type { LegacySlot, LegacySlots } from '#lib/slots';
import type { OldSlotRecords } from './old-slot-records.js';
import { slotId, type OldSlot } from './old-slot.js';
import type { OldSlotLine } from './report.js';
import type { Tally } from './tally.js';

/** Writes whom slots owe while users are read, and the slots at the end. */
export class SlotWriter {
  constructor(
    private readonly connection: Connection,
    private readonly records: OldSlotRecords,
    private readonly legacySlots: LegacySlots,
    private readonly ids: ReadonlyMap<string, Types.ObjectId>,
    private readonly chunkSize: number,
  ) {}

  async owe(tally: Tally, stakeId: Types.ObjectId): Promise<void> {
    tally.waiting.push(stakeId);
    if (tally.waiting.length >= this.chunkSize) await this.flush(tally);
  }

  async finish(tally: Tally): Promise<OldSlotLine['state']> {
    const { slot, owed, unpayable } = tally;
    const isTaken = owed > 0 && (await this.legacySlots.find(slot.date, slot.slotNumber)) !== null;
    if (isTaken) {
      await this.legacySlots.dropChunks(this.idOf(slot));
      await this.records.forget(slot);
      return 'number-taken';
    }
    // Who cannot be paid as he stands is named with the others, fails with his reason and can be retried once mended.
    if (owed > 0) await this.flush(tally);
    else await this.legacySlots.dropChunks(this.idOf(slot));
    const state = owed > 0 ? 'recorded' : 'settled';
    await runInTransaction(this.connection, async (session) => {
      if (owed > 0) await this.legacySlots.record(session, this.legacy(tally), owed + unpayable, tally.chunks);
      await this.records.end(session, tally.line('found'), state);
    });
    return state;
  }

  private async flush(tally: Tally): Promise<void> {
    if (tally.waiting.length === 0) return;
    await this.legacySlots.addChunk(this.legacy(tally), tally.chunks, tally.waiting);
    tally.chunks += 1;
    tally.waiting = [];
  }

  private legacy({ slot, due, paid, owed, amount }: Tally): LegacySlot {
    const { date, slotNumber, rate, scheduledFor, collection, documentId, status, executedAt } = slot;
    const id = this.idOf(slot);
    const legacy = { collection, documentId, status, executedAt, due, paidBefore: paid, owed, amount };
    return { id, date, slotNumber, rate, scheduledFor, legacy };
  }

  private idOf(slot: OldSlot): Types.ObjectId {
    return this.ids.get(slotId(slot)) as Types.ObjectId;
  }
}
