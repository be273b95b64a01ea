import { ProductProcess, type StartOptions } from '../product/product-process.js';
import { modulesOf } from '../product/programs.js';

/** Longer than an idle process takes to end. */
const STOPS_WITHIN_MS = 1_000;

/** One process of the product that is started anew at every change; it may fail, and waits for the next change then. */
export class WatchedProcess {
  private process: ProductProcess | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(
    readonly app: 'api' | 'worker',
    private readonly environment: Readonly<Record<string, string>>,
    private readonly options: StartOptions,
  ) {}

  /** Ends the process that runs, if there is one, and starts it anew. @returns its port; null if it did not start */
  async restart(): Promise<number | null> {
    let port: number | null = null;
    this.work = this.work.then(async () => {
      await this.end();
      port = await this.start();
    });
    await this.work;
    return port;
  }

  async stop(): Promise<void> {
    await this.work;
    await this.end();
  }

  private async end(): Promise<void> {
    const stopped = this.process?.stop();
    const timer = setTimeout(() => this.process?.kill(), STOPS_WITHIN_MS);
    await stopped;
    clearTimeout(timer);
    this.process = null;
  }

  private async start(): Promise<number | null> {
    const process = ProductProcess.start(this.app, this.environment, { ...this.options, program: modulesOf(this.app) });
    this.process = process;
    try {
      const port = await process.ready();
      void process.ended.then(() => {
        if (!process.wasStopped) console.error(`${process.lastWords()}\nIt is started again at the next change.`);
      });
      return port;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      return null;
    }
  }
}
