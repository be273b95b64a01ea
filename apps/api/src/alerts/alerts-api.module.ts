import { Module } from '@nestjs/common';
import { AlertsModule } from '#lib/alerts';
import { AuditModule } from '#lib/audit';
import { WorkersModule } from '#lib/workers';
import { ChangesModule } from '../changes/changes.module.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';
import { AlertsController } from './alerts.controller.js';

/** What went wrong, and who has seen it. */
@Module({
  imports: [AlertsModule, AuditModule, ChangesModule, WorkersModule],
  controllers: [AlertsController],
  providers: [AcknowledgeAlert],
})
export class AlertsApiModule {}
