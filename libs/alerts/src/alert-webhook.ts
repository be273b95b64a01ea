import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { AppLogger, Metrics } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import { toView } from './alert-store.js';
import { Alert } from './alert.schema.js';

/** The receiver has this long to answer. */
const ANSWER_MS = 5_000;
/** One delivery at a time; a process that dies while it delivers is followed by another after this. */
const CLAIM_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 3_600_000;
const MAX_ATTEMPTS = 20;

const AGAIN_LATER = 'An alert could not be delivered; again later';

/**
 * POSTs alerts to ALERT_WEBHOOK_URL, signed with HMAC-SHA256 over `<X-Alert-Timestamp>.<body>` in `X-Alert-Signature`
 * (`sha256=<hex>`), again and again until the receiver answers 2xx. A receiver may get an alert twice: `id` tells.
 */
@Injectable()
export class AlertWebhook {
  constructor(
    @InjectModel(Alert.name) private readonly alerts: Model<Alert>,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
    private readonly log: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Delivers what is due now, up to the first failure: a receiver that hangs must not hold up the next look for long. */
  async deliverDue(): Promise<void> {
    if (this.config.alertWebhookUrl === '') return;
    for (let alert = await this.claim(); alert !== null; alert = await this.claim()) {
      const problem = await this.post(alert);
      if (problem !== null) return this.failed(alert, problem);
      await this.delivered(alert);
    }
  }

  private async claim(): Promise<Alert | null> {
    const now = this.clock.now().getTime();
    return this.alerts
      .findOneAndUpdate(
        { delivery: 'pending', nextDeliveryAt: { $lte: new Date(now) } },
        { $set: { nextDeliveryAt: new Date(now + CLAIM_MS) }, $inc: { deliveryAttempts: 1 } },
        { returnDocument: 'after', sort: { nextDeliveryAt: 1 } },
      )
      .lean<Alert>();
  }

  /** @returns what went wrong, or null */
  private async post(alert: Alert): Promise<string | null> {
    const body = JSON.stringify({ type: 'alert', ...toView(alert), delivery: undefined });
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1_000));
    const { url, authorization } = receiverAt(this.config.alertWebhookUrl);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          ...authorization,
          'content-type': 'application/json',
          'x-alert-timestamp': timestamp,
          'x-alert-signature': signature(this.config.alertWebhookSecret, timestamp, body),
        },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.body?.cancel();
      return response.ok ? null : `the receiver answered ${response.status}`;
    } catch (error) {
      return error instanceof Error
        ? `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`
        : String(error);
    }
  }

  private async delivered(alert: Alert): Promise<void> {
    await this.alerts.updateOne(
      { _id: alert._id },
      { $set: { delivery: 'delivered', nextDeliveryAt: null, deliveryError: null } },
    );
    this.log.succeeded(AGAIN_LATER, { alert: alert.key });
  }

  private async failed(alert: Alert, problem: string): Promise<void> {
    this.metrics.webhookFailures.inc();
    const last = alert.deliveryAttempts >= MAX_ATTEMPTS;
    if (last) {
      this.log.write('error', 'An alert could not be delivered; given up', {
        ...{ alert: alert.key, attempt: alert.deliveryAttempts, problem },
      });
    } else this.log.failureAgain(AGAIN_LATER, problem, { alert: alert.key });
    const delay = Math.min(FIRST_RETRY_MS * 2 ** (alert.deliveryAttempts - 1), LONGEST_RETRY_MS);
    await this.alerts.updateOne(
      { _id: alert._id },
      {
        $set: {
          delivery: last ? 'failed' : 'pending',
          nextDeliveryAt: last ? null : new Date(this.clock.now().getTime() + delay),
          deliveryError: problem,
        },
      },
    );
  }
}

/** `fetch` refuses an address with a user and a password in it, and quotes them: they go into a header. Pure. */
export function receiverAt(address: string): { url: string; authorization: Readonly<Record<string, string>> } {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { url: address, authorization: {} };
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return {
    url: url.href,
    authorization: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  };
}

/** `sha256=` and the hex HMAC of `<timestamp>.<body>`. Pure. */
export function signature(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
