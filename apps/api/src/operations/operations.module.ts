import { Module } from '@nestjs/common';
import { AuditModule } from '#lib/audit';
import { DistributionsModule } from '#lib/distributions';
import { DeclarationsApiModule } from '../declarations/declarations-api.module.js';
import { CronController } from './cron.controller.js';
import { CronStatus } from './cron-status.js';
import { MetricsController } from './metrics.controller.js';
import { PauseExecution } from './pause-execution.js';
import { SlotGauges } from './slot-gauges.js';

/** Watching and switching the execution. */
@Module({
  imports: [AuditModule, DeclarationsApiModule, DistributionsModule],
  controllers: [CronController, MetricsController],
  providers: [CronStatus, PauseExecution, SlotGauges],
})
export class OperationsModule {}
