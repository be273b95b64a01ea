import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AuditModule } from '#lib/audit';
import { LedgerModule } from '#lib/ledger';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { CheckProofs } from './check-proofs.js';
import { CloseSlots } from './close-slots.js';
import { StoredProof, StoredProofBlock, StoredProofBlockSchema, StoredProofSchema } from './proof.schema.js';
import { Proofs } from './proofs.js';
import { Receipts } from './receipts.js';

/** Trees, the chain of proofs, and receipts (docs/specification.md 3.9). */
@Module({
  imports: [
    AuditModule,
    LedgerModule,
    SlotsModule,
    WorkersModule,
    MongooseModule.forFeature([
      { name: StoredProof.name, schema: StoredProofSchema },
      { name: StoredProofBlock.name, schema: StoredProofBlockSchema },
    ]),
  ],
  providers: [CheckProofs, CloseSlots, Proofs, Receipts],
  exports: [CheckProofs, CloseSlots, Proofs, Receipts],
})
export class ReceiptsModule {}
