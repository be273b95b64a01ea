import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { childEnvironment } from './environment.js';

/**
 * Runs the program and waits for it. Its standard input is a pipe whose other end this process holds: when that end
 * closes, however this process ended, the program is sent the signal. File 3 carries the program's id back.
 */
const GUARD = `
signal=$1; shift
exec 4<&0 0</dev/null
"$@" 3>&- 4<&- & program=$!
echo "$program" >&3; exec 3>&-
( while read -r _ <&4; do :; done; kill -s "$signal" "$program" ) >/dev/null 2>&1 & watch=$!
wait "$program"; status=$?
kill "$watch" 2>/dev/null
exit "$status"
`;

export interface GuardedProgram {
  file: string;
  args: readonly string[];
  /** Sent to the program when this process is gone. */
  lastSignal: 'QUIT' | 'KILL';
  /** Receives the program's output. */
  logFile: string;
}

/** A native program that never outlives this process, not even when this one is killed. */
export class GuardedProcess {
  private constructor(
    private readonly guard: ChildProcess,
    readonly pid: number,
    private readonly logFile: string,
  ) {}

  /** Starts the program. Throws when it cannot be started. */
  static async start(program: GuardedProgram): Promise<GuardedProcess> {
    const log = openSync(program.logFile, 'a');
    // A session of its own: Ctrl-C on a terminal must not reach servers whose clients are still finishing.
    const guard = spawn('sh', ['-c', GUARD, 'guard', program.lastSignal, program.file, ...program.args], {
      stdio: ['pipe', log, log, 'pipe'],
      detached: true,
      env: childEnvironment(),
    });
    closeSync(log);
    guard.stdin?.on('error', () => undefined);
    return new GuardedProcess(guard, await programId(guard), program.logFile);
  }

  get hasExited(): boolean {
    return this.guard.exitCode !== null || this.guard.signalCode !== null;
  }

  /** Resolves when the program has ended. */
  async exited(): Promise<void> {
    if (!this.hasExited) await once(this.guard, 'exit');
  }

  /** Sends the program a signal; nothing happens when it has ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.hasExited) return;
    try {
      process.kill(this.pid, signal);
    } catch {
      // It ended in between.
    }
  }

  /** The end of what the program wrote, for error messages. */
  async logTail(): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-5).join('\n');
  }
}

async function programId(guard: ChildProcess): Promise<number> {
  const pipe = guard.stdio[3];
  if (!pipe || !('setEncoding' in pipe)) throw new Error('the guard has no pipe for the program id');
  let text = '';
  pipe.setEncoding('utf8');
  for await (const chunk of pipe) text += String(chunk);
  const pid = Number(text.trim());
  if (!Number.isInteger(pid) || pid <= 0) throw new Error('the program could not be started');
  return pid;
}
