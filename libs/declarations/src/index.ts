export { Admission, type Hooks, type Measured } from './approvals/admission.js';
export {
  LimitExceededError,
  OwnProposalError,
  PayoutChangedError,
  ProposalClosedError,
  ProposalExpiredError,
  ProposalNotFoundError,
  ProposalStaleError,
} from './approvals/errors.js';
export type { ProposalAdmin, ProposalSummary, ProposedPayout } from './approvals/proposal.schema.js';
export {
  PROPOSAL_STATUSES,
  Proposals,
  assertWaiting,
  type Proposal,
  type ProposalStatus,
  type ProposalView,
} from './approvals/proposals.js';
export { ChangeDeclaration, type DeclarationPatch } from './change-declaration.js';
export { DayTransaction, type Change } from './change.js';
export { MAX_DAYS_AHEAD, MAX_DESCRIPTION } from './day-rules.js';
export type { DayView, LastExecutionView } from './day-view.js';
export { DeclarationReader, type DeclarationList } from './declaration-reader.js';
export type {
  DeclarationView,
  DeclaredBy,
  ListedDeclaration,
  PoolDistributionView,
  QualifiersView,
  ValuesView,
} from './declaration-view.js';
export { DeclarationDocumentsModule, DeclarationsModule } from './declarations.module.js';
export { DeclareDay, type DeclareRequest } from './declare-day.js';
export { DeclarePool, type DeclarePoolRequest } from './declare-pool.js';
export { DistributeNow, type DistributionView } from './distribute-now.js';
export {
  AlreadyDistributedError,
  DeclarationExistsError,
  DeclarationNotFoundError,
  DistributionFailedError,
  InvalidDeclarationError,
  NothingPendingError,
  PreviewChangedError,
  QueueChangedError,
  type FieldProblem,
} from './errors.js';
export type { Part } from './parts.js';
export { PauseExecution, type PauseState } from './pause-execution.js';
export { PlatformDay } from './platform-day.js';
export { MAX_SLOTS, type DayRequest, type SlotRequest } from './prepare-day.js';
export { PreviewDay } from './preview-day.js';
export type { PoolPreview, PreviewSlotView, PreviewView, RosPreview } from './preview-view.js';
export { ChangeSlots } from './change-slots.js';
export { QueueDay } from './queue-day.js';
export { RetrySlots } from './retry-slots.js';
export type { PayoutSum, ReversalPreview } from './preview-reversal.js';
export type { ReversalsView } from './reversals-view.js';
export { ReverseSlots, type ReversalTarget, type Reversing } from './reverse-slots.js';

export { UndatedPools, type PoolDeclarationView } from './undated-pools.js';
export type { SlotPatch } from './waiting-slots.js';
