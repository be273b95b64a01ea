import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { until } from '../../../support/until.js';
import type { App } from '../plan/round.js';

const ROOT = process.env['PRODUCT_ROOT'] ?? process.cwd();
const LIFELINE = pathToFileURL(join(ROOT, 'dist/bin/lifeline.js')).href;
const FAULTS = pathToFileURL(join(process.cwd(), 'test/faults/chaos/process-faults.mjs')).href;
const LINES_KEPT = 400;

/** Lets a frozen process go on when whoever froze it says so, or is gone. */
const THAW_AT_THE_END = 'read -r _; kill -s CONT "$1"';

/** One process of the product, as production starts it, with a way in for faults. It ends with this process. */
export class ChaosProcess {
  private readonly lines: string[] = [];
  private port: number | null = null;
  private thawer: ChildProcess | null = null;
  /** Whether somebody has asked it to end. */
  private ending = false;
  /** Whether a trap was set that kills it. */
  private mayDie = false;
  private trapped = false;
  private calmAnswers = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  static start(name: string, app: App, environment: Readonly<Record<string, string>>): ChaosProcess {
    const child = spawn(
      process.execPath,
      [...['--import', FAULTS, '--import', LIFELINE], join(ROOT, `dist/bin/${app}.js`)],
      {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? '',
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
        // Ctrl-C reaches the whole group of a terminal; it is for the simulator alone.
        detached: true,
      },
    );
    const started = new ChaosProcess(`${name} (process ${child.pid})`, child);
    started.listen();
    return started;
  }

  /** @returns the port, once it runs; null when it has ended before */
  async ready(): Promise<number | null> {
    await until(`${this.name} ready`, () => this.port !== null || this.hasEnded);
    return this.port;
  }

  get isUp(): boolean {
    return this.port !== null && !this.hasEnded && !this.ending && this.thawer === null;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port ?? 0}`;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Whether it ran and has ended though nobody asked it to. */
  get hasDied(): boolean {
    return this.hasEnded && this.port !== null && !this.ending && !this.mayDie;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.ending = true;
    if (this.hasEnded) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    this.thaw();
    await gone;
  }

  /** It stands still; when this process ends, it goes on. */
  freeze(): void {
    if (this.hasEnded || this.thawer !== null) return;
    this.startThawer();
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    if (this.thawer === null) return;
    this.child.kill('SIGCONT');
    this.thawer.kill('SIGKILL');
    this.thawer = null;
  }

  setClock(aheadMs: number): void {
    this.command(`clock ${aheadMs}`);
  }

  /** Whether a trap was set and not taken away since: a process knows one at a time. */
  hasTrap = false;

  /** Sets a trap; see `process-faults.mjs`. */
  breakAt(checkpoint: string, times: number, signal: 'SIGKILL' | 'SIGSTOP'): void {
    this.trapped = false;
    this.hasTrap = true;
    if (signal === 'SIGKILL') this.mayDie = true;
    else this.startThawer();
    this.command(`break ${checkpoint} ${times} ${signal}`);
  }

  /** Waits until no trap is set any more, and what stands still goes on. */
  async calm(): Promise<void> {
    const answers = this.calmAnswers + 1;
    this.hasTrap = false;
    this.command('calm');
    await until(`${this.name} calm`, () => {
      if (this.hasEnded || this.calmAnswers >= answers) return true;
      // It may walk into its trap before it reads the line.
      this.child.kill('SIGCONT');
      return false;
    });
    this.thaw();
  }

  /** Whether it has walked into its trap. */
  get isTrapped(): boolean {
    return this.trapped;
  }

  cutConnections(port: number): void {
    this.command(`cut ${port}`);
  }

  /** The end of its output. */
  tail(lines: number): string {
    return [`${this.name}:`, ...this.lines.slice(-lines)].join('\n  ');
  }

  private startThawer(): void {
    this.thawer ??= spawn('sh', ['-c', THAW_AT_THE_END, 'sh', String(this.child.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
  }

  private command(line: string): void {
    const pipe = this.child.stdio[4];
    if (pipe instanceof Writable && !this.hasEnded) pipe.write(`${line}\n`);
  }

  private listen(): void {
    for (const pipe of this.child.stdio.slice(3)) pipe?.on('error', () => undefined);
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('the process has no output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.keep(line);
      if (this.port === null && /"event":"(listening|running)"/.test(line)) {
        this.port = Number((JSON.parse(line) as { port?: number }).port);
      }
    });
    createInterface({ input: stderr }).on('line', (line) => {
      if (line === 'calm') this.calmAnswers += 1;
      else this.keep(line);
      if (line.startsWith('reached ')) this.trapped = true;
    });
  }

  private keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > LINES_KEPT) this.lines.shift();
  }
}
