import { Module } from '@nestjs/common';
import { AdoptionNoticesModule } from '#lib/adoption-state';
import { WorkerConfigModule } from '#lib/config';
import { WorkerDatabaseModule } from '#lib/database';
import { AlertsModule } from '#lib/alerts';
import { EngineModule } from '#lib/engine';
import { LedgerModule } from '#lib/ledger';
import { OldSlotsModule, SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { RulesAuditModule } from '#lib/audit';
import { ReceiptsModule } from '#lib/receipts';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { Canary } from './canary.js';
import { ChunkProcessor } from './chunk.processor.js';
import { Closing } from './closing.js';
import { Consumption } from './consumption.js';
import { DatabaseAnswers } from './database-answers.js';
import { DueTimer } from './due-timer.js';
import { HealthServer } from './health.server.js';
import { Keeper } from './keeper.js';
import { Lifecycle } from './lifecycle.js';
import { NextDue } from './next-due.js';
import { SlotProcessor } from './slot.processor.js';
import { WatchClosed } from './watch-closed.js';

@Module({
  imports: [
    WorkerConfigModule,
    ObservabilityModule,
    WorkerDatabaseModule,
    QueuesModule,
    OldSlotsModule,
    SlotsModule,
    WorkersModule,
    LedgerModule,
    EngineModule,
    AlertsModule,
    RulesAuditModule,
    ReceiptsModule,
    AdoptionNoticesModule,
  ],
  providers: [
    SlotProcessor,
    ChunkProcessor,
    Canary,
    Closing,
    Consumption,
    DatabaseAnswers,
    DueTimer,
    NextDue,
    Keeper,
    Lifecycle,
    HealthServer,
    WatchClosed,
  ],
})
export class WorkerModule {}
