export { BalancesCheck } from './check-balances.js';
export { Compensation, type CompensatedSlot, type CompensationResult, type Remember } from './compensation.js';
export { CompensationModule } from './compensation.module.js';
export { ReconciliationModule } from './reconciliation.module.js';
export { Reconciliation, type CheckOptions } from './reconciliation.js';
export {
  CHECK_IDS,
  type CheckId,
  type CheckResult,
  type Difference,
  type MissingLine,
  type MissingList,
  type ReconciliationReport,
  type OtherServices,
  type OthersLine,
  type SlotLine,
} from './report.js';
