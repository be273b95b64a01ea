import { startLocalServices, type LocalServices } from '#lib/local-services';
import type { SeedSize } from '../seeding/seed-data.js';
import { CommandProcess } from './command-process.js';
import { dropDatabase, freshName, removeKeys } from './own-data.js';
import { ProductEndedError, ProductProcess, ProductStartError, type StartOptions } from './product-process.js';
import { withDatabase } from './with-database.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal asked for the end before the work was done. */
export class Interrupted extends Error {
  constructor(readonly signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
  }
}

/** MongoDB and Redis of this machine, and processes of the product on them; everything ends with `stop`. */
export class LocalProduct {
  /** Rejects when the work cannot go on: Interrupted or ProductEndedError. */
  readonly brokenOff: Promise<never>;
  private breakOff: (reason: Error) => void = () => undefined;
  /** What a signal does. */
  private onSignal = (signal: NodeJS.Signals): void => this.breakOff(new Interrupted(signal));
  private readonly processes: ProductProcess[] = [];
  private readonly commands = new Set<CommandProcess>();
  private readonly ownNames: string[] = [];
  private stopping = false;

  private constructor(
    private readonly services: LocalServices,
    readonly log: (line: string) => void,
  ) {
    this.brokenOff = new Promise((_resolve, reject) => (this.breakOff = reject));
    for (const signal of STOP_SIGNALS) process.once(signal, () => this.onSignal(signal));
  }

  /** @param keep the word that data are kept under; null: they are removed at the end */
  static async start(log: (line: string) => void, keep: string | null): Promise<LocalProduct> {
    return new LocalProduct(await startLocalServices({ log, ...(keep === null ? {} : { keep }) }), log);
  }

  get mongodbUri(): string {
    return this.services.mongo.uri;
  }

  get redisUrl(): string {
    return this.services.redis.uri;
  }

  /** Whether MongoDB is this process's own, and not one that the environment names. */
  get hasOwnMongo(): boolean {
    return this.mongodbUri !== process.env['MONGODB_URI'];
  }

  /** The environment of processes on the database that MONGODB_URI names. */
  environment(): Record<string, string> {
    return {
      // Its admin's password is published: nobody but this machine may reach it.
      LISTEN_ADDRESS: '127.0.0.1',
      WORKER_PORT: '0',
      ...inherited(),
      MONGODB_URI: this.mongodbUri,
      REDIS_URL: this.redisUrl,
    };
  }

  /** The environment of processes that share a database and a key prefix of their own, which are removed at the end. */
  ownEnvironment(word: string, overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
    const name = freshName(word);
    this.ownNames.push(name);
    return {
      ...this.environment(),
      QUEUE_PREFIX: name,
      ...overrides,
      MONGODB_URI: withDatabase(this.mongodbUri, name),
    };
  }

  /** Writes demo data as `npm run seed` does; nothing if the database has users already. */
  async seed(environment: Readonly<Record<string, string>>, { users, stakes }: SeedSize): Promise<void> {
    const sizes = ['--users', String(users), '--stakes', String(stakes)];
    const { code } = await this.command('seed', ['--if-empty', ...sizes], environment);
    if (code !== 0) throw new ProductStartError('The demo data could not be written.');
  }

  /** Runs `npm run reconcile` for a date, as an operator would. @returns what it printed, and whether the proof holds */
  async reconcile(
    environment: Readonly<Record<string, string>>,
    date: string,
  ): Promise<{ holds: boolean; output: string }> {
    const { code, output } = await this.command('reconcile', ['--date', date], environment);
    return { holds: code === 0, output };
  }

  /** Runs `npm run adopt`. @returns its exit code and what it printed */
  async adopt(
    environment: Readonly<Record<string, string>>,
    args: readonly string[],
  ): Promise<{ code: number | null; output: string }> {
    return this.command('adopt', args, environment, true);
  }

  /** Gives a user of the platform a new password, as `npm run password` does. @returns it */
  async password(environment: Readonly<Record<string, string>>, email: string): Promise<string> {
    const { output } = await this.command('password', ['--email', email], environment);
    const password = /password (\S+)/.exec(output)?.[1];
    if (password === undefined) throw new ProductStartError(`No password could be made for ${email}.`);
    return password;
  }

  /**
   * Starts a process of the product; what it writes to its standard error once it runs is shown.
   * @returns the process and its port, once it runs
   */
  async run(
    app: 'api' | 'worker',
    environment: Readonly<Record<string, string>>,
    options: StartOptions = {},
  ): Promise<{ process: ProductProcess; port: number }> {
    this.assertRunning();
    const onErrorLine = (line: string): void => console.error(`${app}: ${line}`);
    const process = ProductProcess.start(app, environment, { onErrorLine, ...options });
    this.processes.push(process);
    const port = await process.ready();
    void process.ended.then(() => {
      if (!process.wasStopped) this.breakOff(new ProductEndedError(process.lastWords()));
    });
    return { process, port };
  }

  /** Waits for a signal, which from now on is a good end. */
  async serve(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onSignal = () => resolve();
    });
  }

  /** Stops what was started, the newest first. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.commands].map((command) => command.stop()));
    for (const process of this.processes.splice(0).reverse()) await process.stop();
    for (const name of this.ownNames) await this.removeOwnData(name);
    await this.services.stop();
  }

  private async command(
    name: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    quiet = false,
  ): Promise<{ code: number | null; output: string }> {
    this.assertRunning();
    const command = new CommandProcess(name, args, environment, quiet);
    this.commands.add(command);
    try {
      return await command.ended;
    } finally {
      this.commands.delete(command);
    }
  }

  /** Servers of this process are removed whole; in servers that the environment names, only what was made is. */
  private async removeOwnData(name: string): Promise<void> {
    try {
      if (!this.hasOwnMongo) await dropDatabase(this.mongodbUri, name);
      if (this.redisUrl === process.env['REDIS_URL']) await removeKeys(this.redisUrl, name);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`${name} could not be removed: ${reason}. Remove the database and the keys of this name yourself.`);
    }
  }

  /** Work that was broken off may not start anything more. */
  private assertRunning(): void {
    if (this.stopping) throw new ProductStartError('Everything is being stopped.');
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
