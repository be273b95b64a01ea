import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { SAFE } from '#lib/database';
import { ApiClient } from '../product/api-client.js';
import type { LocalProduct } from '../product/local-product.js';
import type { ProductProcess, StartOptions } from '../product/product-process.js';
import { DEMO_SIGN_IN } from '../seeding/seed-data.js';
import { zoneWithoutMidnight } from '../demo/quiet-zone.js';
import { ROS_PERCENTAGE } from './payouts.js';

const API = '/api/v1';
const DAYS = '/admin/daily-declaration-returns';
const TODAY = `${DAYS}/today`;
/** As the admin web app asks for it. */
export const TODAY_STATUS = `${API}${TODAY}/status`;
export const CRON_STATUS = `${API}/admin/cron/status`;
/** Slots that are run one by one wait until then. */
const LATER_MS = 150 * 60_000;
/** Longer than any bench: the platform's midnight must not fall into it. */
const BENCH_MINUTES = 300;
const LOOK_EVERY_MS = 250;

/** What MongoDB knows of a slot. */
export interface SlotRecord {
  readonly _id: mongo.ObjectId;
  readonly slotNumber: number;
  readonly status: string;
  readonly error: string | null;
  readonly scheduledFor: Date;
  readonly executedAt: Date;
  readonly executionTimeMs: number;
  readonly plan: { readonly at: Date; readonly tookMs: number } | null;
  readonly processedStakes: number;
}

/** A seeded system of its own: database, API and worker. */
export class BenchDay {
  private constructor(
    readonly stakes: number,
    readonly environment: Readonly<Record<string, string>>,
    readonly url: string,
    readonly admin: ApiClient,
    readonly api: ProductProcess,
    public worker: ProductProcess,
    private readonly product: LocalProduct,
    private readonly client: mongo.MongoClient,
  ) {}

  static async start(product: LocalProduct, stakes: number): Promise<BenchDay> {
    const environment = product.ownEnvironment('bench', {
      PORT: '0',
      LOG_LEVEL: 'info',
      RATE_LIMIT_PER_MINUTE: '1000000',
      ACCESS_TOKEN_MINUTES: '1440',
      DISTRIBUTION_TIMEZONE: zoneWithoutMidnight(new Date(), BENCH_MINUTES),
    });
    await product.seed(environment, { users: Math.max(2, Math.ceil(stakes / 3)), stakes });
    const api = await product.run('api', environment);
    const worker = await product.run('worker', environment);
    const url = `http://127.0.0.1:${api.port}`;
    const admin = new ApiClient(url, DEMO_SIGN_IN.admin.totpSecret);
    await admin.signIn(DEMO_SIGN_IN.admin.email, DEMO_SIGN_IN.admin.password);
    const client = await mongo.MongoClient.connect(environment['MONGODB_URI'] ?? '', SAFE);
    return new BenchDay(stakes, environment, url, admin, api.process, worker.process, product, client);
  }

  get db(): mongo.Db {
    return this.client.db();
  }

  get uri(): string {
    return this.environment['MONGODB_URI'] ?? '';
  }

  get headers(): Readonly<Record<string, string>> {
    return { authorization: this.admin.authorization };
  }

  /** @returns the address of what there is for this day, as `reconciliation` */
  async addressOf(what: string): Promise<string> {
    const { today } = await this.admin.get<{ today: string }>(`${TODAY}/status`);
    return `${this.url}${API}${DAYS}/${today}/${what}`;
  }

  /** Another worker in place of the one that runs, configured otherwise. */
  async restartWorker(overrides: Readonly<Record<string, string>>, options: StartOptions = {}): Promise<void> {
    await this.worker.stop();
    this.worker = (await this.product.run('worker', { ...this.environment, ...overrides }, options)).process;
  }

  /** Queues today as ROS slots. @returns how long the answer took, in milliseconds */
  async queue(instants: readonly Date[], values: Readonly<Record<string, number>>): Promise<number> {
    const body = {
      multiSlotEnabled: true,
      distributionSlots: instants.map((instant, index) => ({
        slotNumber: index + 1,
        ...values,
        scheduledFor: instant.toISOString(),
      })),
    };
    const started = performance.now();
    await this.admin.change('POST', `${TODAY}/queue`, body);
    return performance.now() - started;
  }

  /** Queues today as ROS slots, to be run one by one by `runSlot`. */
  async queueLater(count: number): Promise<void> {
    const later = Date.now() + LATER_MS;
    await this.queue(
      Array.from({ length: count }, (_, index) => new Date(later + index * 1_000)),
      { rosPercentage: ROS_PERCENTAGE },
    );
  }

  /** Moves a slot to now. @returns it when it is COMPLETED @throws if it FAILED */
  async runSlot(slotNumber: number): Promise<SlotRecord> {
    const scheduledFor = new Date(Date.now() + 1_000).toISOString();
    await this.admin.change('PATCH', `${TODAY}/queue/${slotNumber}`, { scheduledFor });
    const [slot] = await this.ended({ slotNumber });
    if (slot === undefined) throw new Error(`no slot ${slotNumber}`);
    return slot;
  }

  /** Waits until all slots since an instant have ended. @returns them in order @throws if one FAILED */
  async slots(since: Date): Promise<SlotRecord[]> {
    return this.ended({ scheduledFor: { $gte: since } });
  }

  private async ended(filter: mongo.Filter<SlotRecord>): Promise<SlotRecord[]> {
    for (;;) {
      const slots = await this.db
        .collection<SlotRecord>('distributions')
        .find(filter)
        .sort({ scheduledFor: 1 })
        .toArray();
      const failed = slots.find(({ status }) => status === 'FAILED');
      if (failed !== undefined) throw new Error(`a slot FAILED: ${failed.error}`);
      if (slots.length > 0 && slots.every(({ status }) => status === 'COMPLETED')) return slots;
      await pause(LOOK_EVERY_MS);
    }
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.worker.stop();
    await this.api.stop();
  }
}
