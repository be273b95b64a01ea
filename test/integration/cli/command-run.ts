import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { until } from '../../support/until.js';
import { alive, descendants, type Identity } from '../../support/process-family.js';

const PRODUCT = {
  PORT: '0',
  LOG_LEVEL: 'info',
  JWT_SECRET: 'a-secret-for-tests-only-0123456789abcdef',
  SECRETS_KEY: 'a-key-for-tests-only-0123456789abcdef-xyz',
};

/** One of the commands, on MongoDB and Redis of its own unless `environment` names some. */
export class CommandRun {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private family: Identity[] = [];

  constructor(command: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    const inherited = { ...process.env };
    delete inherited['MONGODB_URI'];
    delete inherited['REDIS_URL'];
    const child = spawn(process.execPath, ['--enable-source-maps', `dist/bin/${command}.js`, ...args], {
      env: { ...inherited, ...PRODUCT, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.child = child;
    this.closed = once(child, 'close');
  }

  get pid(): number {
    return this.child.pid!;
  }

  get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async says(text: string): Promise<void> {
    await until(`"${text}"`, () => `${this.stdout}${this.stderr}`.includes(text) || this.hasExited);
    if (!`${this.stdout}${this.stderr}`.includes(text)) throw new Error(`ended: ${this.stdout}${this.stderr}`);
  }

  /** Waits for a process below it that runs this program. @returns its id */
  async hasStarted(program: string): Promise<number> {
    return until(`${program} to run`, () => this.find(program));
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    this.family = await descendants(this.child.pid!);
    this.child.kill(signal);
  }

  /** Kills a process below it. */
  async kill(program: string): Promise<number> {
    this.family = await descendants(this.child.pid!);
    const pid = await this.hasStarted(program);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  /** Waits for its end, and for that of all that ran below it at the last signal. @returns the exit code */
  async ended(): Promise<number | null> {
    await until('the command to end', () => this.hasExited);
    await until('its processes to end', async () => (await alive(this.family)).length === 0);
    await this.closed;
    return this.child.exitCode;
  }

  private async find(program: string): Promise<number | undefined> {
    for (const { pid } of await descendants(this.child.pid!)) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (line.includes(program)) return pid;
    }
    return undefined;
  }
}
