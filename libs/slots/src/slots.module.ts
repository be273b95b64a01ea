import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LedgerModule } from '#lib/ledger';
import { WorkersModule } from '#lib/workers';
import { AddedChunks } from './added-chunks.js';
import { AwaitEnd } from './await-end.js';
import { StoredChunk, StoredChunkSchema } from './chunk.schema.js';
import { StoredProofHead, StoredProofHeadSchema } from './closing/proof-head.schema.js';
import { ProofHeads } from './closing/proof-head.js';
import { UnclosedSlots } from './closing/unclosed-slots.js';
import { DailyReport } from './daily-report.js';
import { DayEntries } from './day-entries.js';
import { StoredSlot, StoredSlotSchema } from './slot.schema.js';
import { LegacySlots } from './legacy-slots.js';
import { OrderSeals } from './orders/order-seals.js';
import { OrdersInForce } from './orders/orders-in-force.js';
import { FrozenReceivers } from './receivers-digest.js';
import { RecordFailure, RecordFailureSchema } from './record-failure.schema.js';
import { RecordFailures } from './record-failures.js';
import { SlotDetails } from './slot-detail.js';
import { SlotOutcomes } from './slot-outcomes.js';
import { SlotOverview } from './slot-overview.js';
import { SlotStore } from './slot-store.js';
import { SlotProgressReader } from './slot-view.js';

const DOCUMENTS = MongooseModule.forFeature([
  { name: StoredSlot.name, schema: StoredSlotSchema },
  { name: StoredChunk.name, schema: StoredChunkSchema },
  { name: RecordFailure.name, schema: RecordFailureSchema },
  { name: StoredProofHead.name, schema: StoredProofHeadSchema },
]);

const OFFERED = [
  AddedChunks,
  AwaitEnd,
  DailyReport,
  DayEntries,
  FrozenReceivers,
  LegacySlots,
  OrderSeals,
  OrdersInForce,
  ProofHeads,
  RecordFailures,
  SlotDetails,
  SlotOutcomes,
  SlotOverview,
  SlotProgressReader,
  SlotStore,
  UnclosedSlots,
];

/** The documents of slots and chunks, and what reads and writes them. */
@Module({ imports: [DOCUMENTS, LedgerModule, WorkersModule], providers: OFFERED, exports: [DOCUMENTS, ...OFFERED] })
export class SlotsModule {}
