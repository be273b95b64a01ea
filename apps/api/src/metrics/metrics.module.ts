import { Module } from '@nestjs/common';
import { AlertsModule } from '#lib/alerts';
import { ReceiptsModule } from '#lib/receipts';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { CronModule } from '../cron/cron.module.js';
import { HealthModule } from '../health/health.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsPort } from './metrics-port.js';
import { StateGauges } from './state-gauges.js';

/** Figures for a monitoring system. */
@Module({
  imports: [AlertsModule, CronModule, HealthModule, ReceiptsModule, SlotsModule, WorkersModule],
  controllers: [MetricsController],
  providers: [MetricsPort, StateGauges],
})
export class MetricsModule {}
