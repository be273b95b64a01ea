import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS } from '#lib/database';

/** The most that any slot may have let a stake earn. */
@Injectable()
export class LargestCap {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /**
   * Each slot is paid by the cap that was in force when it was accepted, so what is in force now may be lower.
   * @returns the cap in percent of a stake's amount
   */
  async percent(): Promise<number> {
    const [largest] = await this.connection
      .collection(COLLECTIONS.distributions)
      .aggregate<{ cap: unknown }>([{ $group: { _id: null, cap: { $max: '$rules.capPercent' } } }])
      .toArray();
    return Math.max(this.config.rosCapPercent, Number(largest?.cap ?? 0));
  }
}
