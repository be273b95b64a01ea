import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LedgerEntry, LedgerEntrySchema } from './entry.schema.js';
import { LedgerTotals } from './ledger-totals.js';
import { Ledger } from './ledger.js';
import { UserEntries } from './user-entries.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: LedgerEntry.name, schema: LedgerEntrySchema }])],
  providers: [Ledger, LedgerTotals, UserEntries],
  exports: [Ledger, LedgerTotals, UserEntries],
})
export class LedgerModule {}
