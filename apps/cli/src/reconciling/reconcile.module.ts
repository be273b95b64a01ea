import { Global, Module } from '@nestjs/common';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { Courier } from '#lib/queues';
import { ReconciliationModule } from '#lib/reconciliation';

/** Distributions come with a courier; a proof never sends one, so that Redis may be away. */
@Global()
@Module({ providers: [{ provide: Courier, useValue: null }], exports: [Courier] })
class NoCourierModule {}

/** What the proof needs. */
@Module({ imports: [ConfigModule, ObservabilityModule, DatabaseModule, NoCourierModule, ReconciliationModule] })
export class ReconcileModule {}
