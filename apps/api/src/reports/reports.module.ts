import { Module } from '@nestjs/common';
import { DeclarationsModule } from '#lib/declarations';
import { SlotsModule } from '#lib/slots';
import { StreamsModule } from '../streams/streams.module.js';
import { ReportsController } from './reports.controller.js';

/** What was paid, day by day. */
@Module({
  imports: [DeclarationsModule, SlotsModule, StreamsModule],
  controllers: [ReportsController],
})
export class ReportsModule {}
