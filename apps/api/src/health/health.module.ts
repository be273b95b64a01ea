import { Module } from '@nestjs/common';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { ExecutionNotices } from './execution-notice.js';
import { ApiHeartbeat } from './api-heartbeat.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [SlotsModule, WorkersModule],
  controllers: [HealthController],
  providers: [ApiHeartbeat, ExecutionNotices, Readiness],
  exports: [ExecutionNotices, Readiness],
})
export class HealthModule {}
