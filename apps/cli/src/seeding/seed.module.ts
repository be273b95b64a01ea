import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuthModule } from '#lib/auth';
import { AccountsConfigModule } from '#lib/config';
import { CommandDatabaseModule } from '#lib/database';
import { LedgerModule } from '#lib/ledger';
import { ObservabilityModule } from '#lib/observability';
import { StakesModule } from '#lib/stakes';

/** What seeding needs: no queue, so that it works without Redis. */
@Module({
  imports: [
    AccountsConfigModule,
    ObservabilityModule,
    CommandDatabaseModule,
    AccountsModule,
    AuthModule,
    LedgerModule,
    StakesModule,
  ],
})
export class SeedModule {}
