import { Module } from '@nestjs/common';
import { ProofConfigModule } from '#lib/config';
import { CommandDatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';
import { ReconciliationModule } from '#lib/reconciliation';
import { OldSlotsModule } from '#lib/slots';

/** The proof alone: it reads MongoDB and needs no Redis. */
@Module({
  imports: [ProofConfigModule, ObservabilityModule, CommandDatabaseModule, OldSlotsModule, ReconciliationModule],
})
export class ReconcileModule {}
