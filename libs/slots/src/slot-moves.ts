/** States of a slot and of a day, as tables (spec.md section 2). Pure. */
export const SLOT_STATUSES = ['PENDING', 'EXECUTING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

export const DAY_STATUSES = ['NOT_QUEUED', 'PENDING', 'SCHEDULED', 'EXECUTING', 'COMPLETED', 'FAILED'] as const;
export type DayStatus = (typeof DAY_STATUSES)[number];

/** Why a slot may move, and from where to where. What is not here cannot happen. */
export const SLOT_MOVES = {
  claim: { from: ['PENDING'], to: 'EXECUTING' },
  /** An admin asked for it: what was not paid is paid. */
  retry: { from: ['FAILED', 'COMPLETED'], to: 'EXECUTING' },
  /** The worker that ran it fell silent. */
  takeOver: { from: ['EXECUTING'], to: 'EXECUTING' },
  complete: { from: ['EXECUTING'], to: 'COMPLETED' },
  fail: { from: ['EXECUTING'], to: 'FAILED' },
  misfire: { from: ['PENDING'], to: 'FAILED' },
  cancel: { from: ['PENDING'], to: 'CANCELLED' },
  /** The day is queued anew after it was cancelled; nothing was ever paid. */
  requeue: { from: ['CANCELLED'], to: 'PENDING' },
} as const satisfies Record<string, { from: readonly SlotStatus[]; to: SlotStatus }>;

export type SlotMove = keyof typeof SLOT_MOVES;

/** @returns whether `move` is allowed for a slot in `status` */
export function canMove(status: SlotStatus, move: SlotMove): boolean {
  return (SLOT_MOVES[move].from as readonly SlotStatus[]).includes(status);
}

/** The day's status from those of its slots; cancelled ones do not count. */
export function dayStatus(slots: readonly SlotStatus[]): DayStatus {
  const counted = slots.filter((status) => status !== 'CANCELLED');
  if (counted.length === 0) return 'NOT_QUEUED';
  if (counted.includes('EXECUTING')) return 'EXECUTING';
  if (counted.includes('FAILED')) return 'FAILED';
  if (counted.every((status) => status === 'COMPLETED')) return 'COMPLETED';
  if (counted.every((status) => status === 'PENDING')) return 'PENDING';
  return 'SCHEDULED';
}
