import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { PHASES } from '#lib/slots';

const COUNTER = 'payment-order';

/** The order in which money is paid, whichever worker pays it: a user's history follows it. */
@Injectable()
export class PaymentOrder {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * @param at the present, by the database's clock
   * @returns a number above every one that was given before, with room for one number for each phase, and not below `at` in milliseconds, so that it can be
   *   compared with the instants of entries that other services wrote
   */
  async next(at: Date): Promise<number> {
    const counters = this.connection.collection<{ _id: string; value: number }>(COLLECTIONS.executionControls);
    const counter = await counters.findOneAndUpdate(
      { _id: COUNTER },
      [{ $set: { value: { $max: [{ $add: ['$value', PHASES.length] }, at.getTime()] } } }],
      { upsert: true, returnDocument: 'after' },
    );
    if (counter === null) throw new Error('The order of payments could not be counted on');
    return Number(counter.value);
  }
}
