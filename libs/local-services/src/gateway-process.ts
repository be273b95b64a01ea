import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './waiting.js';

const STARTED_WITHIN_MS = 60_000;
const STATE_WITHIN_MS = 60_000;
const COMPILED_MAIN = 'dist/bin/gateway.js';

export interface GatewayProcessOptions {
  /** Folder of PostgreSQL's socket. */
  postgresHost: string;
  postgresPort: number;
  maxConnections: number;
  /** How long a transaction may lie idle before it is rolled back. */
  idleTransactionMs: number;
  /** 0: any that is free. */
  port: number;
  /** Receives the gateway's error output. */
  logFile: string;
  /** Throws when there is nothing left to wait for, because PostgreSQL has ended. */
  checkPostgres: () => Promise<void>;
}

/** The gateway, in a process of its own that ends with this one. */
export class GatewayProcess {
  /** Its port on 127.0.0.1; known once it has started. */
  port = 0;
  private databaseIsUp = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {
    child.stdin?.on('error', () => undefined);
    if (child.stdout === null) throw new Error('the gateway has no output');
    createInterface({ input: child.stdout }).on('line', (line) => this.read(line));
  }

  /** Starts it and waits until it serves. Throws when the project has not been built, or when it ends early. */
  static async start(options: GatewayProcessOptions): Promise<GatewayProcess> {
    const { logFile, checkPostgres, ...forMain } = options;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [compiledMain(), JSON.stringify(forMain)], {
      stdio: ['pipe', 'pipe', log],
      detached: true,
    });
    closeSync(log);
    const gateway = new GatewayProcess(child, logFile);
    try {
      await waitUntil('the gateway to start', STARTED_WITHIN_MS, async () => {
        if (gateway.hasExited) throw new Error(`the gateway did not start: ${await gateway.logText()}`);
        await checkPostgres();
        return gateway.port !== 0;
      });
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  /** Resolves when the gateway has seen PostgreSQL come (true) or go (false). */
  async waitForDatabase(up: boolean): Promise<void> {
    await waitUntil(`the gateway to see PostgreSQL ${up ? 'come' : 'go'}`, STATE_WITHIN_MS, async () => {
      if (this.hasExited) throw new Error(`the gateway has ended: ${await this.logText()}`);
      return this.databaseIsUp === up;
    });
  }

  async stop(): Promise<void> {
    this.child.stdin?.destroy();
    if (!this.hasExited) this.child.kill('SIGKILL');
    await waitUntil('the gateway to end', STATE_WITHIN_MS, () => this.hasExited);
  }

  private get hasExited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private read(line: string): void {
    const message = JSON.parse(line) as { port?: number; databaseIsUp?: boolean };
    if (message.port !== undefined) this.port = message.port;
    if (message.databaseIsUp !== undefined) this.databaseIsUp = message.databaseIsUp;
  }

  private async logText(): Promise<string> {
    return (await readFile(this.logFile, 'utf8').catch(() => '')).trim();
  }
}

/** The gateway runs compiled, also when this file is run from its source (as tests do). */
function compiledMain(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('cannot find the project that this file belongs to');
    folder = dirname(folder);
  }
  const main = join(folder, COMPILED_MAIN);
  if (!existsSync(main)) throw new Error(`${COMPILED_MAIN} is missing: run "npm run build" first`);
  return main;
}
