import { Module } from '@nestjs/common';
import { AlertsModule } from '#lib/alerts';
import { DeclarationsModule } from '#lib/declarations';
import { WorkersModule } from '#lib/workers';
import { CronModule } from '../cron/cron.module.js';
import { DaysModule } from '../days/days.module.js';
import { StreamsModule } from '../streams/streams.module.js';
import { ConsoleEventsController } from './console-events.controller.js';
import { ConsoleFeed } from './console-feed.js';

/** What happens, as the console follows it. */
@Module({
  imports: [AlertsModule, CronModule, DaysModule, DeclarationsModule, StreamsModule, WorkersModule],
  controllers: [ConsoleEventsController],
  providers: [ConsoleFeed],
})
export class EventsModule {}
