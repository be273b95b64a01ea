import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { until } from './until.js';

const ROOT = process.cwd();

export interface LogLine {
  readonly msg?: string;
  readonly event?: string;
  readonly port?: number;
  readonly [field: string]: unknown;
}

/** One process of the product, started as production starts it: compiled, configured by its environment alone. */
export class ProductProcess {
  readonly lines: LogLine[] = [];
  private readonly stderr: string[] = [];

  private constructor(
    readonly name: string,
    readonly child: ChildProcess,
  ) {}

  /**
   * @param app which of the two
   * @param environment see `ownEnvironment`
   * @param crashAt kills the process with SIGKILL at the n-th time it reaches a checkpoint, e.g. `chunk.flipped:2`
   */
  static start(
    app: 'api' | 'worker',
    environment: Readonly<Record<string, string>>,
    crashAt?: string,
  ): ProductProcess {
    const preload = crashAt === undefined ? [] : ['--import', join(ROOT, 'test/support/crash-at.mjs')];
    const child = spawn(process.execPath, [...preload, '--enable-source-maps', join(ROOT, `dist/apps/${app}/src/main.js`)], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        ...environment,
        LOG_LEVEL: 'info',
        ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new ProductProcess(`${app} ${child.pid}`, child);
    started.listen();
    return started;
  }

  /** @returns the port, once the process runs */
  async ready(): Promise<number> {
    const line = await until(`${this.name} ready`, () => {
      if (this.hasExited()) throw new Error(`${this.name} ended: ${this.stderr.join('')}`);
      return this.lines.find(({ event }) => event === 'listening' || event === 'running');
    });
    return Number(line.port);
  }

  hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it has ended by itself or by a crash point. */
  async ended(withinMs = 30_000): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    await until(`${this.name} ended`, () => this.hasExited(), { withinMs });
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** A power cut. */
  async kill(): Promise<void> {
    if (this.hasExited()) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** An orderly stop. @returns the exit code */
  async stop(): Promise<number | null> {
    if (!this.hasExited()) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await gone;
    }
    return this.child.exitCode;
  }

  get errors(): string {
    return this.stderr.join('');
  }

  private listen(): void {
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('the process has no output');
    createInterface({ input: stdout }).on('line', (text) => {
      try {
        this.lines.push(JSON.parse(text) as LogLine);
      } catch {
        this.lines.push({ msg: text });
      }
    });
    stderr.on('data', (data: Buffer) => this.stderr.push(data.toString()));
  }
}
