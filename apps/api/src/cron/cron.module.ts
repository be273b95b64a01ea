import { Module } from '@nestjs/common';
import { AdoptionNoticesModule } from '#lib/adoption-state';
import { AlertsModule } from '#lib/alerts';
import { DeclarationsModule } from '#lib/declarations';
import { OldSlotsModule, SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { ChangesModule } from '../changes/changes.module.js';
import { HealthModule } from '../health/health.module.js';
import { CronStatus } from './cron-status.js';
import { CronController } from './cron.controller.js';

/** Watching and switching the execution. */
@Module({
  imports: [
    AdoptionNoticesModule,
    AlertsModule,
    ChangesModule,
    DeclarationsModule,
    HealthModule,
    OldSlotsModule,
    SlotsModule,
    WorkersModule,
  ],
  controllers: [CronController],
  providers: [CronStatus],
  exports: [CronStatus],
})
export class CronModule {}
