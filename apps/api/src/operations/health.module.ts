import { Module } from '@nestjs/common';
import { DistributionsModule } from '#lib/distributions';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({ imports: [DistributionsModule], controllers: [HealthController], providers: [Readiness, ExecutionNotices] })
export class HealthModule {}
