import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startLocalServices, type LocalServices } from '#lib/local-services';
import type { SeedSize } from '../seeding/seed-data.js';
import { ProductProcess, ProductStartError, type StartOptions } from './product-process.js';

const SEED = fileURLToPath(new URL('../seed.js', import.meta.url));

/** MongoDB and Redis of this machine, and processes of the product on them; everything ends with `stop`. */
export class LocalProduct {
  private readonly processes: ProductProcess[] = [];

  private constructor(
    private readonly services: LocalServices,
    readonly log: (line: string) => void,
  ) {}

  static async start(log: (line: string) => void): Promise<LocalProduct> {
    return new LocalProduct(await startLocalServices({ log }), log);
  }

  get mongodbUri(): string {
    return this.services.mongo.uri;
  }

  get redisUrl(): string {
    return this.services.redis.uri;
  }

  /** The environment of processes that share a database and a key prefix. */
  environment(database: string | null, overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
    const uri = new URL(this.services.mongo.uri);
    if (database !== null) uri.pathname = `/${database}`;
    return {
      ...inherited(),
      REDIS_URL: this.services.redis.uri,
      WORKER_PORT: '0',
      ...(database === null ? {} : { QUEUE_PREFIX: database }),
      ...overrides,
      MONGODB_URI: uri.href,
    };
  }

  /** Writes demo data as `npm run seed` does; nothing if the database has users already. */
  async seed(environment: Readonly<Record<string, string>>, { users, stakes }: SeedSize): Promise<void> {
    const sizes = ['--users', String(users), '--stakes', String(stakes)];
    const child = spawn(process.execPath, [SEED, '--if-empty', ...sizes], {
      env: { ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new ProductStartError('The demo data could not be written.');
  }

  /** @returns the process and its port, once it runs */
  async run(
    app: 'api' | 'worker',
    environment: Readonly<Record<string, string>>,
    options: StartOptions = {},
  ): Promise<{ process: ProductProcess; port: number }> {
    const process = ProductProcess.start(app, environment, options);
    this.processes.push(process);
    return { process, port: await process.ready() };
  }

  /** Stops what was started, the newest first. */
  async stop(): Promise<void> {
    for (const process of this.processes.splice(0).reverse()) await process.stop();
    await this.services.stop();
  }
}

/** A name for a database that nobody else uses. */
export function freshDatabase(word: string): string {
  return `${word}-${randomBytes(4).toString('hex')}`;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
