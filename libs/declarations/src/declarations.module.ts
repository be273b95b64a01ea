import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '#lib/accounts';
import { AdoptionNoticesModule } from '#lib/adoption-state';
import { AuditModule } from '#lib/audit';
import { SlotJobsModule, SlotsModule } from '#lib/slots';
import { LedgerModule } from '#lib/ledger';
import { QualifiersModule } from '#lib/qualifiers';
import { ReconciliationModule } from '#lib/reconciliation';
import { StakesModule } from '#lib/stakes';
import { WorkersModule } from '#lib/workers';
import { Admission } from './approvals/admission.js';
import { PreviewWarnings } from './approvals/preview-warnings.js';
import { StoredProposal, StoredProposalSchema } from './approvals/proposal.schema.js';
import { Proposals } from './approvals/proposals.js';
import { ChangeDeclaration } from './change-declaration.js';
import { DayTransaction } from './change.js';
import { DeclarationReader } from './declaration-reader.js';
import { DeclarationStore } from './declaration-store.js';
import { StoredDeclaration, StoredDeclarationSchema } from './declaration.schema.js';
import { DeclareDay } from './declare-day.js';
import { DeclarePool } from './declare-pool.js';
import { DistributeNow } from './distribute-now.js';
import { PauseExecution } from './pause-execution.js';
import { PlatformDay } from './platform-day.js';
import { StoredPoolDeclaration, StoredPoolDeclarationSchema } from './pool-declaration.schema.js';
import { PreviewDay } from './preview-day.js';
import { PreviewReversal } from './preview-reversal.js';
import { QueueDay } from './queue-day.js';
import { RenewJobs } from './renew-jobs.js';
import { RetrySlots } from './retry-slots.js';
import { ReverseSlots } from './reverse-slots.js';
import { UndatedPools } from './undated-pools.js';
import { ChangeSlots } from './change-slots.js';

const OFFERED = [
  Admission,
  ChangeDeclaration,
  DayTransaction,
  DeclarationReader,
  DeclareDay,
  DeclarePool,
  DistributeNow,
  PauseExecution,
  PlatformDay,
  PreviewDay,
  Proposals,
  QueueDay,
  RetrySlots,
  ReverseSlots,
  ChangeSlots,
  UndatedPools,
];

const DOCUMENTS = MongooseModule.forFeature([
  { name: StoredDeclaration.name, schema: StoredDeclarationSchema },
  { name: StoredPoolDeclaration.name, schema: StoredPoolDeclarationSchema },
  { name: StoredProposal.name, schema: StoredProposalSchema },
]);

/** The documents alone, for what makes their indexes. */
@Module({ imports: [DOCUMENTS], exports: [DOCUMENTS] })
export class DeclarationDocumentsModule {}

@Module({
  imports: [
    AccountsModule,
    AdoptionNoticesModule,
    AuditModule,
    SlotJobsModule,
    SlotsModule,
    LedgerModule,
    QualifiersModule,
    ReconciliationModule,
    StakesModule,
    WorkersModule,
    DeclarationDocumentsModule,
  ],
  providers: [...OFFERED, DeclarationStore, PreviewReversal, PreviewWarnings, RenewJobs],
  exports: OFFERED,
})
export class DeclarationsModule {}
