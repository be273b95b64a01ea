import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { mongo } from 'mongoose';
import { watchDrainWaiters } from '#lib/database';
import { startMongo, startRedis, type LocalService } from '#lib/local-services';

const ROOT = process.env['PRODUCT_ROOT'] ?? process.cwd();
const SEED_DATABASE = 'chaos-sign-ins';
export const SECRETS = {
  JWT_SECRET: 'a-secret-for-chaos-only-0123456789abcdef',
  SECRETS_KEY: 'a-key-for-chaos-only-0123456789abcdef-xyz',
} as const;

/** Who signs in: the one with 2FA confirms with codes, the others need none (TWO_FA_ENFORCED=false). */
export interface SignIns {
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  readonly user: mongo.Document;
  readonly credential: mongo.Document;
}

/** MongoDB and Redis of a run's own, to be killed and started again, and the sign-ins that every round uses. */
export class Surroundings {
  private constructor(
    readonly mongo: LocalService,
    readonly redis: LocalService,
    readonly client: mongo.MongoClient,
    readonly signIns: SignIns,
    private readonly unwatch: () => void,
  ) {}

  static async start(log: (line: string) => void): Promise<Surroundings> {
    const own = { fromEnvironment: false, log };
    const [database, redis] = await Promise.all([startMongo(own), startRedis(own)]);
    const unwatch = watchDrainWaiters();
    const client = new mongo.MongoClient(database.uri, { serverSelectionTimeoutMS: 3_000 });
    try {
      return new Surroundings(database, redis, client, await makeSignIns(database.uri, client), unwatch);
    } catch (error) {
      unwatch();
      await client.close();
      await Promise.all([database.stop(), redis.stop()]);
      throw error;
    }
  }

  uriOf(database: string): string {
    const uri = new URL(this.mongo.uri);
    uri.pathname = `/${database}`;
    return uri.href;
  }

  get databasePort(): number {
    return Number(new URL(this.mongo.uri).port);
  }

  async forgetRedis(): Promise<void> {
    const redis = new Redis(this.redis.uri, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.flushall();
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.client.close();
    this.unwatch();
    await Promise.all([this.mongo.stop(), this.redis.stop()]);
  }
}

/** By the product's own command, so that passwords and secrets are stored as the product stores them. */
async function makeSignIns(mongodbUri: string, client: mongo.MongoClient): Promise<SignIns> {
  const uri = new URL(mongodbUri);
  uri.pathname = `/${SEED_DATABASE}`;
  const child = spawn(process.execPath, [join(ROOT, 'dist/bin/seed.js'), '--users', '1', '--stakes', '1', '--json'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', MONGODB_URI: uri.href, ...SECRETS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the sign-ins could not be made: ${errors}`);
  const { admin } = JSON.parse(output) as { admin: { email: string; password: string; totpSecret: string } };
  const db = client.db(SEED_DATABASE);
  const user = await db.collection('users').findOne({ email: admin.email });
  const credential = await db.collection('credentials').findOne({ userId: user?._id });
  if (user === null || credential === null) throw new Error('the seed has written no admin');
  await db.dropDatabase();
  return { ...admin, user, credential };
}
