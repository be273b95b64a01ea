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

/** What is not of the slot's state, and keeps something from being done with it. */
export interface Hindrances {
  /** Of a date that is over nothing is changed or cancelled any more. */
  readonly isPast: boolean;
  /** Why it has no order that holds; null where it has. */
  readonly notOrdered: string | null;
  /** The same, or in what its document says otherwise. */
  readonly notAsOrdered: string | null;
}

const NONE: Hindrances = { isPast: false, notOrdered: null, notAsOrdered: null };

/** What an admin can do with a slot: what its request would not refuse for the slot's own sake. Pure. */
export function actionsOf(slot: Slot, hindrances = NONE): AllowedAction[] {
  return SLOT_ACTIONS.map((name) => {
    const why = isOpenTo(slot, name) ? hindranceOf(slot, name, hindrances) : `${WANTED[name]}; it is ${nameOf(slot)}`;
    return { name, allowed: why === null, why };
  });
}

/** Whether the table of moves allows it; what waits to run again is given a new job when that is asked for once more. */
function isOpenTo(slot: Slot, name: SlotAction): boolean {
  const state = stateOf(slot);
  return canMove(state, name) || (isAskedAgain(slot, name) && canMove(state, 'renewJob'));
}

function isAskedAgain(slot: Slot, name: SlotAction): boolean {
  if (name === 'reverse') return isBeingReversed(slot);
  return name === 'retry' && slot.status !== 'PENDING';
}

/** Why what the table of moves allows cannot be done all the same. */
function hindranceOf(slot: Slot, name: SlotAction, { isPast, notOrdered, notAsOrdered }: Hindrances): string | null {
  const reversed = isReversed(slot);
  const waits = slot.run.state === 'REQUESTED';
  switch (name) {
    case 'change':
      return isPast ? OVER : notAsOrdered;
    case 'cancel':
      if (isBeingReversed(slot)) return 'what waits to be taken back is not cancelled; reinstate the slot afterwards';
      return isPast && slot.status === 'PENDING' ? OVER : null;
    case 'retry':
      if (reversed) return REVERSED;
      if (waits) return null;
      return isWhole(slot) ? 'nothing is left unpaid' : notOrdered;
    case 'compensate':
      return reversed ? REVERSED : notOrdered;
    case 'reverse':
      if (waits) return null;
      return hasPaid(slot) ? notOrdered : 'nothing that it paid is left to be taken back';
    case 'reinstate':
      return reversed ? null : 'what it paid was not taken back';
  }
}

const OVER = 'its date is over';
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
