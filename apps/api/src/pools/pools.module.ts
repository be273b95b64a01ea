import { Module } from '@nestjs/common';
import { DeclarationsModule } from '#lib/declarations';
import { ChangesModule } from '../changes/changes.module.js';
import { PoolController } from './pool.controller.js';
import { PoolRequests } from './pool-requests.js';

/** Declaring and paying pools. */
@Module({
  imports: [ChangesModule, DeclarationsModule],
  controllers: [PoolController],
  providers: [PoolRequests],
})
export class PoolsModule {}
