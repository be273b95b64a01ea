import { Module } from '@nestjs/common';
import { DeclarationsModule } from '#lib/declarations';
import { DistributionsModule } from '#lib/distributions';
import { IdempotencyModule } from '#lib/idempotency';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import { RetryController } from '../distributions/retry.controller.js';
import { StatusCache } from '../distributions/status-cache.js';
import { StatusController } from '../distributions/status.controller.js';
import { TodayController } from '../distributions/today.controller.js';
import { Changes } from './changes.js';
import { DeclarationsController } from './declarations.controller.js';

/** Declaring, queueing and watching days. `today/…` and `declared` come before `:date`, which would take them. */
@Module({
  imports: [DeclarationsModule, DistributionsModule, IdempotencyModule],
  controllers: [TodayController, StatusController, RetryController, DeclarationsController],
  providers: [Changes, ExecutionNotices, StatusCache],
  exports: [Changes, ExecutionNotices, StatusCache],
})
export class DeclarationsApiModule {}
