import { Module } from '@nestjs/common';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { OldDays } from './old-days.js';
import { OldSlotRecords } from './old-slot-records.js';
import { OldPlatformReader } from './old-platform-reader.js';

@Module({
  imports: [SlotsModule, WorkersModule],
  providers: [OldDays, OldPlatformReader, OldSlotRecords],
  exports: [OldDays],
})
export class OldDaysModule {}
