import { Module } from '@nestjs/common';
import { AlertsModule } from '#lib/alerts';
import { DeclarationsModule } from '#lib/declarations';
import { IdempotencyModule } from '#lib/idempotency';
import { ReceiptsModule } from '#lib/receipts';
import { CompensationModule, ReconciliationModule } from '#lib/reconciliation';
import { SlotsModule } from '#lib/slots';
import { ChangesModule } from '../changes/changes.module.js';
import { HealthModule } from '../health/health.module.js';
import { StreamsModule } from '../streams/streams.module.js';
import { DailyProfitController } from './declaring/daily-profit.controller.js';
import { DeclarationRequests } from './declaring/declaration-requests.js';
import { DeclarationsController } from './declaring/declarations.controller.js';
import { DeclareRequests } from './declaring/declare-requests.js';
import { FailuresController } from './mending/failures.controller.js';
import { RetryController } from './mending/retry.controller.js';
import { Reversals } from './mending/reversals.js';
import { ReverseController } from './mending/reverse.controller.js';
import { PayoutsController } from './proving/payouts.controller.js';
import { ReconciliationController } from './proving/reconciliation.controller.js';
import { SharedChecks } from './proving/shared-checks.js';
import { DayQueueController } from './queueing/day-queue.controller.js';
import { QueueRequests } from './queueing/queue-requests.js';
import { TodayController } from './queueing/today.controller.js';
import { DayFeed } from './watching/day-feed.js';
import { DaysController } from './watching/days.controller.js';
import { EventsController } from './watching/events.controller.js';
import { StatusController } from './watching/status.controller.js';

/** Declaring, queueing and watching days. `today/…` and `declared` come before `:date`, which would take them. */
@Module({
  imports: [
    AlertsModule,
    ChangesModule,
    CompensationModule,
    DeclarationsModule,
    HealthModule,
    IdempotencyModule,
    ReceiptsModule,
    ReconciliationModule,
    SlotsModule,
    StreamsModule,
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
    DailyProfitController,
    DaysController,
  ],
  providers: [DayFeed, DeclarationRequests, DeclareRequests, QueueRequests, Reversals, SharedChecks],
  exports: [DayFeed],
})
export class DaysModule {}
