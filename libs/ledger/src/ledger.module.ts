import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LedgerEntry, LedgerEntrySchema } from './entry.schema.js';
import { LedgerTotals } from './ledger-totals.js';
import { Ledger } from './ledger.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: LedgerEntry.name, schema: LedgerEntrySchema }])],
  providers: [Ledger, LedgerTotals],
  exports: [Ledger, LedgerTotals],
})
export class LedgerModule {}
