import type { Slot } from './slot.js';

/** What became of every stake that was ACTIVE when the slot was planned, as JSON tells it. */
export interface StakesView {
  readonly active: number;
  readonly due: number;
  readonly notDue: { readonly activatedLater: number; readonly withoutActivation: number };
  /** Null until the slot has ended. Of the due: `paid`, `capped`, `nothing` (rounds down), `failed`, `left` (ACTIVE no more). */
  readonly accounted: {
    readonly paid: number;
    readonly capped: number;
    readonly nothing: number;
    readonly failed: number;
    readonly left: number;
    /** Due at payment and not at planning. */
    readonly joined: number;
  } | null;
}

/** @returns null until the slot is planned. Pure. */
export function toStakesView({ plan, accounted }: Pick<Slot, 'plan' | 'accounted'>): StakesView | null {
  if (plan === null) return null;
  const { active, stakes, activatedLater, withoutActivation } = plan;
  return { active, due: stakes, notDue: { activatedLater, withoutActivation }, accounted };
}
