import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { DeclarationsModule } from '#lib/declarations';
import { LedgerModule } from '#lib/ledger';
import { ReconciliationModule } from '#lib/reconciliation';
import { StakesModule } from '#lib/stakes';
import { MeController } from './me.controller.js';
import { MyStakes } from './my-stakes.js';

@Module({
  imports: [AccountsModule, DeclarationsModule, LedgerModule, ReconciliationModule, StakesModule],
  controllers: [MeController],
  providers: [MyStakes],
  exports: [MyStakes],
})
export class MeModule {}
