import { Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { ReconciliationModule } from '#lib/reconciliation';

/** The proof alone: it reads MongoDB and needs no Redis. */
@Module({ imports: [ConfigModule, ObservabilityModule, DatabaseModule, ReconciliationModule] })
export class ReconcileModule {}
