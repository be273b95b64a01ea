export { ACTIVE_USERS, isActiveUser } from './active-users.js';
export { ANY_CASE, anyCasePattern, anyCasePrefix, isUnsupported } from './any-case.js';
export { SAFE } from './client-options.js';
export { COLLECTIONS } from './collections.js';
export {
  CommandDatabaseModule,
  DatabaseConnectionModule,
  DatabaseModule,
  WorkerDatabaseModule,
} from './database.module.js';
export {
  EXACT_NUMBERS,
  NotAnAmountError,
  decimalText,
  microsFromStored,
  moneyFromDecimal,
  moneyToDecimal,
  rateFromDecimal,
  rateToDecimal,
  storedBalance,
  type Decimal128,
  type GoodBalance,
  type StoredBalance,
} from './decimal-codec.js';
export { watchDrainWaiters } from './drain-waiters.js';
export { InvalidCursorError, fromPageCursor, toPageCursor, type PageId } from './page-cursor.js';
export { FIRST_ID, LAST_ID, idsAfter, withoutId } from './id-range.js';
export { lookAtIndexes, missingGuards } from './look-at-indexes.js';
export { makeIndexes } from './make-indexes.js';
export { checkServer } from './check-server.js';
export { isPassing } from './passing-errors.js';
export { isDuplicateKey, runInTransaction } from './run-in-transaction.js';
export { rawPages } from './raw-pages.js';
export { UnsuitableDatabaseError } from './unsuitable-database.js';
export { DatabaseAwayError, startError } from './start-error.js';
export { SYSTEM_RECORD_ID, isPlatforms, systemOf, type SystemName } from './system-record.js';
export { valueAt } from './value-at.js';
