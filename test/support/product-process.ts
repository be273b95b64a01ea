import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { isStopped } from './process-family.js';
import { DEADLINE_MS, until } from './until.js';

/** Whose `dist` is run; another than the checkout's when a protection is taken out of a copy to see a test go red. */
const ROOT = process.env['PRODUCT_ROOT'] ?? process.cwd();
const CRASH_AT = join(process.cwd(), 'test/support/crash-at.mjs');
const SHIFT_CLOCK = join(process.cwd(), 'test/support/shift-clock.mjs');

/** A line of a process's log. */
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
   * @param environment see `ownEnvironment`; with `CLOCK_SHIFT_MS` its own clock is that far ahead
   * @param crashAt kills the process with SIGKILL at the n-th time it reaches a checkpoint, e.g. `chunk.flipped:2`;
   *   `slot.finished:3,chunk.flipped:2` begins to count at the end of the third slot
   * @param freezeAt stops it with SIGSTOP there instead; see `thaw`
   */
  static start(
    app: 'api' | 'worker',
    environment: Readonly<Record<string, string>>,
    crashAt?: string,
    freezeAt?: string,
  ): ProductProcess {
    const faults = {
      ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
      ...(freezeAt === undefined ? {} : { FREEZE_AT: freezeAt }),
    };
    const preload = [
      ...(Object.keys(faults).length === 0 ? [] : ['--import', CRASH_AT]),
      ...('CLOCK_SHIFT_MS' in environment ? ['--import', SHIFT_CLOCK] : []),
    ];
    const child = spawn(process.execPath, [...preload, '--enable-source-maps', join(ROOT, `dist/bin/${app}.js`)], {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        ...environment,
        LOG_LEVEL: 'info',
        ...faults,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new ProductProcess(`${app} ${child.pid}`, child);
    started.listen();
    return started;
  }

  /** @returns the port, once the process runs */
  async ready(): Promise<number> {
    const isReady = () => this.lines.find(({ event }) => event === 'listening' || event === 'running');
    const line = await until(`${this.name} ready`, () => isReady() ?? this.hasExited());
    if (line === true) throw new Error(`${this.name} ended: ${this.errors}`);
    return Number(line.port);
  }

  hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until it has ended by itself or by a crash point. */
  async ended(withinMs = DEADLINE_MS): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    await until(`${this.name} ended`, () => this.hasExited(), { withinMs }).catch((cause: unknown) => {
      throw new Error(`${this.name} has not ended: ${this.tail()}`, { cause });
    });
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** Waits until it died at the crash point that it was given. */
  async crashed(): Promise<void> {
    const { signal } = await this.ended();
    if (signal !== 'SIGKILL') throw new Error(`${this.name} was to crash, but ended otherwise: ${this.tail()}`);
    await until(`${this.name} tells where it crashed`, () => this.errors.includes('crashed at '));
  }

  /** Waits until it stands still at the freeze point that it was given. */
  async frozen(): Promise<void> {
    // It says so before it does so; thawed in between, it would stand still for ever.
    const isFrozen = async () => this.errors.includes('frozen at ') && (await isStopped(this.child.pid ?? 0));
    await until(`${this.name} frozen`, async () => (await isFrozen()) || this.hasExited()).catch((cause: unknown) => {
      throw new Error(`${this.name} is not frozen: ${this.tail()}`, { cause });
    });
  }

  /** Lets it go on as if no time had passed. */
  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Waits for a line of its log. */
  async says(text: string, withinMs = DEADLINE_MS): Promise<LogLine> {
    const said = () => this.lines.find(({ msg }) => msg?.includes(text));
    return until(`${this.name} says "${text}"`, said, { withinMs }).catch((cause: unknown) => {
      throw new Error(`${this.name} has not said "${text}": ${this.tail()}`, { cause });
    });
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
    if (!this.hasExited()) this.child.kill('SIGTERM');
    return (await this.ended()).code;
  }

  get errors(): string {
    return this.stderr.join('');
  }

  /** The end of its output, for the message of a failed test. */
  tail(lines = 40): string {
    const own = this.lines.filter(({ context }) => context === undefined);
    return [`${this.name}:`, ...own.slice(-lines).map(inShort), this.errors].join('\n  ');
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

const OF_EVERY_LINE = ['time', 'level', 'service', 'pid', 'hostname', 'msg', 'err'];

function inShort(line: LogLine): string {
  const { time, msg, err } = line;
  const more = Object.fromEntries(Object.entries(line).filter(([field]) => !OF_EVERY_LINE.includes(field)));
  const cause = (err as { message?: string } | undefined)?.message;
  const at = typeof time === 'string' ? time.slice(11, 23) : '';
  return [at, msg, cause, Object.keys(more).length === 0 ? undefined : JSON.stringify(more)]
    .filter((part) => part !== undefined)
    .join('  ');
}
