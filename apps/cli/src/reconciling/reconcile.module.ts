import { Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { ReconciliationModule } from '#lib/reconciliation';

/** What the proof needs; the queues only because distributions come with them: it never asks Redis anything. */
@Module({ imports: [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule, ReconciliationModule] })
export class ReconcileModule {}
