import { Module } from '@nestjs/common';
import { AccountsModule } from '#lib/accounts';
import { AuditModule } from '#lib/audit';
import { AuthModule } from '#lib/auth';
import { DeclarationsModule } from '#lib/declarations';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { ReceiptsModule } from '#lib/receipts';
import { IdempotencyModule } from '#lib/idempotency';
import { CompensationModule, ReconciliationModule } from '#lib/reconciliation';
import { DayFeed } from '../distributions/day-feed.js';
import { DayQueueController } from '../distributions/day-queue.controller.js';
import { Downloads } from '../distributions/downloads.js';
import { EventsController } from '../distributions/events.controller.js';
import { ExecutionNotices } from '../distributions/execution-notice.js';
import { QueueRequests } from '../distributions/queue-requests.js';
import { FailuresController } from '../distributions/failures.controller.js';
import { PayoutsController } from '../distributions/payouts.controller.js';
import { ReconciliationController } from '../distributions/reconciliation.controller.js';
import { RetryController } from '../distributions/retry.controller.js';
import { Reversals } from '../distributions/reversals.js';
import { ReverseController } from '../distributions/reverse.controller.js';
import { SharedChecks } from '../distributions/shared-checks.js';
import { SharedLooks } from '../distributions/shared-looks.js';
import { StatusCache } from '../distributions/status-cache.js';
import { StatusController } from '../distributions/status.controller.js';
import { TodayController } from '../distributions/today.controller.js';
import { WatcherSession } from '../distributions/watcher-session.js';
import { WatcherStreams } from '../distributions/watcher-streams.js';
import { Changes } from './changes.js';
import { DailyProfitController } from './daily-profit.controller.js';
import { DeclarationRequests } from './declaration-requests.js';
import { DeclareRequests } from './declare-requests.js';
import { DeclarationsController } from './declarations.controller.js';
import { PayoutGate } from './payout-gate.js';
import { PoolController } from './pool.controller.js';
import { PoolRequests } from './pool-requests.js';

/** Declaring, queueing and watching days. `today/…` and `declared` come before `:date`, which would take them. */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    AuthModule,
    DeclarationsModule,
    SlotsModule,
    IdempotencyModule,
    ReceiptsModule,
    ReconciliationModule,
    CompensationModule,
    WorkersModule,
  ],
  controllers: [
    TodayController,
    DayQueueController,
    EventsController,
    FailuresController,
    PayoutsController,
    StatusController,
    RetryController,
    ReverseController,
    ReconciliationController,
    DeclarationsController,
    PoolController,
    DailyProfitController,
  ],
  providers: [
    Changes,
    DeclarationRequests,
    DeclareRequests,
    Downloads,
    ExecutionNotices,
    PayoutGate,
    PoolRequests,
    QueueRequests,
    Reversals,
    SharedChecks,
    SharedLooks,
    StatusCache,
    DayFeed,
    WatcherSession,
    WatcherStreams,
  ],
  exports: [Changes, DayFeed, Downloads, ExecutionNotices, PayoutGate, SharedLooks, StatusCache, WatcherStreams],
})
export class DeclarationsApiModule {}
