import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '#lib/accounts';
import { LedgerModule } from '#lib/ledger';
import { QualifiersModule } from '#lib/qualifiers';
import { StakesModule } from '#lib/stakes';
import { AwaitEnd } from './await-end.js';
import { Chunk, ChunkSchema } from './chunk.schema.js';
import { ClaimSlot } from './claim-slot.js';
import { Distribution, DistributionSchema } from './distribution.schema.js';
import { EnqueueSlots } from './enqueue-slots.js';
import { ExecutionControl, ExecutionSwitch, ExecutionSwitchSchema } from './execution-control.js';
import { RecordFailure, RecordFailureSchema } from './failure.schema.js';
import { FinishSlot } from './finish-slot.js';
import { HandOutChunks } from './hand-out-chunks.js';
import { Interruptions } from './interruptions.js';
import { KeeperSweep } from './keeper-sweep.js';
import { Leases } from './lease.js';
import { PayChunk } from './pay-chunk.js';
import { PaySlot } from './pay-slot.js';
import { PlanSlot } from './plan-slot.js';
import { QueueSlots } from './queue-slots.js';
import { RecordFailures } from './record-failures.js';
import { SecondChances } from './second-chances.js';
import { SlotOutcomes } from './slot-outcomes.js';
import { SlotOverview } from './slot-overview.js';
import { SlotRunner } from './slot-runner.js';
import { SlotProgressReader } from './slot-view.js';
import { WorkerIdentity } from './worker-identity.js';
import { WorkerRecord, WorkerRecordSchema, WorkerRegistry } from './worker-registry.js';

const OFFERED = [
  AwaitEnd,
  EnqueueSlots,
  ExecutionControl,
  KeeperSweep,
  PayChunk,
  QueueSlots,
  RecordFailures,
  SecondChances,
  SlotOutcomes,
  SlotOverview,
  SlotProgressReader,
  SlotRunner,
  WorkerIdentity,
  WorkerRegistry,
];

@Module({
  imports: [
    AccountsModule,
    LedgerModule,
    QualifiersModule,
    StakesModule,
    MongooseModule.forFeature([
      { name: Distribution.name, schema: DistributionSchema },
      { name: Chunk.name, schema: ChunkSchema },
      { name: RecordFailure.name, schema: RecordFailureSchema },
      { name: ExecutionSwitch.name, schema: ExecutionSwitchSchema },
      { name: WorkerRecord.name, schema: WorkerRecordSchema },
    ]),
  ],
  providers: [...OFFERED, ClaimSlot, FinishSlot, HandOutChunks, Interruptions, Leases, PaySlot, PlanSlot],
  exports: OFFERED,
})
export class DistributionsModule {}
