export { BalancesCheck } from './check-balances.js';
export { Compensation, type CompensatedSlot, type CompensationResult, type OwedSlot } from './compensation.js';
export { csvLine } from './csv.js';
export { CompensationModule } from './compensation.module.js';
export {
  Explain,
  type ExplainedDay,
  type ExplainedReversal,
  type ExplainedShare,
  type ExplainedSlot,
  type ExplainedStake,
  type Explanation,
} from './explain.js';
export { MissingPayments } from './missing-payments.js';
export { FailedRecords, type FailedRecord } from './failed-records.js';
export { OUTCOMES, type OutcomeWord } from './outcome.js';
export { ReconciliationModule } from './reconciliation.module.js';
export { Reconciliation, type CheckOptions } from './reconciliation.js';
export {
  CHECK_IDS,
  CHECK_SCOPES,
  type CheckId,
  type CheckResult,
  type CheckScope,
  type Difference,
  type MissingLine,
  type MissingList,
  type ReconciliationReport,
  type OtherServices,
  type OthersLine,
  type SlotLine,
} from './report.js';
export type { Calculation } from './why-stake.js';
