import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { UnsuitableDatabaseError } from '#lib/database';
import { AppLogger } from '#lib/observability';
import { hasOldSlots, migrateSlots } from './migrate-slots.js';
import { OrderSeals } from './orders/order-seals.js';
import { OrdersInForce, sealOldOrders } from './orders/orders-in-force.js';
import { SlotsModule } from './slots.module.js';

/**
 * Before a process works: slots of earlier versions are migrated and sealed in development; in production
 * `npm run migrate` does it.
 */
@Injectable()
class OldSlotsCheck implements OnApplicationBootstrap {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly seals: OrderSeals,
    private readonly ordersInForce: OrdersInForce,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.migrate();
    await this.seal();
  }

  private async migrate(): Promise<void> {
    if (!(await hasOldSlots(this.connection))) return;
    if (this.config.production) {
      throw new UnsuitableDatabaseError('The database holds slots of version 0.1.0: run "npm run migrate" first.');
    }
    const slots = await migrateSlots(this.connection, this.config);
    this.log.write('info', 'Slots of version 0.1.0 were migrated', { slots });
  }

  private async seal(): Promise<void> {
    if (await this.ordersInForce.noteIfSealed()) return;
    if (this.config.production) {
      throw new UnsuitableDatabaseError(
        'The database holds slots of a version that sealed none: run "npm run migrate" with ORDER_SIGNING_KEY first.',
      );
    }
    if (!this.seals.canSeal) {
      this.log.write('warn', 'Slots without a seal are not paid before the API has started, or "npm run migrate"');
      return;
    }
    const slots = await sealOldOrders(this.connection, this.seals);
    this.log.write('info', 'Slots of a version that sealed none were sealed', { slots });
  }
}

/** What an application imports that is to work on slots. */
@Module({ imports: [SlotsModule], providers: [OldSlotsCheck] })
export class OldSlotsModule {}
