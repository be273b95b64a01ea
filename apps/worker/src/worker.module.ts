import { Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { AlertsModule } from '#lib/alerts';
import { EngineModule } from '#lib/engine';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { Canary } from './canary.js';
import { ChunkProcessor } from './chunk.processor.js';
import { HealthServer } from './health.server.js';
import { Keeper } from './keeper.js';
import { Lifecycle } from './lifecycle.js';
import { SlotProcessor } from './slot.processor.js';

@Module({
  imports: [
    ConfigModule,
    ObservabilityModule,
    DatabaseModule,
    QueuesModule,
    SlotsModule,
    WorkersModule,
    EngineModule,
    AlertsModule,
  ],
  providers: [SlotProcessor, ChunkProcessor, Canary, Keeper, Lifecycle, HealthServer],
})
export class WorkerModule {}
