import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Types } from 'mongoose';
import { type Connection } from 'mongoose';
import { TwoFactor, newTotpSecret } from '#lib/auth';
import { addDays, dateInZone } from '#lib/calendar';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { writeSeedData, type SeedSize } from '../../../apps/cli/src/seeding/seed-data.js';
import { SeedModule } from '../../../apps/cli/src/seeding/seed.module.js';
import { aStake, aUser, usdt } from '../../support/builders.js';
import { ownEnvironment, type OwnEnvironment } from '../../support/own-environment.js';
import { ProductProcess } from '../../support/product-process.js';
import { zoneWhereItIs } from '../../support/quiet-zone.js';
import { forgetProofs } from '../../support/forget-proofs.js';
import { until } from '../../support/until.js';
import { writeCredential } from '../../support/write-credential.js';
import { Caller, type ApiAnswer } from './caller.js';

/** Where declarations are. */
export const DAYS = '/admin/daily-declaration-returns';

/** Where it is noon: slots some hours ahead fall on today. */
const ZONE = zoneWhereItIs(12);
const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly id: Types.ObjectId;
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Written before the processes start; left out: nobody. */
  readonly seed?: SeedSize;
  /** False: only the API runs; for what no slot has to be paid. */
  readonly worker?: boolean;
}

/** The product as it runs: one API and, unless told otherwise, one worker process on a database and a key prefix of the test file's own. */
export class RunningProduct {
  private readonly processes: ProductProcess[] = [];
  url = '';

  private constructor(
    readonly environment: OwnEnvironment,
    private readonly data: INestApplicationContext,
  ) {}

  /** @param name a word that tells the test file */
  static async start(
    name: string,
    { environment = {}, seed, worker = true }: StartOptions = {},
  ): Promise<RunningProduct> {
    const product = await RunningProduct.prepare(name, environment);
    try {
      if (seed !== undefined) await writeSeedData(product.connection, seed);
      await Promise.all([product.startApi(), worker ? product.startWorker() : null]);
      return product;
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  private static async prepare(name: string, overrides: Readonly<Record<string, string>>): Promise<RunningProduct> {
    const before = { ...process.env };
    try {
      const environment = ownEnvironment(name, {
        DISTRIBUTION_TIMEZONE: ZONE,
        // Most promises are not about codes, and a code works once: admins of these tests have 2FA where they ask for it.
        TWO_FA_ENFORCED: 'false',
        SIGN_IN_LIMIT_PER_MINUTE: '1000000',
        RATE_LIMIT_PER_MINUTE: '1000000',
        CHUNK_SIZE: '50',
        ...overrides,
      });
      const data = await NestFactory.createApplicationContext(SeedModule, { logger: false, abortOnError: false });
      return new RunningProduct(environment, data);
    } finally {
      process.env = before;
    }
  }

  get connection(): Connection {
    return this.data.get<Connection>(getConnectionToken(), { strict: false });
  }

  async startApi(): Promise<void> {
    const port = await this.run('api').ready();
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param freezeAt see `ProductProcess.start` */
  async startWorker(freezeAt?: string): Promise<ProductProcess> {
    const worker = this.run('worker', freezeAt);
    await worker.ready();
    return worker;
  }

  /** The worker that was started last. */
  worker(): ProductProcess {
    const worker = this.processes.filter(({ name }) => name.startsWith('worker')).at(-1);
    if (worker === undefined) throw new Error('no worker was started');
    return worker;
  }

  private run(app: 'api' | 'worker', freezeAt?: string): ProductProcess {
    const started = ProductProcess.start(app, this.environment, undefined, freezeAt);
    this.processes.push(started);
    return started;
  }

  /** Ends its processes and removes its data. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.kill()));
    await this.connection.dropDatabase();
    await this.data.close();
  }

  /** The platform's date, some days from now. */
  day(offset = 0): string {
    return addDays(dateInZone(new Date(), ZONE), offset);
  }

  /** Makes a person who can sign in, without 2FA unless told otherwise. */
  async person({
    twoFA = false,
    ...fields
  }: { twoFA?: boolean } & Readonly<Record<string, unknown>> = {}): Promise<Person> {
    const user = aUser(fields);
    const person = { id: user._id, email: String(user['email']), password: PASSWORD, totpSecret: newTotpSecret() };
    await this.connection.collection(COLLECTIONS.users).insertOne(user);
    await writeCredential(this.data, {
      userId: person.id,
      password: PASSWORD,
      ...(twoFA ? { totpSecret: person.totpSecret } : {}),
    });
    return person;
  }

  async signIn({ email, password }: Person): Promise<Caller> {
    const { body } = await this.nobody().post('/auth/login', { email, password });
    return new Caller(this.url, String(body.data?.['accessToken']));
  }

  /** A code with which an admin may enrol 2FA, as `npm run password` gives it. */
  async enrolmentCode({ id }: Person): Promise<string> {
    const twoFactor = this.data.get(TwoFactor, { strict: false });
    const granted = await runInTransaction(this.connection, (session) => twoFactor.grantEnrolment(session, id));
    return granted.enrolmentCode;
  }

  nobody(): Caller {
    return new Caller(this.url);
  }

  /** Somebody with this access token, or what they take for one. */
  caller(token: string): Caller {
    return new Caller(this.url, token);
  }

  /** An admin without 2FA, signed in. */
  async admin(): Promise<Caller> {
    return this.signIn(await this.person({ role: 'admin' }));
  }

  /** Puts a stake of 100 USDT, or as told, into the database. */
  async stake(userId: Types.ObjectId, { amount = '100', ...fields }: Readonly<Record<string, unknown>> = {}) {
    const stake = aStake({ _id: userId }, { amount: usdt(String(amount)), ...fields });
    await this.connection.collection(COLLECTIONS.stakes).insertOne(stake);
    return stake._id;
  }

  /** Forgets what was declared and paid, so that a test can begin today anew. */
  async forgetDays(): Promise<void> {
    const { connection } = this;
    await forgetProofs(connection);
    for (const name of [
      'declarations',
      'distributions',
      'distributionChunks',
      'distributionFailures',
      'transactions',
      'alerts',
    ] as const) {
      await connection.collection(COLLECTIONS[name]).deleteMany({});
    }
    await connection.collection(COLLECTIONS.users).updateMany({}, { $set: { 'wallets.earnings': usdt('0') } });
    await connection.collection(COLLECTIONS.stakes).updateMany({}, { $set: { totalEarned: usdt('0') } });
  }

  /** Waits until a read answers as wanted. */
  async seen(caller: Caller, path: string, wanted: (answer: ApiAnswer) => boolean) {
    let last: ApiAnswer | null = null;
    const look = async (): Promise<ApiAnswer | null> => {
      last = await caller.get(path);
      return wanted(last) ? last : null;
    };
    try {
      return await until(`${path} as wanted`, look, { everyMs: 50 });
    } catch (cause) {
      const tails = this.processes.map((process) => process.tail(5)).join('\n');
      throw new Error(`${path}: last answer ${JSON.stringify(last)}\n${tails}`, { cause });
    }
  }

  /** Waits for today's status. */
  async todayIs(caller: Caller, status: string): Promise<Record<string, unknown>> {
    const { body } = await this.seen(caller, `${DAYS}/today/status`, ({ body }) => body.data?.['status'] === status);
    return body.data ?? {};
  }
}

/** An instant some milliseconds from now, as the API takes it. */
export function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
