import { join } from 'node:path';
import { GuardedProcess } from './guarded-process.js';
import type { LocalService } from './local-service.js';
import type { RunFolder } from './run-folder.js';
import { waitUntil } from './waiting.js';

const STARTED_WITHIN_MS = 60_000;

export interface ServerProgram {
  uri: string;
  source: string;
  file: string;
  args: readonly string[];
  /** Folder of the run, with the server's data. */
  run: RunFolder;
  /** Whether the server answers. */
  isReady: () => Promise<boolean>;
}

/** A server that is one process: killing that process is a power cut to it. */
export class ServerProcess implements LocalService {
  private stopping: Promise<void> | null = null;

  private constructor(
    private readonly program: ServerProgram,
    private process: GuardedProcess,
  ) {}

  get uri(): string {
    return this.program.uri;
  }

  get source(): string {
    return this.program.source;
  }

  /** Starts the program and waits until it answers. Throws with the end of its output when it does not start. */
  static async start(program: ServerProgram): Promise<ServerProcess> {
    try {
      return new ServerProcess(program, await launch(program));
    } catch (error) {
      await program.run.release();
      throw error;
    }
  }

  async kill(): Promise<void> {
    this.process.signal('SIGKILL');
    await this.process.exited();
  }

  /** Data that are kept are written out first. */
  private async end(): Promise<void> {
    this.process.signal(this.program.run.isKept ? 'SIGTERM' : 'SIGKILL');
    await this.process.exited();
  }

  async restart(): Promise<void> {
    if (!this.process.hasExited) throw new Error(`${this.source} is running: kill it first`);
    this.process = await launch(this.program);
  }

  async stop(): Promise<void> {
    this.stopping ??= this.end().then(() => this.program.run.release());
    return this.stopping;
  }
}

async function launch(program: ServerProgram): Promise<GuardedProcess> {
  const process = await GuardedProcess.start({
    file: program.file,
    args: program.args,
    lastSignal: 'KILL',
    logFile: join(program.run.path, 'server.log'),
  });
  try {
    await waitUntil(`${program.source} to start`, STARTED_WITHIN_MS, async () => {
      if (process.hasExited) throw new Error(`${program.source} did not start: ${await process.logTail()}`);
      return program.isReady();
    });
    return process;
  } catch (error) {
    process.signal('SIGKILL');
    throw error;
  }
}
