import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';

/** When the next slot is due. */
@Injectable()
export class NextDue {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the instant of the first slot that waits for its time after `now`, or null */
  async after(now: Date): Promise<Date | null> {
    const next = await this.connection
      .collection<{ scheduledFor: Date }>(COLLECTIONS.distributions)
      .findOne(
        { status: 'PENDING', scheduledFor: { $gt: now } },
        { sort: { scheduledFor: 1 }, projection: { _id: 0, scheduledFor: 1 } },
      );
    return next?.scheduledFor ?? null;
  }
}
