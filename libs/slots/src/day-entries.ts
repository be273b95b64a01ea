import { Injectable } from '@nestjs/common';
import type { Types } from 'mongoose';
import {
  DistributionEntries,
  toUserEntry,
  type EntryFilter,
  type EntryPlace,
  type PlacedEntry,
  type UserEntry,
} from '#lib/ledger';
import type { Slot } from './slot.js';
import { SlotStore } from './slot-store.js';

/** Which of a day's entries; what is left out does not matter. */
export interface DayEntryFilter extends EntryFilter {
  readonly slotNumber?: number | undefined;
}

/** Where an entry stands among those of its day: in the order of the slots' instants, then in that of their entries. */
export interface DayEntryPlace extends EntryPlace {
  readonly distributionId: Types.ObjectId;
}

/** An entry of a day, and what paid it. */
export interface DayEntry {
  readonly slot: Slot;
  readonly place: DayEntryPlace;
  readonly entry: UserEntry;
}

/** What was paid for a day, and taken back of it, entry by entry (docs/specification.md 3.6). */
@Injectable()
export class DayEntries {
  constructor(
    private readonly slots: SlotStore,
    private readonly entries: DistributionEntries,
  ) {}

  /**
   * @param after the place of the last entry of the page before
   * @returns at most `limit` of them; null if nothing of the date is at that place
   */
  async page(
    date: string,
    filter: DayEntryFilter,
    after: DayEntryPlace | null,
    limit: number,
  ): Promise<DayEntry[] | null> {
    const slots = await this.slotsOf(date, filter);
    const first = after === null ? 0 : slots.findIndex(({ _id }) => _id.equals(after.distributionId));
    if (first < 0) return null;
    const page: DayEntry[] = [];
    for (const [index, slot] of slots.slice(first).entries()) {
      if (page.length >= limit) break;
      const from = index === 0 ? after : null;
      const found = await this.entries.page(slot._id, filter, from, limit - page.length);
      page.push(...found.map((entry) => toDayEntry(slot, entry)));
    }
    return page;
  }

  /** All of them, in the order of the pages, some thousand in memory at once. */
  async *all(date: string, filter: DayEntryFilter): AsyncGenerator<DayEntry[], void> {
    for (const slot of await this.slotsOf(date, filter)) {
      for await (const found of this.entries.all(slot._id, filter)) {
        yield found.map((entry) => toDayEntry(slot, entry));
      }
    }
  }

  private async slotsOf(date: string, { slotNumber }: DayEntryFilter): Promise<Slot[]> {
    const slots = await this.slots.ofDate(date);
    return slotNumber === undefined ? slots : slots.filter((slot) => slot.slotNumber === slotNumber);
  }
}

function toDayEntry(slot: Slot, { _id: id, userId, stored }: PlacedEntry): DayEntry {
  return { slot, place: { distributionId: slot._id, userId, id }, entry: toUserEntry(stored) };
}
