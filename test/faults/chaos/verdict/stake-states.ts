import { hex } from '../../../support/books.js';
import type { Slot, Stake } from './account-books.js';
import type { Evidence } from './evidence.js';

type DrawnStake = Evidence['round']['population']['stakes'][number];

export type Answer = 'yes' | 'no' | 'maybe';

/** Whether a stake was ACTIVE while the slot ran, by what others did to it; that it reached its cap is not looked at. */
export function wasActive({ round, trail, windowOf }: Evidence, stake: Stake, slot: Slot): Answer {
  const id = hex(stake._id);
  const window = windowOf(slot);
  if (slot.status === 'PENDING' || slot.status === 'CANCELLED' || window === undefined) return 'no';
  const planned = drawnStake(round, id);
  if (planned !== undefined && planned.status !== 'ACTIVE') return 'no';
  const created = trail.created.get(id);
  if (created !== undefined && created.from >= window.before) return 'no';
  const cancelled = stake.status === 'CANCELLED' ? trail.cancelled.get(id) : undefined;
  if (cancelled !== undefined && cancelled.to <= window.after) return 'no';
  const isThroughout =
    (created === undefined || created.to <= window.after) &&
    (cancelled === undefined || cancelled.from >= window.before);
  return isThroughout ? 'yes' : 'maybe';
}

/** The stake as the round began with it; none that was created since. */
export function drawnStake({ population }: Evidence['round'], id: string): DrawnStake | undefined {
  return population.stakes.find((stake) => stake.id === id);
}

/** Its activation, seen from the slot's instant. */
export function activationOf({ activatedAt }: Stake, { scheduledFor }: Slot): 'before' | 'later' | 'never' {
  if (!(activatedAt instanceof Date)) return 'never';
  return activatedAt < scheduledFor ? 'before' : 'later';
}
