export { AddedChunks, type OwedSubject, type UnpaidSubject } from './added-chunks.js';
export { AwaitEnd } from './await-end.js';
export { Chunk, type ChunkSubjects } from './chunk.schema.js';
export { LeaseLostError, claimOf } from './claim.js';
export { Distribution, type DistributionKind, type FailureReason, type StoredPlan } from './distribution.schema.js';
export { AlreadyQueuedError, PoolNotFoundError, SlotNotFoundError, SlotStateError } from './errors.js';
export { newChunk } from './new-chunk.js';
export { ENTRY_TYPE_OF_PHASE, PHASES, type Phase } from './phases.js';
export { RecordFailures } from './record-failures.js';
export { idsOf } from './slot-ids.js';
export { SlotJobsModule } from './slot-jobs.module.js';
export { SlotJobs, toTicket } from './slot-jobs.js';
export { DAY_STATUSES, SLOT_STATUSES, canMove, dayStatus, type DayStatus, type SlotStatus } from './slot-moves.js';
export { SlotOutcomes } from './slot-outcomes.js';
export { SlotOverview, toSlotSummary, type OverdueSlot, type SlotSummary } from './slot-overview.js';
export { SlotStore, type NewSlot, type SlotChange } from './slot-store.js';
export {
  SlotProgressReader,
  sumPaid,
  toSlotView,
  type PhasePaid,
  type SlotProgress,
  type SlotView,
} from './slot-view.js';
export { SlotsModule } from './slots.module.js';
