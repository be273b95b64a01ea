import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { LedgerModule } from '#lib/ledger';
import { QualifiersModule } from '#lib/qualifiers';
import { SlotsModule } from '#lib/slots';
import { StakesModule } from '#lib/stakes';
import { WorkersModule } from '#lib/workers';
import { ChunkSums } from './chunk-sums.js';
import { ClaimSlot } from './claim-slot.js';
import { CloseChunks } from './close-chunks.js';
import { DayLimit } from './day-limit.js';
import { DraftChunks } from './draft-chunks.js';
import { FinishReversal } from './finish-reversal.js';
import { FinishSlot } from './finish-slot.js';
import { HandOutChunks } from './hand-out-chunks.js';
import { InterruptedRuns } from './interrupted-runs.js';
import { KeeperSweep } from './keeper-sweep.js';
import { Leases } from './lease.js';
import { LedgerCuts } from './ledger-cuts.js';
import { OpenChunks } from './open-chunks.js';
import { PaidMeanwhile } from './paid-meanwhile.js';
import { PayAgain } from './pay-again.js';
import { PayChunk } from './pay-chunk.js';
import { PaySlot } from './pay-slot.js';
import { PaymentOrder } from './payment-order.js';
import { PlanReversal } from './plan-reversal.js';
import { PlanSlot } from './plan-slot.js';
import { ReceiverShares } from './receiver-shares.js';
import { ReopenSlot } from './reopen-slot.js';
import { ReverseChunk } from './reverse-chunk.js';
import { SealedOrders } from './sealed-orders.js';
import { SlotRunner } from './slot-runner.js';
import { UniqueGuards } from './unique-guards.js';

const OFFERED = [KeeperSweep, PayChunk, SlotRunner];

/** Pays slots; only the worker imports it. */
@Module({
  imports: [AccountsModule, LedgerModule, QualifiersModule, SlotsModule, StakesModule, WorkersModule],
  providers: [
    ...OFFERED,
    ChunkSums,
    ClaimSlot,
    CloseChunks,
    DayLimit,
    DraftChunks,
    FinishReversal,
    FinishSlot,
    HandOutChunks,
    InterruptedRuns,
    Leases,
    LedgerCuts,
    OpenChunks,
    PaidMeanwhile,
    PayAgain,
    PaymentOrder,
    PaySlot,
    PlanReversal,
    PlanSlot,
    ReceiverShares,
    ReopenSlot,
    ReverseChunk,
    SealedOrders,
    UniqueGuards,
  ],
  exports: OFFERED,
})
export class EngineModule {}
