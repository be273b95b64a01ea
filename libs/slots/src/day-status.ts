import type { SlotStatus } from './slot-moves.js';

export const DAY_STATUSES = ['NOT_QUEUED', 'PENDING', 'SCHEDULED', 'EXECUTING', 'COMPLETED', 'FAILED'] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

/** The day's status from those of its slots; cancelled ones do not count. Pure. */
export function dayStatus(slots: readonly SlotStatus[]): DayStatus {
  const counted = slots.filter((status) => status !== 'CANCELLED');
  if (counted.length === 0) return 'NOT_QUEUED';
  if (counted.includes('EXECUTING')) return 'EXECUTING';
  if (counted.includes('FAILED')) return 'FAILED';
  if (counted.every((status) => status === 'COMPLETED')) return 'COMPLETED';
  if (counted.every((status) => status === 'PENDING')) return 'PENDING';
  return 'SCHEDULED';
}
