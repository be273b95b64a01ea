import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { EntryOrder } from './entry-order.js';
import { LedgerEntry, LedgerEntrySchema } from './entry.schema.js';
import { LedgerTotals } from './ledger-totals.js';
import { Ledger } from './ledger.js';
import { UserEntries } from './user-entries.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: LedgerEntry.name, schema: LedgerEntrySchema }])],
  providers: [EntryOrder, Ledger, LedgerTotals, UserEntries],
  exports: [EntryOrder, Ledger, LedgerTotals, UserEntries],
})
export class LedgerModule {}
