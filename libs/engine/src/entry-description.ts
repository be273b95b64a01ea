import { POOL_NAMES } from '#lib/money';
import type { PerPhase, Phase } from '#lib/slots';

const TITLES: PerPhase<string> = {
  ROS: 'Daily ROS Payout',
  PREMIUM: POOL_NAMES.premium.title,
  PERFORMANCE: POOL_NAMES.performance.title,
};

/** A ledger entry's description as users read it: "Daily ROS Payout - Slot 2" (docs/specification.md 3.5). */
export function slotDescription(phase: Phase, slotNumber: number | null): string {
  return slotNumber === null ? TITLES[phase] : `${TITLES[phase]} - Slot ${slotNumber}`;
}

/** The same of an entry that takes such a payout back: "Reversal of Daily ROS Payout - Slot 2". */
export function reversalDescription(phase: Phase, slotNumber: number | null): string {
  return `Reversal of ${slotDescription(phase, slotNumber)}`;
}
