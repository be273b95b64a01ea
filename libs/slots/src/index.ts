export { FrozenReceivers, ReceiversDigest } from './receivers-digest.js';
export { AddedChunks, type OwedSubject, type UnpaidSubject } from './added-chunks.js';
export { AwaitEnd } from './await-end.js';
export { ProofHeads, type ProofHead } from './closing/proof-head.js';
export { UnclosedSlots } from './closing/unclosed-slots.js';
export { chunkFromStored, type Chunk, type ChunkSubjects, type Shares } from './chunk.js';
export { StoredChunk } from './chunk.schema.js';
export { LeaseLostError, claimedMove } from './claim.js';
export { DailyReport, type DayReport } from './daily-report.js';
export { DayEntries, type DayEntry, type DayEntryPlace } from './day-entries.js';
export { DAY_STATUSES, dayStatus, type DayStatus } from './day-status.js';
export {
  AlreadyQueuedError,
  DistributionCancelledError,
  NotReversedError,
  NothingPaidError,
  PoolNotFoundError,
  SlotNotFoundError,
  SlotReversedError,
  SlotStateError,
} from './errors.js';
export { LegacySlots, type LegacySlot } from './legacy-slots.js';
export { hasOldSlots, migrateSlots } from './migrate-slots.js';
export { OldSlotsModule } from './old-slots-check.js';
export { newChunk } from './new-chunk.js';
export { NotOrderedError, OrderSeals } from './orders/order-seals.js';
export { OrdersInForce, sealOldOrders } from './orders/orders-in-force.js';
export type { Order } from './orders/order.js';
export { ENTRY_TYPE_OF_PHASE, PHASES, REVERSAL_TYPE_OF_PHASE, perPhase, type PerPhase, type Phase } from './phases.js';
export {
  RecordFailures,
  type FailureCounts,
  type FailurePage,
  type ListedFailure,
  type OpenFailure,
} from './record-failures.js';
export {
  REVERSAL_STATUSES,
  hasToPayAgain,
  isBeingReversed,
  isReversed,
  toReversalView,
  type ReversalStatus,
  type ReversalView,
} from './reversal-view.js';
export { idsOf } from './slot-ids.js';
export { SlotJobsModule } from './slot-jobs.module.js';
export { SlotJobs, toTicket } from './slot-jobs.js';
export {
  SLOT_STATES,
  SLOT_STATUSES,
  canMove,
  chunkMove,
  slotMove,
  stateOf,
  type SlotMove,
  type SlotState,
  type SlotStatus,
} from './slot-moves.js';
export {
  RUNS_REMEMBERED,
  RUN_KINDS,
  RUN_STATES,
  isRunCancelled,
  mayBeClaimedAt,
  type AskedRun,
  type EndedRun,
  type Interruptions,
  type Run,
  type RunKind,
  type RunState,
} from './run.js';
export { SLOT_ACTIONS, hasPaid, type AllowedAction, type SlotAction } from './slot-actions.js';
export { SlotDetails, type PhaseChunks, type RunView, type SlotDetail } from './slot-detail.js';
export { SlotOutcomes } from './slot-outcomes.js';
export {
  STANDS_STILL_AFTER_MS,
  SlotOverview,
  toSlotSummary,
  waitsItsTurn,
  type OverdueSlot,
  type SlotSummary,
} from './slot-overview.js';
export { SlotStore, keyOfRun, type NewSlot, type SlotChange } from './slot-store.js';
export { SlotProgressReader, sumPaid, toSlotView, type SlotProgress, type SlotView } from './slot-view.js';
export {
  planToStored,
  slotFromStored,
  splitFromStored,
  type PhaseTotal,
  type Reversal,
  type Slot,
  type SlotPlan,
  type SlotRules,
} from './slot.js';
export { StoredSlot, type Accounted, type DistributionKind, type FailureReason } from './slot.schema.js';
export { toStakesView, type StakesView } from './stakes-view.js';
export { USUAL_DAYS, isFarAbove, isFarBelow, usualDay } from './usual-day.js';
export { SlotsModule } from './slots.module.js';
