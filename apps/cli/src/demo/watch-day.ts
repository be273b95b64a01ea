import { setTimeout as pause } from 'node:timers/promises';
import type { DayView, SlotView } from './day.js';

const LOOK_EVERY_MS = 40;

/** What was seen of one slot while the day was watched. */
export interface Seen {
  readonly statuses: readonly string[];
  /** Whole percents that were seen while it executed. */
  readonly percents: readonly number[];
}

/**
 * Watches a day until every slot has ended, showing each change.
 * @returns what was seen of each slot, and the last state
 */
export async function watchDay(
  look: () => Promise<DayView>,
  show: (day: DayView) => void,
  withinMs: number,
): Promise<{ day: DayView; seen: ReadonlyMap<number, Seen> }> {
  const seen = new Map<number, { statuses: string[]; percents: number[] }>();
  const deadline = Date.now() + withinMs;
  for (;;) {
    const day = await look();
    for (const slot of day.distributionSlots) note(seen, slot);
    show(day);
    if (day.distributionSlots.every(({ status }) => status === 'COMPLETED' || status === 'FAILED'))
      return { day, seen };
    if (Date.now() > deadline) throw new Error(`the day did not end within ${withinMs / 1_000} s: it is ${day.status}`);
    await pause(LOOK_EVERY_MS);
  }
}

function note(seen: Map<number, { statuses: string[]; percents: number[] }>, slot: SlotView): void {
  const entry = seen.get(slot.slotNumber) ?? { statuses: [], percents: [] };
  seen.set(slot.slotNumber, entry);
  if (entry.statuses.at(-1) !== slot.status) entry.statuses.push(slot.status);
  if (slot.status === 'EXECUTING') entry.percents.push(slot.progress.percent);
}
