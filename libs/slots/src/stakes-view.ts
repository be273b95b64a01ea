import type { Slot } from './slot.js';
import type { Accounted } from './slot.schema.js';

/** What became of every stake that was ACTIVE when the slot was planned, as JSON tells it. */
export interface StakesView {
  readonly active: number;
  readonly due: number;
  readonly notDue: { readonly activatedLater: number; readonly withoutActivation: number };
  /** Of the due; null until the slot has ended. */
  readonly accounted: Accounted | null;
}

/** @returns null until the slot is planned. Pure. */
export function toStakesView({ plan, accounted }: Pick<Slot, 'plan' | 'accounted'>): StakesView | null {
  if (plan === null) return null;
  const { active, stakes, activatedLater, withoutActivation } = plan;
  return { active, due: stakes, notDue: { activatedLater, withoutActivation }, accounted };
}
