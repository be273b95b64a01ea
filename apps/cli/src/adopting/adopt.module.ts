import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AdoptionModule } from '#lib/adoption';
import { AlertDocumentsModule } from '#lib/alerts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { AccountsConfigModule } from '#lib/config';
import { DatabaseConnectionModule } from '#lib/database';
import { DeclarationDocumentsModule } from '#lib/declarations';
import { IdempotencyModule } from '#lib/idempotency';
import { LedgerModule } from '#lib/ledger';
import { ObservabilityModule } from '#lib/observability';
import { SlotsModule } from '#lib/slots';
import { StakesModule } from '#lib/stakes';
import { WorkersModule } from '#lib/workers';

/** Adoption, and every document whose indexes it makes first; no queue: it works without Redis. */
@Module({
  imports: [
    AccountsConfigModule,
    ObservabilityModule,
    DatabaseConnectionModule,
    AccountsModule,
    AdoptionModule,
    AlertDocumentsModule,
    AuditModule,
    AuthModule,
    DeclarationDocumentsModule,
    IdempotencyModule,
    LedgerModule,
    SlotsModule,
    StakesModule,
    WorkersModule,
  ],
})
export class AdoptModule {}
