export { UnsuitableDatabaseError } from './boot-check.js';
export { COLLECTIONS } from './collections.js';
export { DatabaseModule } from './database.module.js';
export {
  NotAnAmountError,
  microsFromStored,
  moneyFromDecimal,
  moneyToDecimal,
  rateFromDecimal,
  rateToDecimal,
  type Decimal128,
} from './decimal-codec.js';
export { isPassing } from './passing-errors.js';
export { isDuplicateKey, runInTransaction } from './run-in-transaction.js';
export { DatabaseAwayError, startError } from './start-error.js';
export { SYSTEM_RECORD_ID, systemOf, type SystemName } from './system-record.js';
