import { Module } from '@nestjs/common';
import { AuditModule } from '#lib/audit';
import { DeclarationsModule } from '#lib/declarations';
import { IdempotencyModule } from '#lib/idempotency';
import { HealthModule } from '../health/health.module.js';
import { Changes } from './changes.js';
import { PayoutGate } from './payout-gate.js';
import { StatusCache } from './status-cache.js';

/** What every request that changes or pays something goes through. */
@Module({
  imports: [AuditModule, DeclarationsModule, HealthModule, IdempotencyModule],
  providers: [Changes, PayoutGate, StatusCache],
  exports: [Changes, PayoutGate, StatusCache],
})
export class ChangesModule {}
