import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { LedgerModule } from '#lib/ledger';
import { QualifiersModule } from '#lib/qualifiers';
import { SlotsModule } from '#lib/slots';
import { StakesModule } from '#lib/stakes';
import { WorkersModule } from '#lib/workers';
import { ClaimSlot } from './claim-slot.js';
import { FinishSlot } from './finish-slot.js';
import { HandOutChunks } from './hand-out-chunks.js';
import { Interruptions } from './interruptions.js';
import { KeeperSweep } from './keeper-sweep.js';
import { Leases } from './lease.js';
import { PayChunk } from './pay-chunk.js';
import { PaySlot } from './pay-slot.js';
import { PlanSlot } from './plan-slot.js';
import { ReopenSlot } from './reopen-slot.js';
import { SlotRunner } from './slot-runner.js';

const OFFERED = [KeeperSweep, PayChunk, SlotRunner];

/** Pays slots; only the worker imports it. */
@Module({
  imports: [AccountsModule, LedgerModule, QualifiersModule, SlotsModule, StakesModule, WorkersModule],
  providers: [...OFFERED, ClaimSlot, FinishSlot, HandOutChunks, Interruptions, Leases, PaySlot, PlanSlot, ReopenSlot],
  exports: OFFERED,
})
export class EngineModule {}
