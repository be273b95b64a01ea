import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { DeclarationsModule } from '#lib/declarations';
import { LedgerModule } from '#lib/ledger';
import { ReconciliationModule } from '#lib/reconciliation';
import { StakesModule } from '#lib/stakes';
import { MeModule } from '../me/me.module.js';
import { OwnersOfIds } from './owners-of-ids.js';
import { UsersController } from './users.controller.js';

/** Answering a user who asks. */
@Module({
  imports: [AccountsModule, DeclarationsModule, LedgerModule, MeModule, ReconciliationModule, StakesModule],
  controllers: [UsersController],
  providers: [OwnersOfIds],
})
export class UsersModule {}
