export { assessStake, ownersOf, type Assessment, type RosRules } from './assess-stake.js';
export { AwaitEnd } from './await-end.js';
export type { Distribution, DistributionKind, FailureReason, Phase } from './distribution.schema.js';
export { PHASES } from './distribution.schema.js';
export { DistributionsModule } from './distributions.module.js';
export { EnqueueSlots } from './enqueue-slots.js';
export { AlreadyQueuedError, PoolNotFoundError, SlotNotFoundError, SlotStateError } from './errors.js';
export { ExecutionControl } from './execution-control.js';
export { KeeperSweep } from './keeper-sweep.js';
export { ENTRY_TYPE_OF_PHASE, PayChunk } from './pay-chunk.js';
export { QueueSlots, type NewSlot, type SlotChange } from './queue-slots.js';
export { RecordFailures } from './record-failures.js';
export { SecondChances, type OwedSubject, type UnpaidSubject } from './second-chances.js';
export { SlotOutcomes } from './slot-outcomes.js';
export { SlotOverview, toGlimpse, type OverdueSlot, type SlotGlimpse } from './slot-overview.js';
export { SlotRunner } from './slot-runner.js';
export { DAY_STATUSES, SLOT_STATUSES, canMove, dayStatus, type DayStatus, type SlotStatus } from './slot-status.js';
export {
  SlotProgressReader,
  sumPaid,
  toSlotView,
  type PhasePaid,
  type SlotProgress,
  type SlotView,
} from './slot-view.js';
export { WorkerIdentity } from './worker-identity.js';
export { WorkerRegistry, type WorkerRecord } from './worker-registry.js';
