import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { WorkersModule } from '#lib/workers';
import { AuditChain } from './audit-chain.js';
import { AuditEntry, AuditEntrySchema } from './audit-entry.schema.js';
import { AuditHead, AuditHeadSchema } from './audit-head.schema.js';
import { Audit } from './audit.js';

@Module({
  imports: [
    WorkersModule,
    MongooseModule.forFeature([
      { name: AuditEntry.name, schema: AuditEntrySchema },
      { name: AuditHead.name, schema: AuditHeadSchema },
    ]),
  ],
  providers: [Audit, AuditChain],
  exports: [Audit, AuditChain],
})
export class AuditModule {}
