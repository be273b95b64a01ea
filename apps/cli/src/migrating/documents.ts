import { AccountsModule } from '#lib/accounts';
import { AlertDocumentsModule } from '#lib/alerts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { DatabaseConnectionModule } from '#lib/database';
import { DeclarationDocumentsModule } from '#lib/declarations';
import { IdempotencyModule } from '#lib/idempotency';
import { LedgerModule } from '#lib/ledger';
import { ObservabilityModule } from '#lib/observability';
import { ReceiptsModule } from '#lib/receipts';
import { SlotsModule } from '#lib/slots';
import { StakesModule } from '#lib/stakes';
import { WorkersModule } from '#lib/workers';

/** Every document of the product, for what makes their indexes, and no queue: it works without Redis. */
export const DOCUMENTS = [
  ObservabilityModule,
  DatabaseConnectionModule,
  AccountsModule,
  AlertDocumentsModule,
  AuditModule,
  AuthModule,
  DeclarationDocumentsModule,
  IdempotencyModule,
  LedgerModule,
  ReceiptsModule,
  SlotsModule,
  StakesModule,
  WorkersModule,
];
