import { Module } from '@nestjs/common';
import { AdoptionNotices } from './adoption-notices.js';
import { AdoptionState } from './adoption-state.js';

/** How far this database is adopted, to read; for every process. */
@Module({ providers: [AdoptionState], exports: [AdoptionState] })
export class AdoptionStateModule {}

/** Says it, too: once at the start of the process. */
@Module({
  imports: [AdoptionStateModule],
  providers: [AdoptionNotices],
  exports: [AdoptionNotices, AdoptionStateModule],
})
export class AdoptionNoticesModule {}
