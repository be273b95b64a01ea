import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { isDuplicateKey } from '#lib/database';
import { AppLogger, Metrics } from '#lib/observability';
import type { Finding } from './alert-rules.js';
import { Alert, type AlertRule, type DeliveryStatus } from './alert.schema.js';

/** There is no such alert. */
export class AlertNotFoundError extends Error {
  readonly code = 'ALERT_NOT_FOUND';
}

/** An alert as the admin app sees it. */
export interface AlertView {
  readonly id: string;
  readonly rule: AlertRule;
  readonly message: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly raisedAt: Date;
  readonly acknowledged: boolean;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly delivery: DeliveryStatus;
}

/** Alerts as they are kept. */
@Injectable()
export class AlertStore {
  constructor(
    @InjectModel(Alert.name) private readonly alerts: Model<Alert>,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Raises what was not raised before; whoever finds it first, log line and metric come once. */
  async raise(findings: readonly Finding[], now: Date): Promise<void> {
    for (const finding of findings) {
      if (!(await this.insert(finding, now))) continue;
      this.metrics.alertsRaised.inc({ rule: finding.rule });
      this.log.write('error', `ALERT ${finding.rule}: ${finding.message}`, { alert: finding.key, ...finding.facts });
    }
  }

  /** @returns alerts, the newest first */
  async list(filter: { acknowledged?: boolean; limit: number; before?: Types.ObjectId }): Promise<AlertView[]> {
    const alerts = await this.alerts
      .find({
        ...(filter.acknowledged === undefined ? {} : { acknowledgedAt: filter.acknowledged ? { $ne: null } : null }),
        ...(filter.before === undefined ? {} : { _id: { $lt: filter.before } }),
      })
      .sort({ _id: -1 })
      .limit(filter.limit)
      .lean<Alert[]>();
    return alerts.map(toView);
  }

  /**
   * Acknowledges an alert; once more changes nothing.
   * @returns the alert, and whether this call acknowledged it @throws AlertNotFoundError
   */
  async acknowledge(
    session: ClientSession,
    id: Types.ObjectId,
    by: string,
    at: Date,
  ): Promise<{ alert: AlertView; changed: boolean }> {
    const updated = await this.alerts.updateOne(
      { _id: id, acknowledgedAt: null },
      { $set: { acknowledgedAt: at, acknowledgedBy: by } },
      { session },
    );
    const alert = await this.alerts.findById(id).session(session).lean<Alert>();
    if (alert === null) throw new AlertNotFoundError(`There is no alert ${id.toHexString()}`);
    return { alert: toView(alert), changed: updated.modifiedCount === 1 };
  }

  private async insert(finding: Finding, now: Date): Promise<boolean> {
    const deliver = this.config.alertWebhookUrl !== '';
    if ((await this.alerts.exists({ key: finding.key })) !== null) return false;
    try {
      await this.alerts.collection.insertOne({
        ...finding,
        raisedAt: now,
        acknowledgedAt: null,
        acknowledgedBy: null,
        delivery: deliver ? 'pending' : 'none',
        deliveryAttempts: 0,
        nextDeliveryAt: deliver ? now : null,
        deliveryError: null,
      });
      return true;
    } catch (error) {
      // Another process found it in the same moment.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

export function toView(alert: Alert): AlertView {
  return {
    id: alert._id.toHexString(),
    rule: alert.rule,
    message: alert.message,
    date: alert.date,
    slotNumber: alert.slotNumber,
    facts: alert.facts,
    raisedAt: alert.raisedAt,
    acknowledged: alert.acknowledgedAt !== null,
    acknowledgedAt: alert.acknowledgedAt,
    acknowledgedBy: alert.acknowledgedBy,
    delivery: alert.delivery,
  };
}
