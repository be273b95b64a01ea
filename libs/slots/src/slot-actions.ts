import { canMove, stateOf } from './slot-moves.js';
import { PHASES } from './phases.js';
import { hasToPayAgain, isBeingReversed, isReversed } from './reversal-view.js';
import type { Slot } from './slot.js';

export const SLOT_ACTIONS = ['change', 'cancel', 'retry', 'compensate', 'reverse', 'reinstate'] as const;
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
  return SLOT_ACTIONS.map((name) => {
    const why = canMove(state, name) ? hindranceOf(slot, name) : `${WANTED[name]}; it is ${nameOf(slot)}`;
    return { name, allowed: why === null, why };
  });
}

/** Why what the table of moves allows cannot be done all the same. */
function hindranceOf(slot: Slot, name: SlotAction): string | null {
  const reversed = isReversed(slot);
  switch (name) {
    case 'change':
      return null;
    case 'cancel':
      return isBeingReversed(slot)
        ? 'what waits to be taken back is not cancelled; reinstate the slot afterwards'
        : null;
    case 'retry':
      if (reversed) return REVERSED;
      return isWhole(slot) ? 'nothing is left unpaid' : null;
    case 'compensate':
      return reversed ? REVERSED : null;
    case 'reverse':
      return hasPaid(slot) ? null : 'nothing that it paid is left to be taken back';
    case 'reinstate':
      return reversed ? null : 'what it paid was not taken back';
  }
}

const REVERSED = 'what it paid was taken back; reinstate it first';

function isWhole(slot: Slot): boolean {
  return slot.status === 'COMPLETED' && slot.errors === 0 && !hasToPayAgain(slot);
}

/** Whether anything that a slot paid stands; one that does not tell may have. Pure. */
export function hasPaid({ plan, totals }: Pick<Slot, 'plan' | 'totals'>): boolean {
  return plan !== null && (totals === null || PHASES.some((phase) => totals[phase].count > 0));
}

const WANTED: Readonly<Record<SlotAction, string>> = {
  change: 'only a PENDING slot can be changed',
  cancel: 'only a PENDING slot can be cancelled, or one that waits to run again',
  retry: 'only a FAILED slot can be retried, or a COMPLETED one with errors',
  compensate: 'only a slot that has ended can be compensated',
  reverse: 'only a slot that has ended and waits for nothing can be reversed',
  reinstate: 'only a slot that has ended and waits for nothing can be reinstated',
};

function nameOf({ status, run }: Slot): string {
  return status !== 'PENDING' && run.state === 'REQUESTED' ? `${status} and waits to run again` : status;
}
