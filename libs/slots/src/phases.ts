import { REVERSAL_OF, type PayoutType, type ReversalType } from '#lib/ledger';
import { POOL_NAMES } from '#lib/money';

/** In the order in which they run. */
export const PHASES = ['ROS', POOL_NAMES.premium.phase, POOL_NAMES.performance.phase] as const;
export type Phase = (typeof PHASES)[number];

/** One of something for each phase. */
export type PerPhase<T> = Readonly<Record<Phase, T>>;

export const ENTRY_TYPE_OF_PHASE: PerPhase<PayoutType> = {
  ROS: 'ROI_EARNED',
  PREMIUM: POOL_NAMES.premium.entryType,
  PERFORMANCE: POOL_NAMES.performance.entryType,
};

/** Of the entries that take its payouts back. */
export const REVERSAL_TYPE_OF_PHASE: PerPhase<ReversalType> = perPhase(
  (phase) => REVERSAL_OF[ENTRY_TYPE_OF_PHASE[phase]],
);

/** @returns what `of` gives for each phase */
export function perPhase<T>(of: (phase: Phase) => T): PerPhase<T> {
  return { ROS: of('ROS'), PREMIUM: of('PREMIUM'), PERFORMANCE: of('PERFORMANCE') };
}
