import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AdoptionStateModule } from '#lib/adoption-state';
import { ReceiptsModule } from '#lib/receipts';
import { QualifiersModule } from '#lib/qualifiers';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { StakesModule } from '#lib/stakes';
import { Balances } from './balances.js';
import { BalancesCheck } from './check-balances.js';
import { DateBalancesCheck } from './check-date-balances.js';
import { OrdersCheck } from './check-orders.js';
import { OrphanEntriesCheck } from './check-orphan-entries.js';
import { UniqueEntriesCheck } from './check-unique-entries.js';
import { DaySlots } from './day-slots.js';
import { Explain } from './explain.js';
import { FailedRecords } from './failed-records.js';
import { LargestCap } from './largest-cap.js';
import { MissingPayments } from './missing-payments.js';
import { MissingShares } from './missing-shares.js';
import { MissingStakes } from './missing-stakes.js';
import { PaidAndFailed } from './paid-and-failed.js';
import { ProofWindows } from './proof-window.js';
import { ReceiverChunks } from './receiver-chunks.js';
import { Reconciliation } from './reconciliation.js';
import { ExecutionFactsReader } from './execution-facts-reader.js';
import { WalletBases } from './wallet-movements.js';
import { SlotFactsReader } from './slot-facts.js';
import { UserRecordsReader } from './user-records.js';
import { WindowSums } from './window-sums.js';

@Module({
  imports: [
    AccountsModule,
    AdoptionStateModule,
    QualifiersModule,
    ReceiptsModule,
    SlotsModule,
    StakesModule,
    WorkersModule,
  ],
  providers: [
    Balances,
    BalancesCheck,
    DateBalancesCheck,
    DaySlots,
    Explain,
    FailedRecords,
    LargestCap,
    MissingPayments,
    MissingShares,
    MissingStakes,
    OrdersCheck,
    OrphanEntriesCheck,
    PaidAndFailed,
    ProofWindows,
    ReceiverChunks,
    Reconciliation,
    ExecutionFactsReader,
    SlotFactsReader,
    UniqueEntriesCheck,
    UserRecordsReader,
    WalletBases,
    WindowSums,
  ],
  exports: [BalancesCheck, DaySlots, Explain, FailedRecords, MissingPayments, Reconciliation, SlotFactsReader],
})
export class ReconciliationModule {}
