import type { INestApplicationContext } from '@nestjs/common';
import type { Types } from 'mongoose';
import { addDays, dateInZone, dayBounds, parseCalendarDate, type CalendarDate } from '#lib/calendar';
import { COLLECTIONS } from '#lib/database';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { Lifecycle } from '../../../apps/worker/src/lifecycle.js';
import { ApiHarness, testEnvironment, type HttpAnswer, type Person } from '../../support/api-harness.js';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { forgetProofs } from '../../support/forget-proofs.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';
import { until } from '../../support/until.js';

/** Where declarations are. */
export const DAYS = '/admin/daily-declaration-returns';

/** Where it is noon: slots some hours ahead fall on today. */
const ZONE = zoneWhereItIs(12);

/** The API and, if asked, a worker in this process, and an admin who is signed in. */
export class ApiPlatform {
  worker: INestApplicationContext | null = null;

  private constructor(
    readonly api: ApiHarness,
    readonly admin: Person,
    readonly token: string,
  ) {}

  static async start(extra: Record<string, string> = {}): Promise<ApiPlatform> {
    const api = await ApiHarness.start(
      testEnvironment({ DISTRIBUTION_TIMEZONE: ZONE, KEEPER_INTERVAL_MS: '500', WORKER_PORT: '0', ...extra }),
    );
    const admin = await api.person({ role: 'admin' });
    return new ApiPlatform(api, admin, await api.signIn(admin));
  }

  async startWorker(environment: Record<string, string> = {}): Promise<void> {
    const before = { ...process.env };
    Object.assign(process.env, this.api.environment, environment);
    try {
      this.worker = await createWorker();
    } finally {
      process.env = before;
    }
    this.worker.get(Lifecycle).start();
  }

  async stopWorker(): Promise<void> {
    await this.worker?.close();
    this.worker = null;
  }

  async stop(): Promise<void> {
    await this.stopWorker();
    await this.api.stop();
  }

  /** As the admin. */
  get(path: string): Promise<HttpAnswer> {
    return this.api.call('GET', path, { token: this.token });
  }

  /** A change by the admin, with a code that works. */
  async change(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: object = {},
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer> {
    const twoFACode = await this.api.code(this.admin);
    return this.api.call(method, path, { token: this.token, body: { ...body, twoFACode }, headers });
  }

  /** Puts a user into the database; fields as `builders.ts` has them. */
  async user(fields: Readonly<Record<string, unknown>> = {}): Promise<Types.ObjectId> {
    const user = aUser(fields);
    await this.api.connection.collection(COLLECTIONS.users).insertOne(user);
    return user._id;
  }

  /** Puts a stake of 100 USDT, or as told, into the database. */
  async stake(
    userId: Types.ObjectId,
    { amount = '100', ...fields }: Readonly<Record<string, unknown>> = {},
  ): Promise<Types.ObjectId> {
    const stake = aStake({ _id: userId }, { amount: usdt(String(amount)), ...fields });
    await this.api.connection.collection(COLLECTIONS.stakes).insertOne(stake);
    return stake._id;
  }

  /** Forgets every declared and queued day, so that a test can queue today again. */
  async forgetDays(): Promise<void> {
    const { connection } = this.api;
    await forgetProofs(connection);
    for (const name of ['declarations', 'distributions', 'distributionChunks'] as const) {
      await connection.collection(COLLECTIONS[name]).deleteMany({});
    }
  }

  /** Waits until a read answers as wanted. */
  async seen(path: string, wanted: (answer: HttpAnswer) => boolean): Promise<HttpAnswer> {
    let last: HttpAnswer | null = null;
    const look = async (): Promise<HttpAnswer | null> => {
      last = await this.get(path);
      return wanted(last) ? last : null;
    };
    try {
      return await until(`${path} as wanted`, look, { everyMs: 50 });
    } catch (cause) {
      throw new Error(`last answer: ${JSON.stringify(last)}`, { cause });
    }
  }

  /** Waits for today's status. */
  todayIs(status: string): Promise<HttpAnswer> {
    return this.seen(`${DAYS}/today/status`, ({ body }) => body.data?.['status'] === status);
  }

  /** Queues today for a moment from now. */
  async queueIn(ms: number, values: object = { rosPercentage: 1 }): Promise<HttpAnswer> {
    const scheduledFor = new Date(Date.now() + ms).toISOString();
    return this.change('POST', `${DAYS}/today/queue`, { ...values, scheduledFor });
  }
}

/** The platform's date, some days from now. */
export function day(offset = 0): CalendarDate {
  return addDays(dateInZone(new Date(), ZONE), offset);
}

/** When a day begins there, as the API tells it. */
export function midnightOf(date: string): string {
  return dayBounds(parseCalendarDate(date), ZONE).start.toISOString();
}
