export {
  BalanceAdoption,
  type Opening,
  type StakeChange,
  type WalletConversion,
  type WalletReturn,
} from './balance-adoption.js';
export {
  DISTRIBUTION_ENTRY_TYPES,
  DistributionEntries,
  REVERSAL_TYPES,
  type DistributionEntryType,
  type EntryFilter,
  type EntryPlace,
  type PlacedEntry,
  type RawEntry,
} from './distribution-entries.js';
export { EntryOrder } from './entry-order.js';
export { ENTRY_TYPES, OTHER_ENTRY_TYPES, type EntryType, type PayoutType } from './entry.schema.js';
export { toUserEntry, type UserEntry } from './entry-view.js';
export { LedgerTotals, type LedgerSlices, type LedgerTotal } from './ledger-totals.js';
export { LedgerModule } from './ledger.module.js';
export { Ledger, LedgerCountError, type Payout, type Posting } from './ledger.js';
export { NO_OTHER_ENTRIES, readOtherEntries, withEntry, type Movements, type OtherEntries } from './other-entries.js';
export { OUR_ENTRIES } from './our-entries.js';
export { UserEntries, type EntryPage, type EntryQuery } from './user-entries.js';
export { TypeSums, type TypeSum } from './type-sums.js';
