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
    const largest = await this.connection
      .collection<{ rules: { capPercent: number } }>(COLLECTIONS.distributions)
      .findOne(
        { 'rules.capPercent': { $gt: 0 } },
        { sort: { 'rules.capPercent': -1 }, projection: { 'rules.capPercent': 1 } },
      );
    return Math.max(this.config.rosCapPercent, Number(largest?.rules.capPercent ?? 0));
  }
}
