import { OldDaysModule } from '#lib/adoption';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { Types, type Connection, type mongo } from 'mongoose';
import { parseCalendarDate } from '#lib/calendar';
import { ConfigModule } from '#lib/config';
import { DatabaseModule, runInTransaction } from '#lib/database';
import { EngineModule } from '#lib/engine';
import { SlotJobs, SlotStore, type NewSlot, type Slot } from '#lib/slots';
import { NO_POOLS, ZERO_RATE, type PerPool, type Money } from '#lib/money';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule } from '#lib/queues';
import {
  CompensationModule,
  Reconciliation,
  ReconciliationModule,
  type CheckId,
  type ReconciliationReport,
} from '#lib/reconciliation';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { Lifecycle } from '../../../apps/worker/src/lifecycle.js';
import { ownEnvironment } from '../../support/own-environment.js';
import { forgetProofs } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';

@Module({
  imports: [
    ConfigModule,
    ObservabilityModule,
    DatabaseModule,
    QueuesModule,
    ReconciliationModule,
    CompensationModule,
    EngineModule,
    OldDaysModule,
  ],
})
class BooksModule {}

/** A slot as a test asks for it; what is left out is nothing. */
type AskedSlot = Partial<Omit<NewSlot, 'pools'>> & { readonly pools?: Partial<PerPool<Money>> };

export const DATE = parseCalendarDate('2026-02-12');
const COPIED = [
  'users',
  'stakes',
  'transactions',
  'distributions',
  'distributionchunks',
  'distributionfailures',
] as const;
type Collection = (typeof COPIED)[number];

/** A database of the test file's own, a worker in this process, and the books to prove and to break. */
export class PaidDay {
  private worker: INestApplicationContext | null = null;
  private copy: ReadonlyMap<Collection, mongo.Document[]> = new Map();

  private constructor(
    private readonly app: INestApplicationContext,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(name: string, overrides: Readonly<Record<string, string>> = {}): Promise<PaidDay> {
    const environment = ownEnvironment(name, { CHUNK_SIZE: '5', DISTRIBUTION_TIMEZONE: 'UTC', ...overrides });
    const app = await NestFactory.createApplicationContext(BooksModule, { logger: false, abortOnError: false });
    await app.init();
    const day = new PaidDay(app, environment);
    return day;
  }

  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(token, { strict: false });
  }

  get connection(): Connection {
    return this.app.get<Connection>(getConnectionToken(), { strict: false });
  }

  collection(name: Collection | 'workers' | 'auditlog' | 'executioncontrols') {
    return this.connection.collection(name);
  }

  async startWorker(): Promise<void> {
    this.worker = await createWorker();
    this.worker.get(Lifecycle).start();
  }

  /** Kills nothing: the worker finishes what it does and leaves. */
  async stopWorker(): Promise<void> {
    await this.worker?.close();
    this.worker = null;
  }

  async insert(collection: 'users' | 'stakes', ...documents: readonly object[]): Promise<void> {
    await this.connection.collection(collection).insertMany([...documents]);
  }

  /** Accepts distributions of DATE, due a second ago unless told otherwise, and gives them to the worker. */
  async queue(...slots: readonly AskedSlot[]): Promise<Slot[]> {
    const now = Date.now();
    const accepted = await runInTransaction(this.connection, (session) =>
      this.get(SlotStore).accept(
        session,
        slots.map(({ pools, ...slot }, index) => ({
          kind: 'slot',
          date: DATE,
          slotNumber: index + 1,
          rate: ZERO_RATE,
          pools: { ...NO_POOLS, ...pools },
          scheduledFor: new Date(now - 1_000 + index),
          ...slot,
        })),
        'ann@example.com',
      ),
    );
    await this.get(SlotJobs).enqueue(accepted);
    return accepted;
  }

  /** Queues them and waits until all have ended. */
  async pay(...slots: readonly AskedSlot[]): Promise<Slot[]> {
    return this.ended(await this.queue(...slots));
  }

  async ended(slots: readonly Slot[]): Promise<Slot[]> {
    return until('all ended', async () => {
      const now = await Promise.all(slots.map(({ _id }) => this.get(SlotStore).byId(_id)));
      const ended = now.filter(
        (slot) => slot !== null && ['COMPLETED', 'FAILED'].includes(slot.status) && slot.run.state === 'ENDED',
      );
      return ended.length === slots.length ? (ended as Slot[]) : null;
    });
  }

  async check(): Promise<ReconciliationReport> {
    return this.get(Reconciliation).check(DATE);
  }

  /** @returns the names of the checks that do not hold */
  async broken(): Promise<CheckId[]> {
    return failing(await this.check());
  }

  /** Remembers the collections as they are, for tests that break them by hand. */
  async remember(): Promise<void> {
    await forgetProofs(this.connection);
    const copies = await Promise.all(COPIED.map((name) => this.collection(name).find().toArray()));
    this.copy = new Map(COPIED.map((name, index) => [name, copies[index] ?? []]));
  }

  /** Puts the collections back to what was remembered. */
  async restore(): Promise<void> {
    for (const [name, documents] of this.copy) {
      await this.collection(name).deleteMany({});
      if (documents.length > 0) await this.collection(name).insertMany(documents);
    }
  }

  async stop(): Promise<void> {
    await this.stopWorker();
    await this.connection.dropDatabase();
    await this.app.close();
  }
}

export function failing(report: ReconciliationReport): CheckId[] {
  return report.checks.filter(({ holds }) => !holds).map(({ id }) => id);
}

/** `id(7)`: ids in a known order. */
export function id(number: number): Types.ObjectId {
  return new Types.ObjectId(number.toString(16).padStart(24, '0'));
}
