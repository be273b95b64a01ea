import { Module } from '@nestjs/common';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [SlotsModule, WorkersModule],
  controllers: [HealthController],
  providers: [Readiness, ExecutionNotices],
  exports: [Readiness],
})
export class HealthModule {}
