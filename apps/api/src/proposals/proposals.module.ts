import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { DeclarationsModule } from '#lib/declarations';
import { ChangesModule } from '../changes/changes.module.js';
import { DecideProposal } from './decide-proposal.js';
import { ProposalNow } from './proposal-now.js';
import { ProposalsController } from './proposals.controller.js';
import { ProposerRights } from './proposer-rights.js';

/** What waits for a second admin. */
@Module({
  imports: [AccountsModule, AuditModule, AuthModule, ChangesModule, DeclarationsModule],
  controllers: [ProposalsController],
  providers: [DecideProposal, ProposalNow, ProposerRights],
})
export class ProposalsModule {}
