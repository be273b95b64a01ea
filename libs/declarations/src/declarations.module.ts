import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { DistributionsModule } from '#lib/distributions';
import { QualifiersModule } from '#lib/qualifiers';
import { AwaitEnd } from './await-end.js';
import { DayTransaction } from './change.js';
import { DeclarationReader } from './declaration-reader.js';
import { DeclarationStore } from './declaration-store.js';
import { Declaration, DeclarationSchema } from './declaration.schema.js';
import { DeclareDay } from './declare-day.js';
import { DistributeNow } from './distribute-now.js';
import { PlatformDay } from './platform-day.js';
import { QueueToday } from './queue-today.js';
import { RetrySlot } from './retry-slot.js';

const OFFERED = [DeclarationReader, DeclareDay, DistributeNow, PlatformDay, QueueToday, RetrySlot];

@Module({
  imports: [
    AccountsModule,
    AuditModule,
    DistributionsModule,
    QualifiersModule,
    MongooseModule.forFeature([{ name: Declaration.name, schema: DeclarationSchema }]),
  ],
  providers: [...OFFERED, AwaitEnd, DayTransaction, DeclarationStore],
  exports: OFFERED,
})
export class DeclarationsModule {}
