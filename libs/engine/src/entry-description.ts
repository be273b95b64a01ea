import type { Phase } from '#lib/slots';

const TITLES: Readonly<Record<Phase, string>> = {
  ROS: 'Daily ROS Payout',
  PREMIUM: 'Premium Pool Share',
  PERFORMANCE: 'Performance Pool Share',
};

/** A ledger entry's description as users read it: "Daily ROS Payout - Slot 2" (spec.md 3.5). */
export function slotDescription(phase: Phase, slotNumber: number | null): string {
  return slotNumber === null ? TITLES[phase] : `${TITLES[phase]} - Slot ${slotNumber}`;
}
