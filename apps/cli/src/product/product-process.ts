import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LIFELINE, programOf } from './programs.js';

const START_LIMIT_MS = 30_000;
const LAST_WORDS = 10;
const LINES_KEPT = 200;

export interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly event?: string;
  readonly port?: number;
  readonly [field: string]: unknown;
}

/** A process of the product ended before it was ready. */
export class ProductStartError extends Error {
  readonly code = 'PRODUCT_START';
}

/** A process of the product ended without having been asked to. */
export class ProductEndedError extends Error {
  readonly code = 'PRODUCT_ENDED';
}

export interface StartOptions {
  /** Called with every log line. */
  readonly onLine?: (line: LogLine) => void;
  /** Called with every line of standard error once the process runs; those before tell why it does not. */
  readonly onErrorLine?: (line: string) => void;
  /** Further options of Node. */
  readonly nodeOptions?: readonly string[];
  /** Another file than the bundle of the app. */
  readonly program?: string;
}

/** One process of the product, started as production starts it: compiled, and configured by its environment alone. */
export class ProductProcess {
  /** Resolves when it has ended and all of its output was read. */
  readonly ended: Promise<unknown>;
  /** Whether its end was asked for. */
  wasStopped = false;
  private readonly stderr: string[] = [];
  private readyLine: LogLine | null = null;

  private constructor(
    readonly app: 'api' | 'worker',
    private readonly child: ChildProcess,
    private readonly onLine: (line: LogLine) => void,
    private readonly onErrorLine: (line: string) => void,
  ) {
    this.ended = once(child, 'close');
  }

  static start(
    app: 'api' | 'worker',
    environment: Readonly<Record<string, string>>,
    {
      onLine = () => undefined,
      onErrorLine = () => undefined,
      nodeOptions = [],
      program = programOf(app),
    }: StartOptions = {},
  ): ProductProcess {
    // With this process' own flags, which are those that `run.mjs` starts the product with.
    const child = spawn(process.execPath, [...process.execArgv, ...nodeOptions, '--import', LIFELINE, program], {
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group of a terminal; the products are stopped in order by who started them.
      detached: true,
    });
    const started = new ProductProcess(app, child, onLine, onErrorLine);
    started.listen();
    return started;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @returns the port, once the process runs @throws ProductStartError */
  async ready(): Promise<number> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (this.readyLine === null) {
      if (this.hasExited() || Date.now() > deadline) throw new ProductStartError(this.whyNotStarted());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return Number(this.readyLine.port);
  }

  /** What it said itself, or else how far it came. */
  private whyNotStarted(): string {
    if (this.stderr.length > 0) return `The ${this.app} did not start. ${this.stderr.join('\n')}`;
    if (this.hasExited()) return this.lastWords();
    return `The ${this.app} did not start within ${START_LIMIT_MS / 1_000} s, and did not say why: is this machine very busy?`;
  }

  hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** How it ended, and the end of its standard error. */
  lastWords(): string {
    const { exitCode, signalCode } = this.child;
    const how = signalCode === null ? `ended with code ${exitCode}` : `was ended by ${signalCode}`;
    return [`The ${this.app} (process ${this.pid}) ${how}.`, ...this.stderr.slice(-LAST_WORDS)].join('\n  ');
  }

  /** An orderly stop. */
  async stop(): Promise<void> {
    this.wasStopped = true;
    if (this.hasExited()) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.wasStopped = true;
    this.child.kill('SIGKILL');
  }

  /** @returns the highest memory that the process has used, in MB; null where the system does not tell */
  peakMegabytes(): number | null {
    try {
      const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
      return peak === undefined ? null : Number(peak) / 1_024;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  private listen(): void {
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new ProductStartError('The process has no output.');
    createInterface({ input: stdout }).on('line', (text) => {
      const line = parse(text);
      if (line.event === 'listening' || line.event === 'running') this.readyLine = line;
      this.onLine(line);
    });
    createInterface({ input: stderr }).on('line', (line) => {
      this.stderr.push(line);
      if (this.stderr.length > LINES_KEPT) this.stderr.shift();
      if (this.readyLine !== null) this.onErrorLine(line);
    });
  }
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
