import { Module } from '@nestjs/common';
import { WorkersModule } from '#lib/workers';
import { SlotJobs } from './slot-jobs.js';

/** Gives slots to Redis; whoever imports it needs the queues. */
@Module({ imports: [WorkersModule], providers: [SlotJobs], exports: [SlotJobs] })
export class SlotJobsModule {}
