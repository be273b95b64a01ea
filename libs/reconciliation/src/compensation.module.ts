import { Module } from '@nestjs/common';
import { AuditModule } from '#lib/audit';
import { SlotJobsModule, SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { Compensation } from './compensation.js';
import { ReconciliationModule } from './reconciliation.module.js';

/** Has paid what the proof finds missing. */
@Module({
  imports: [AuditModule, ReconciliationModule, SlotJobsModule, SlotsModule, WorkersModule],
  providers: [Compensation],
  exports: [Compensation],
})
export class CompensationModule {}
