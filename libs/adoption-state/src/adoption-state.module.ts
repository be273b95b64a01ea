import { Module } from '@nestjs/common';
import { AdoptionState } from './adoption-state.js';

/** How far this database is adopted, to read; for every process. */
@Module({ providers: [AdoptionState], exports: [AdoptionState] })
export class AdoptionStateModule {}
