import { canMove, stateOf } from './slot-moves.js';
import type { Slot } from './slot.js';

export const SLOT_ACTIONS = ['change', 'cancel', 'retry', 'compensate'] as const;
export type SlotAction = (typeof SLOT_ACTIONS)[number];

/** Whether something can be done with a slot as it is, and why not. */
export interface AllowedAction {
  readonly name: SlotAction;
  readonly allowed: boolean;
  /** Null where it is allowed. */
  readonly why: string | null;
}

/** What an admin can do with a slot; nothing that the table of moves does not know. Pure. */
export function actionsOf(slot: Slot): AllowedAction[] {
  const state = stateOf(slot);
  const isWhole = slot.status === 'COMPLETED' && slot.errors === 0;
  return SLOT_ACTIONS.map((name) => {
    if (!canMove(state, name)) return { name, allowed: false, why: `${WANTED[name]}; it is ${nameOf(slot)}` };
    if (name === 'retry' && isWhole) return { name, allowed: false, why: 'nothing is left unpaid' };
    return { name, allowed: true, why: null };
  });
}

const WANTED: Readonly<Record<SlotAction, string>> = {
  change: 'only a PENDING slot can be changed',
  cancel: 'only a PENDING slot can be cancelled',
  retry: 'only a FAILED slot can be retried, or a COMPLETED one with errors',
  compensate: 'only a slot that has ended can be compensated',
};

function nameOf({ status, run }: Slot): string {
  return status !== 'PENDING' && run.state === 'REQUESTED' ? `${status} and waits to run again` : status;
}
