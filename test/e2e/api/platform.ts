import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Types, mongo } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { createWorker } from '../../../apps/worker/src/bootstrap.js';
import { Lifecycle } from '../../../apps/worker/src/lifecycle.js';
import { ApiHarness, testEnvironment, type HttpAnswer, type Person } from '../../support/api-harness.js';

/** Where declarations are. */
export const DAYS = '/admin/daily-declaration-returns';

/** The API and, if asked, a worker, with an admin who is signed in. */
export class Platform {
  private worker: INestApplicationContext | null = null;

  private constructor(
    readonly api: ApiHarness,
    readonly admin: Person,
    readonly token: string,
  ) {}

  static async start(extra: Record<string, string> = {}): Promise<Platform> {
    const api = await ApiHarness.start(testEnvironment({ KEEPER_INTERVAL_MS: '500', WORKER_PORT: '0', ...extra }));
    const admin = await api.person({ role: 'admin' });
    return new Platform(api, admin, await api.signIn(admin));
  }

  async startWorker(): Promise<void> {
    const before = { ...process.env };
    Object.assign(process.env, this.api.environment);
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

  async aUser({ rank = 'Stakeholder', ...rest }: Record<string, unknown> = {}): Promise<Types.ObjectId> {
    const id = new Types.ObjectId();
    await this.api.connection.collection(COLLECTIONS.users).insertOne({
      _id: id,
      email: `${id.toHexString()}@example.com`,
      username: `user-${id.toHexString()}`,
      role: 'user',
      rank,
      isActive: true,
      ...rest,
    });
    return id;
  }

  async aStake(userId: Types.ObjectId, { amount = '100', ...rest }: Record<string, unknown> = {}): Promise<Types.ObjectId> {
    const id = new Types.ObjectId();
    await this.api.connection.collection(COLLECTIONS.stakes).insertOne({
      _id: id,
      userId,
      amount: mongo.Decimal128.fromString(String(amount)),
      totalEarned: mongo.Decimal128.fromString('0'),
      status: 'ACTIVE',
      activatedAt: new Date(Date.now() - 86_400_000),
      ...rest,
    });
    return id;
  }

  /** Forgets every declared and queued day, so that a test can queue today again. */
  async forgetDays(): Promise<void> {
    const { connection } = this.api;
    for (const name of ['declarations', 'distributions', 'distributionChunks'] as const) {
      await connection.collection(COLLECTIONS[name]).deleteMany({});
    }
  }

  /** Waits for today's status, at most `seconds`. */
  async todayIs(status: string, seconds = 20): Promise<HttpAnswer> {
    return until(
      () => this.get(`${DAYS}/today/status`),
      ({ body }) => body.data?.['status'] === status,
      seconds,
    );
  }
}

/** Asks until the answer is as wanted; fails with the last answer after `seconds`. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s; last: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
}

/** `YYYY-MM-DD` in UTC, some days from now. */
export function day(offset = 0): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
