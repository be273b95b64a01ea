import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BalanceAdoption } from './balance-adoption.js';
import { DistributionEntries } from './distribution-entries.js';
import { EntryOrder } from './entry-order.js';
import { LedgerEntry, LedgerEntrySchema } from './entry.schema.js';
import { LedgerTotals } from './ledger-totals.js';
import { Ledger } from './ledger.js';
import { Reversals } from './reversals.js';
import { UserEntries } from './user-entries.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: LedgerEntry.name, schema: LedgerEntrySchema }])],
  providers: [BalanceAdoption, DistributionEntries, EntryOrder, Ledger, LedgerTotals, Reversals, UserEntries],
  exports: [BalanceAdoption, DistributionEntries, EntryOrder, Ledger, LedgerTotals, Reversals, UserEntries],
})
export class LedgerModule {}
