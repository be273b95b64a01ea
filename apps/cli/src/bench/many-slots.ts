import type { BenchDay } from './bench-day.js';
import { percentile } from './median.js';

const SLOTS = 100;
const FIRST_IN_MS = 3_000;
const EVERY_MS = 500;

export interface ManySlotsFigures {
  readonly latenessP99Ms: number;
  readonly queue100SlotsMs: number;
}

/** 100 small slots: how long queueing them takes, and how late the first payment of each is. */
export async function measureManySlots(day: BenchDay): Promise<ManySlotsFigures> {
  const first = Date.now() + FIRST_IN_MS;
  const queue100SlotsMs = await day.queue(
    Array.from({ length: SLOTS }, (_, index) => new Date(first + index * EVERY_MS)),
    0.02,
  );
  const slots = await day.slots();
  // These slots are one chunk each: the end of the slot is a little after the commit of its first payment.
  const lateness = slots.map((slot) => slot.executedAt.getTime() - slot.scheduledFor.getTime());
  return { latenessP99Ms: percentile(lateness, 0.99), queue100SlotsMs };
}
