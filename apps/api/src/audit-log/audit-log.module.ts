import { Module } from '@nestjs/common';
import { AuditModule, RulesAuditModule } from '#lib/audit';
import { AuditLogController } from './audit-log.controller.js';

/** Who did what. */
@Module({
  imports: [AuditModule, RulesAuditModule],
  controllers: [AuditLogController],
})
export class AuditLogModule {}
