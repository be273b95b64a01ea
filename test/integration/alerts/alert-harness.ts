import type { INestApplicationContext } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AlertWatch, AlertsModule, type AlertRule } from '#lib/alerts';
import { ConfigModule } from '#lib/config';
import { COLLECTIONS, DatabaseModule } from '#lib/database';
import { Metrics, ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import { AlertTimer } from '../../../libs/alerts/src/alert-timer.js';
import { usdt } from '../../support/builders.js';
import { ownEnvironment, type OwnEnvironment } from '../../support/own-environment.js';

@Module({ imports: [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule, AlertsModule] })
class WatchingModule {}

/** An alert as it is stored. */
export interface AlertRecord {
  readonly _id: Types.ObjectId;
  readonly key: string;
  readonly rule: AlertRule;
  readonly message: string;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly resolvedAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly delivery: string;
  readonly deliveryAttempts: number;
  readonly nextDeliveryAt: Date | null;
  readonly deliveryError: string | null;
}

/** Watchers of one system, each as a process of its own would be; slots and workers are put in by the test. */
export class AlertHarness {
  private constructor(
    readonly environment: OwnEnvironment,
    readonly watchers: readonly INestApplicationContext[],
  ) {}

  /** @param environment variables of the product */
  static async start(
    name: string,
    environment: Readonly<Record<string, string>> = {},
    { watchers = 1 }: { watchers?: number } = {},
  ): Promise<AlertHarness> {
    const before = { ...process.env };
    try {
      const own = ownEnvironment(name, environment);
      const contexts: INestApplicationContext[] = [];
      for (let count = 0; count < watchers; count += 1) {
        const context = await NestFactory.createApplicationContext(WatchingModule, {
          logger: false,
          abortOnError: false,
        });
        // The timer must not look by itself while a test counts.
        await context.get(AlertTimer, { strict: false }).beforeApplicationShutdown();
        contexts.push(context);
      }
      return new AlertHarness(own, contexts);
    } finally {
      process.env = before;
    }
  }

  async stop(): Promise<void> {
    await this.connection.dropDatabase();
    for (const watcher of this.watchers) await watcher.close();
  }

  /** A service of the first watcher. */
  get<T>(token: abstract new (...args: never[]) => T, watcher = this.watchers[0]): T {
    if (watcher === undefined) throw new Error('there is no watcher');
    return watcher.get<T>(token, { strict: false });
  }

  get connection(): Connection {
    return this.watchers[0]!.get<Connection>(getConnectionToken(), { strict: false });
  }

  /** Every watcher looks, all at once. */
  async look(): Promise<void> {
    await Promise.all(this.watchers.map((watcher) => this.get(AlertWatch, watcher).look()));
  }

  /** Forgets slots and alerts; a worker lives. */
  async clear(): Promise<void> {
    for (const name of ['distributions', 'alerts', 'workers'] as const) {
      await this.connection.collection(COLLECTIONS[name]).deleteMany({});
    }
    await this.workerSeen(new Date());
  }

  async workerSeen(lastHeartbeat: Date): Promise<void> {
    await this.connection
      .collection<{ _id: string }>(COLLECTIONS.workers)
      .updateOne(
        { _id: 'worker-1' },
        { $set: { version: '0.0.0', startedAt: lastHeartbeat, lastHeartbeat } },
        { upsert: true },
      );
  }

  async insertSlot(slot: object): Promise<void> {
    await this.connection.collection(COLLECTIONS.distributions).insertOne(slot);
  }

  async alerts(): Promise<AlertRecord[]> {
    return this.connection.collection<AlertRecord>(COLLECTIONS.alerts).find({}).sort({ key: 1 }).toArray();
  }

  /** Lets the time until the next delivery pass, or begin anew. */
  async deliveriesAreDue(at = new Date(0)): Promise<void> {
    await this.connection
      .collection(COLLECTIONS.alerts)
      .updateMany({ delivery: 'pending' }, { $set: { nextDeliveryAt: at } });
  }

  /** How often a rule was counted, by all watchers together. */
  async counted(rule: AlertRule): Promise<number> {
    const counts = await Promise.all(
      this.watchers.map(async (watcher) => (await this.get(Metrics, watcher).alertsRaised.get()).values),
    );
    return counts.flat().reduce((sum, { labels, value }) => sum + (labels['rule'] === rule ? value : 0), 0);
  }
}

const HOUR_MS = 3_600_000;

/** A slot of 1% ROS that ended well and paid all of its 10 stakes; tests break single fields. */
export function aSlot(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = new Date();
  const then = new Date(now.getTime() - HOUR_MS);
  return {
    _id: new Types.ObjectId(),
    key: '2026-02-12/slot-1',
    kind: 'slot',
    date: '2026-02-12',
    slotNumber: 1,
    status: 'COMPLETED',
    rosPercentage: usdt('1'),
    premiumPoolAmount: usdt('0'),
    performancePoolAmount: usdt('0'),
    scheduledFor: then,
    revision: 0,
    attempts: 1,
    startedAt: then,
    executedAt: now,
    executionTimeMs: 5,
    run: aRun(fields['status'] ?? 'COMPLETED', then),
    plan: {
      ...{ at: then, active: 10, stakes: 10, activatedLater: 0, withoutActivation: 0 },
      ...{ premiumQualifiers: 0, performanceQualifiers: 0, tookMs: 1 },
    },
    totals: null,
    usersProcessed: 10,
    processedStakes: 10,
    totalDistributed: usdt('10'),
    errors: 0,
    reason: null,
    error: null,
    createdAt: then,
    updatedAt: now,
    ...fields,
  };
}

/** A run as a slot in this status has one, leased until long ago and getting on now. */
function aRun(status: unknown, requestedAt: Date): Record<string, unknown> {
  const state = status === 'PENDING' ? 'REQUESTED' : status === 'EXECUTING' ? 'EXECUTING' : 'ENDED';
  return { kind: 'schedule', state, requestedAt, requestedBy: null, leaseUntil: requestedAt, progressAt: new Date() };
}
