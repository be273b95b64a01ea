import { Module } from '@nestjs/common';
import { DistributionsModule } from '#lib/distributions';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({ imports: [DistributionsModule], controllers: [HealthController], providers: [Readiness] })
export class HealthModule {}
