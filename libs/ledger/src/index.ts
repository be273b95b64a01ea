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
  type DistributionEntryType,
  type EntryFilter,
  type EntryPlace,
  type PlacedEntry,
  type RawEntry,
} from './distribution-entries.js';
export { EntryOrder } from './entry-order.js';
export {
  ENTRY_TYPES,
  OTHER_ENTRY_TYPES,
  REVERSAL_OF,
  REVERSAL_TYPES,
  type EntryType,
  type PayoutType,
  type ReversalType,
} from './entry.schema.js';
export { toUserEntry, type UserEntry } from './entry-view.js';
export { LedgerTotals, netOf, type LedgerSlices, type LedgerTotal } from './ledger-totals.js';
export { LedgerModule } from './ledger.module.js';
export { LedgerCountError } from './credits.js';
export { Ledger, type Payout, type Posting } from './ledger.js';
export { NO_OTHER_ENTRIES, readOtherEntries, withEntry, type Movements, type OtherEntries } from './other-entries.js';
export { OTHER_ENTRIES, OUR_ENTRIES, oursOf } from './our-entries.js';
export {
  Reversals,
  type PaidEntry,
  type PayoutsOfUser,
  type ReversalPosting,
  type StandingPayout,
  type TakenBack,
} from './reversals.js';
export { isReversal, type LinkedEntry, type Standing } from './standing.js';
export { UserEntries, type EntryPage, type EntryQuery } from './user-entries.js';
export { TypeSums, type TypeSum } from './type-sums.js';
