import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { ApiClient } from '../product/api-client.js';
import type { LocalProduct } from '../product/local-product.js';
import type { ProductProcess } from '../product/product-process.js';
import { DEMO_SIGN_IN } from '../seeding/seed-data.js';
import { zoneWithoutMidnight } from '../demo/quiet-zone.js';

const TODAY = '/admin/daily-declaration-returns/today';
/** As the admin web app asks for it. */
export const TODAY_STATUS = `/api/v1${TODAY}/status`;
/** Slots that are run one by one wait until then. */
const LATER_MS = 45 * 60_000;
/** Longer than any bench: the platform's midnight must not fall into it. */
const BENCH_MINUTES = 60;

/** What MongoDB knows of a slot. */
export interface SlotRecord {
  readonly _id: mongo.ObjectId;
  readonly slotNumber: number;
  readonly status: string;
  readonly error: string | null;
  readonly scheduledFor: Date;
  readonly executedAt: Date;
  readonly executionTimeMs: number;
  readonly plan: { readonly tookMs: number };
  readonly processedStakes: number;
}

/** A seeded system of its own: database, API and worker. */
export class BenchDay {
  private constructor(
    readonly stakes: number,
    readonly uri: string,
    readonly url: string,
    readonly admin: ApiClient,
    readonly worker: ProductProcess,
    private readonly api: ProductProcess,
  ) {}

  static async start(product: LocalProduct, stakes: number): Promise<BenchDay> {
    const environment = product.ownEnvironment('bench', {
      PORT: '0',
      LOG_LEVEL: 'info',
      RATE_LIMIT_PER_MINUTE: '1000000',
      DISTRIBUTION_TIMEZONE: zoneWithoutMidnight(new Date(), BENCH_MINUTES),
    });
    await product.seed(environment, { users: Math.max(2, Math.ceil(stakes / 3)), stakes });
    const api = await product.run('api', environment);
    const worker = await product.run('worker', environment);
    const url = `http://127.0.0.1:${api.port}`;
    const admin = new ApiClient(url, DEMO_SIGN_IN.admin.totpSecret);
    await admin.signIn(DEMO_SIGN_IN.admin.email, DEMO_SIGN_IN.admin.password);
    return new BenchDay(stakes, environment['MONGODB_URI'] ?? '', url, admin, worker.process, api.process);
  }

  /** Queues today as ROS slots. @returns how long the answer took, in milliseconds */
  async queue(instants: readonly Date[], rosPercentage: number): Promise<number> {
    const body = {
      multiSlotEnabled: true,
      distributionSlots: instants.map((instant, index) => ({
        slotNumber: index + 1,
        rosPercentage,
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
      0.1,
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

  /** Waits until all slots have ended. @returns them in order @throws if one FAILED */
  async slots(): Promise<SlotRecord[]> {
    return this.ended({});
  }

  private async ended(filter: { slotNumber?: number }): Promise<SlotRecord[]> {
    return this.withDatabase(async (db) => {
      for (;;) {
        const slots = await db.collection<SlotRecord>('distributions').find(filter).sort({ scheduledFor: 1 }).toArray();
        const failed = slots.find(({ status }) => status === 'FAILED');
        if (failed !== undefined) throw new Error(`a slot FAILED: ${failed.error}`);
        if (slots.length > 0 && slots.every(({ status }) => status === 'COMPLETED')) return slots;
        await pause(250);
      }
    });
  }

  private async withDatabase<T>(work: (db: mongo.Db) => Promise<T>): Promise<T> {
    const client = await mongo.MongoClient.connect(this.uri);
    try {
      return await work(client.db());
    } finally {
      await client.close();
    }
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.api.stop();
  }
}
