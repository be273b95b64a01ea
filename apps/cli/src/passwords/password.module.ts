import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { AccountsConfigModule } from '#lib/config';
import { CommandDatabaseModule } from '#lib/database';
import { ObservabilityModule } from '#lib/observability';

/** What changing a password needs. */
@Module({
  imports: [AccountsConfigModule, ObservabilityModule, CommandDatabaseModule, AccountsModule, AuthModule, AuditModule],
})
export class PasswordModule {}
