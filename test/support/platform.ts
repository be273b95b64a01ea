import type { INestApplicationContext } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AuthModule } from '#lib/auth';
import { ConfigModule } from '#lib/config';
import { DatabaseModule } from '#lib/database';
import { DeclarationsModule, QueueDay, RetrySlots, ReverseSlots, type Change, type DayView } from '#lib/declarations';
import { EngineModule } from '#lib/engine';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { parseCalendarDate } from '#lib/calendar';
import { ObservabilityModule } from '#lib/observability';
import { QueuesModule, RedisClient } from '#lib/queues';
import {
  CompensationModule,
  Reconciliation,
  ReconciliationModule,
  type ReconciliationReport,
} from '#lib/reconciliation';
import { writeSeedData } from '../../apps/cli/src/seeding/seed-data.js';
import { readBooks, type Books, type DistributionBook } from './books.js';
import { problemsOf, type Rules } from './invariants.js';
import { ownEnvironment, type OwnEnvironment } from './own-environment.js';
import { ProductProcess } from './product-process.js';
import { OrderSeals, type Order, type Slot } from '#lib/slots';
import { zoneWhereItIs } from './quiet-zone.js';
import { until } from './until.js';

const FOUNDATION = [ConfigModule, ObservabilityModule, DatabaseModule, QueuesModule];

@Module({
  imports: [...FOUNDATION, AuthModule, DeclarationsModule, EngineModule, ReconciliationModule, CompensationModule],
})
class AdminModule {}

/** A slot as a test asks for it. */
export interface AskedSlot {
  readonly ros?: string;
  readonly premium?: string;
  readonly performance?: string;
  /** When it is due, from now. */
  readonly inMs?: number;
}

/** Where a process is to break, and variables of its own. */
export interface WorkerOptions {
  readonly crashAt?: string | undefined;
  readonly freezeAt?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

const ANN: Change = {
  origin: { actor: { id: new Types.ObjectId().toHexString(), email: 'ann@example.com' } },
  remember: () => Promise.resolve(),
};

/** Where it is written who has what, who was paid what, and whether anybody is paid. */
export const BOOKS = [
  'users',
  'stakes',
  'transactions',
  'declarations',
  'distributions',
  'distributionchunks',
  'distributionfailures',
  'executioncontrols',
] as const;

/** A system of the test's own to break: a database, a key prefix, and processes of the product. */
export class Platform {
  private readonly processes: ProductProcess[] = [];

  private constructor(
    readonly environment: OwnEnvironment,
    private readonly app: INestApplicationContext,
  ) {}

  /**
   * @param name a word that tells the test
   * @param overrides variables of the product
   */
  static async start(name: string, overrides: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const before = { ...process.env };
    try {
      const environment = ownEnvironment(name, {
        DISTRIBUTION_TIMEZONE: zoneWhereItIs(12),
        CHUNK_SIZE: '10',
        ...overrides,
      });
      const app = await NestFactory.createApplicationContext(AdminModule, { logger: false, abortOnError: false });
      await app.init();
      return new Platform(environment, app);
    } finally {
      process.env = before;
    }
  }

  /** Without Redis whoever runs a slot pays its chunks itself, at once; no worker has to be there. As `start` else. */
  static async startWithoutRedis(name: string, overrides: Readonly<Record<string, string>> = {}): Promise<Platform> {
    const platform = await Platform.start(name, overrides);
    platform.get(RedisClient).client.disconnect();
    return platform;
  }

  /** Begins anew, with nobody and nothing paid, and not paused. */
  async forgetBooks(): Promise<void> {
    await Promise.all(BOOKS.map((name) => this.connection.collection(name).deleteMany({})));
  }

  /** A service of the product, in this process. */
  get<T>(token: (abstract new (...args: never[]) => T) | string): T {
    return this.app.get<T>(token, { strict: false });
  }

  get connection(): Connection {
    return this.app.get<Connection>(getConnectionToken(), { strict: false });
  }

  /** Writes users of all ranks and their stakes. */
  async populate({ users, stakes }: { users: number; stakes: number } = { users: 60, stakes: 120 }): Promise<void> {
    await writeSeedData(this.connection, { users, stakes });
  }

  async insert(collection: 'users' | 'stakes', documents: readonly object[]): Promise<void> {
    await this.connection.collection(collection).insertMany([...documents]);
  }

  /** Queues today as these slots, numbered from 1. */
  async queue(slots: readonly AskedSlot[]): Promise<DayView> {
    const now = Date.now();
    const asked = slots.map(({ ros = '0', premium, performance, inMs = 0 }, index) => ({
      slotNumber: index + 1,
      rate: parseRosPercentage(ros),
      pools: {
        ...(premium === undefined ? {} : { premium: parseMoney(premium) }),
        ...(performance === undefined ? {} : { performance: parseMoney(performance) }),
      },
      scheduledFor: new Date(now + inMs).toISOString(),
    }));
    return this.get(QueueDay).queue({ multiSlotEnabled: true, slots: asked }, ANN);
  }

  /** Queues today as one distribution, now. */
  async queueNow(ros: string): Promise<DayView> {
    return this.get(QueueDay).queue({ rate: parseRosPercentage(ros) }, ANN);
  }

  /** An admin asks for what a slot has not paid. */
  async retry(slotNumber: number): Promise<void> {
    const { date } = await this.slot(slotNumber);
    await this.get(RetrySlots).request(String(date), [slotNumber], ANN);
  }

  /** An admin has taken back what a slot paid. */
  async reverse(slotNumber: number, reason = 'a wrong percentage'): Promise<void> {
    const { date } = await this.slot(slotNumber);
    await this.get(ReverseSlots).request({ kind: 'slot', date: String(date), slotNumber }, reason, ANN);
  }

  /** An admin allows a slot to pay again what was taken back. */
  async reinstate(slotNumber: number): Promise<void> {
    const { date } = await this.slot(slotNumber);
    await this.get(ReverseSlots).reinstate({ kind: 'slot', date: String(date), slotNumber }, ANN);
  }

  async slot(slotNumber: number): Promise<DistributionBook> {
    const slot = await this.connection.collection('distributions').findOne({ slotNumber });
    if (slot === null) throw new Error(`no slot ${slotNumber}`);
    return slot as unknown as DistributionBook;
  }

  /** Starts a worker; see `ProductProcess.start`. */
  worker({ crashAt, freezeAt, environment = {} }: WorkerOptions = {}): ProductProcess {
    return this.track(ProductProcess.start('worker', { ...this.environment, ...environment }, crashAt, freezeAt));
  }

  /** Starts an API process; see `ProductProcess.start`. */
  api({ crashAt, environment = {} }: Pick<WorkerOptions, 'crashAt' | 'environment'> = {}): ProductProcess {
    return this.track(ProductProcess.start('api', { ...this.environment, ...environment }, crashAt));
  }

  private track(process: ProductProcess): ProductProcess {
    this.processes.push(process);
    return process;
  }

  /** Lets time pass for a slot: it was ordered, and due, so much earlier. */
  async backdate(slotNumber: number, byMs: number): Promise<void> {
    const slot = await this.slot(slotNumber);
    const scheduledFor = new Date(slot.scheduledFor.getTime() - byMs);
    const seal = this.get(OrderSeals).seal({ ...this.orderOf(slot), scheduledFor });
    await this.connection.collection('distributions').updateOne({ _id: slot._id }, { $set: { scheduledFor, seal } });
  }

  /** What was ordered of a slot, as it was sealed. */
  orderOf(slot: Pick<Slot, '_id' | 'key' | 'seal'>): Order {
    return this.get(OrderSeals).orderOf(slot);
  }

  /** Waits until a worker's keeper has looked `times` more: what it was to do, it has done. */
  async swept(times = 3): Promise<void> {
    for (let sweep = 0; sweep < times; sweep += 1) {
      const mark = new Date();
      await this.seen('a sweep of the keeper', async () => {
        const workers = await this.connection.collection('workers').find({}).toArray();
        // Some, not every: one that was killed stays in the list for a while.
        return workers.some(({ lastSweepAt }) => lastSweepAt > mark);
      });
    }
  }

  /** Waits until a slot has ended. */
  async settled(slotNumber: number): Promise<DistributionBook> {
    return this.seen(`slot ${slotNumber} settled`, async () => {
      const slot = await this.slot(slotNumber);
      const ended = slot.status === 'COMPLETED' || slot.status === 'FAILED';
      return ended && slot.run.state === 'ENDED' ? slot : null;
    });
  }

  /** Waits until every slot of 1 to `slots` is COMPLETED. */
  async completed(slots = 1): Promise<readonly DistributionBook[]> {
    return this.seen(`${slots} slots COMPLETED`, async () => {
      const numbers = Array.from({ length: slots }, (_, index) => index + 1);
      const found = await Promise.all(numbers.map((number) => this.slot(number)));
      return found.every(({ status }) => status === 'COMPLETED') ? found : null;
    });
  }

  /** Waits for a state of the collections. */
  async seen<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
    try {
      return await until(what, look, { everyMs: 50 });
    } catch (cause) {
      const tails = this.processes.map((process) => process.tail()).join('\n');
      throw new Error(`${(cause as Error).message}\n${tails}`, { cause });
    }
  }

  async books(): Promise<Books> {
    return readBooks(this.connection);
  }

  /**
   * What does not hold of I1 to I9, or of what everybody was due: told by the tests' own arithmetic (`problemsOf`), and
   * by the product's reconciliation, which must come to the same.
   */
  async problems(rules: Rules = {}): Promise<readonly string[]> {
    const books = await this.books();
    const dates = new Set(books.distributions.flatMap(({ date }) => (date === null ? [] : [date])));
    const reports = [];
    for (const date of dates) {
      reports.push(await this.get(Reconciliation).check(parseCalendarDate(date), { missingTold: 1_000 }));
    }
    return [...problemsOf(books, rules), ...reports.flatMap(reconciliationProblems)];
  }

  /** Ends its processes and removes its data. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    await this.connection.dropDatabase();
    await this.app.close();
  }
}

/** What a COMPLETED slot owes is a problem; what a FAILED one owes, its retry pays. */
function reconciliationProblems({ checks, missing, slots }: ReconciliationReport): string[] {
  const completed = new Set(slots.filter(({ status }) => status === 'COMPLETED').map(({ key }) => key));
  const owed = missing.items.filter(({ key, payable, reason }) => completed.has(key) && (payable || reason === null));
  return [
    ...checks.flatMap(({ id, differences }) =>
      differences.map((found) => `reconciliation ${id}: ${JSON.stringify(found)}`),
    ),
    ...owed.map((line) => `reconciliation, missing: ${JSON.stringify(line)}`),
  ];
}
