import { Module } from '@nestjs/common';
import { WorkersModule } from '#lib/workers';
import { AuditModule } from './audit.module.js';
import { RulesAudit } from './rules-audit.js';

/** Records changed rules; whoever imports it puts its own in force. */
@Module({ imports: [AuditModule, WorkersModule], providers: [RulesAudit] })
export class RulesAuditModule {}
