import type { PayoutType } from '#lib/ledger';

/** In the order in which they run. */
export const PHASES = ['ROS', 'PREMIUM', 'PERFORMANCE'] as const;
export type Phase = (typeof PHASES)[number];

export const ENTRY_TYPE_OF_PHASE: Readonly<Record<Phase, PayoutType>> = {
  ROS: 'ROI_EARNED',
  PREMIUM: 'PREMIUM_POOL',
  PERFORMANCE: 'PERFORMANCE_POOL',
};
