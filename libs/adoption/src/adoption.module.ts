import { Module } from '@nestjs/common';
import { AdoptionStateModule } from '#lib/adoption-state';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { LedgerModule } from '#lib/ledger';
import { ReconciliationModule } from '#lib/reconciliation';
import { WorkersModule } from '#lib/workers';
import { Adoption } from './adoption.js';
import { AdoptionLock } from './adoption-lock.js';
import { ApplyAdoption } from './applying/apply-adoption.js';
import { ApplyStakes } from './applying/apply-stakes.js';
import { ApplyUsers } from './applying/apply-users.js';
import { ProveAdoption } from './applying/prove-adoption.js';
import { Batches } from './batches.js';
import { OldDaysModule } from './old-days/old-days.module.js';
import { RecordPages } from './survey/record-pages.js';
import { Survey } from './survey/survey.js';
import { UndoAdoption } from './undoing/undo-adoption.js';
import { UndoStakes } from './undoing/undo-stakes.js';
import { UndoUsers } from './undoing/undo-users.js';

@Module({
  imports: [
    AdoptionStateModule,
    AuditModule,
    AuthModule,
    LedgerModule,
    OldDaysModule,
    ReconciliationModule,
    WorkersModule,
  ],
  providers: [
    Adoption,
    AdoptionLock,
    ApplyAdoption,
    ApplyStakes,
    ApplyUsers,
    Batches,
    ProveAdoption,
    RecordPages,
    Survey,
    UndoAdoption,
    UndoStakes,
    UndoUsers,
  ],
  exports: [Adoption],
})
export class AdoptionModule {}
