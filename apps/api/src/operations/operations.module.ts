import { Module } from '@nestjs/common';
import { AdoptionNoticesModule } from '#lib/adoption-state';
import { AlertsModule } from '#lib/alerts';
import { AuditModule, RulesAuditModule } from '#lib/audit';
import { DeclarationsModule } from '#lib/declarations';
import { OldSlotsModule, SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { DeclarationsApiModule } from '../declarations/declarations-api.module.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';
import { AlertsController } from './alerts.controller.js';
import { ApiHeartbeat } from './api-heartbeat.js';
import { AuditLogController } from './audit-log.controller.js';
import { ConsoleEventsController } from './console-events.controller.js';
import { ConsoleFeed } from './console-feed.js';
import { CronController } from './cron.controller.js';
import { CronStatus } from './cron-status.js';
import { DaysController } from './days.controller.js';
import { HealthModule } from './health.module.js';
import { MetricsPort } from './metrics-port.js';
import { MetricsController } from './metrics.controller.js';
import { ReportsController } from './reports.controller.js';
import { SettingsController } from './settings.controller.js';
import { StateGauges } from './state-gauges.js';

/** Watching and switching the execution. */
@Module({
  imports: [
    AdoptionNoticesModule,
    AlertsModule,
    AuditModule,
    RulesAuditModule,
    DeclarationsApiModule,
    DeclarationsModule,
    HealthModule,
    OldSlotsModule,
    SlotsModule,
    WorkersModule,
  ],
  controllers: [
    AlertsController,
    AuditLogController,
    ConsoleEventsController,
    CronController,
    DaysController,
    MetricsController,
    ReportsController,
    SettingsController,
  ],
  providers: [AcknowledgeAlert, ApiHeartbeat, ConsoleFeed, CronStatus, MetricsPort, StateGauges],
})
export class OperationsModule {}
