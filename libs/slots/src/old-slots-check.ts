import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { UnsuitableDatabaseError } from '#lib/database';
import { AppLogger } from '#lib/observability';
import { hasOldSlots, migrateSlots } from './migrate-slots.js';

/** Before a process works: slots of version 0.1.0 are migrated in development; in production `npm run migrate` does it. */
@Injectable()
class OldSlotsCheck implements OnApplicationBootstrap {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!(await hasOldSlots(this.connection))) return;
    if (this.config.production) {
      throw new UnsuitableDatabaseError('The database holds slots of version 0.1.0: run "npm run migrate" first.');
    }
    const slots = await migrateSlots(this.connection, this.config);
    this.log.write('info', 'Slots of version 0.1.0 were migrated', { slots });
  }
}

/** What an application imports that is to work on slots. */
@Module({ providers: [OldSlotsCheck] })
export class OldSlotsModule {}
