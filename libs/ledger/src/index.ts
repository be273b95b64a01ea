export { InvalidEntryCursorError } from './entry-cursor.js';
export { ENTRY_TYPES, type EntryType, type PayoutType } from './entry.schema.js';
export { LedgerTotals, type LedgerTotal } from './ledger-totals.js';
export { LedgerModule } from './ledger.module.js';
export { Ledger, LedgerCountError, type Payout, type Posting } from './ledger.js';
export { UserEntries, type EntryPage, type EntryQuery, type UserEntry } from './user-entries.js';
