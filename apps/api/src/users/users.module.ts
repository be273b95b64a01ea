import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { DeclarationsModule } from '#lib/declarations';
import { LedgerModule } from '#lib/ledger';
import { ReconciliationModule } from '#lib/reconciliation';
import { MeModule } from '../accounts/me.module.js';
import { UsersController } from './users.controller.js';

/** Answering a user who asks. */
@Module({
  imports: [AccountsModule, DeclarationsModule, LedgerModule, MeModule, ReconciliationModule],
  controllers: [UsersController],
})
export class UsersModule {}
