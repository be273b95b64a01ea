import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { LIFELINE, programOf } from './programs.js';

/** One of the project's commands in a process of its own, which ends with this one. What it says goes to our own errors. */
export class CommandProcess {
  /** Its exit code, null when a signal ended it, and what it printed. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  private readonly child: ChildProcess;

  /**
   * @param name as in `npm run <name>`
   * @param quiet what it says meanwhile is shown only when it fails
   */
  constructor(
    name: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    private readonly quiet = false,
  ) {
    this.child = spawn(process.execPath, ['--import', LIFELINE, programOf(name), ...args], {
      env: { ...environment },
      stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit', 'pipe'],
      // Ctrl-C reaches the whole group of a terminal; whoever started the command stops it.
      detached: true,
    });
    this.ended = this.read();
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  private async read(): Promise<{ code: number | null; output: string }> {
    const output: Buffer[] = [];
    const said: Buffer[] = [];
    this.child.stderr?.on('data', (data: Buffer) => said.push(data));
    this.child.stdout?.on('data', (data: Buffer) => output.push(data));
    const [code] = (await once(this.child, 'close')) as [number | null];
    if (this.quiet && code !== 0) process.stderr.write(Buffer.concat(said));
    return { code, output: Buffer.concat(output).toString().trimEnd() };
  }
}
