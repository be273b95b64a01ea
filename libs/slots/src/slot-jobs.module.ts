import { Module } from '@nestjs/common';
import { SlotJobs } from './slot-jobs.js';

/** Gives slots to Redis; whoever imports it needs the queues. */
@Module({ providers: [SlotJobs], exports: [SlotJobs] })
export class SlotJobsModule {}
