export { EntryOrder } from './entry-order.js';
export { ENTRY_TYPES, OTHER_ENTRY_TYPES, type EntryType, type PayoutType } from './entry.schema.js';
export type { UserEntry } from './entry-view.js';
export { LedgerTotals, type LedgerTotal } from './ledger-totals.js';
export { LedgerModule } from './ledger.module.js';
export { Ledger, LedgerCountError, type Payout, type Posting } from './ledger.js';
export { OTHER_ENTRIES, OUR_ENTRIES } from './our-entries.js';
export { UserEntries, type EntryPage, type EntryQuery } from './user-entries.js';
