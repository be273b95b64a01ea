import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger } from '#lib/observability';
import { Alert } from './alert.schema.js';

const MS_PER_DAY = 86_400_000;
const EVERY_MS = 3_600_000;
/** Deleted at a time: the rest goes with the next looks. */
const AT_ONCE = 1_000;

/** Deletes alerts that somebody has acknowledged long ago, where ALERT_RETENTION_DAYS says so. */
@Injectable()
export class AlertRetention {
  private nextAt = Number.NEGATIVE_INFINITY;

  constructor(
    @InjectModel(Alert.name) private readonly alerts: Model<Alert>,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /** Once an hour, or again at the next look while there is more. @returns how many were deleted */
  async forget(now: Date): Promise<number> {
    const days = this.config.alertRetentionDays;
    if (days === 0 || performance.now() < this.nextAt) return 0;
    const before = new Date(now.getTime() - days * MS_PER_DAY);
    const old = await this.alerts
      .find({ acknowledgedAt: { $gt: new Date(0), $lt: before }, delivery: { $ne: 'pending' } })
      .select({ _id: 1 })
      .limit(AT_ONCE)
      .lean<Pick<Alert, '_id'>[]>();
    if (old.length < AT_ONCE) this.nextAt = performance.now() + EVERY_MS;
    if (old.length === 0) return 0;
    const { deletedCount } = await this.alerts.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
    this.log.write('info', 'Acknowledged alerts were deleted', { alerts: deletedCount, before });
    return deletedCount;
  }
}
