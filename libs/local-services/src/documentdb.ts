import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDataTemplate, makeServiceFolder } from './debian/data-template.js';
import { debianRoot } from './debian/debian-root.js';
import { POSTGRES, postgresArguments, SOCKET_PORT } from './debian/postgres-settings.js';
import { inRoot } from './debian/root-command.js';
import { REPLICA_SET_NAME } from './gateway/handshake.js';
import { GatewayProcess } from './gateway-process.js';
import { GuardedProcess } from './guarded-process.js';
import type { LocalService, Log } from './local-service.js';
import { freePort } from './ports.js';
import { makeRunFolder, sweepDead, type RunFolder } from './run-folder.js';
import { waitUntil } from './waiting.js';

const USUAL_PORT = 27_017;
const MAX_CONNECTIONS = 150;
const DEFAULT_IDLE_TRANSACTION_MS = 60_000;
const ENDED_WITHIN_MS = 20_000;
const LINK_PREFIX = 'local-services-';
/** Longest path of a Unix socket, less the socket's own name. */
const MAX_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432'.length;

export interface DocumentDbOptions {
  log?: Log;
  /** How long a transaction may lie idle before it is rolled back; 60 s unless told. */
  idleTransactionMs?: number;
  /** See `StartOptions`. */
  keep?: string | undefined;
}

/**
 * Starts an instance of DocumentDB of one's own with the gateway in front of it, on free ports and with empty data
 * unless they are kept. Throws UnavailableError when this machine cannot have it.
 */
export async function startDocumentDb(options: DocumentDbOptions = {}): Promise<LocalService> {
  const root = await debianRoot(options.log ?? (() => undefined));
  const { keep } = options;
  const run = await makeRunFolder(root, keep === undefined ? null : { keep, server: 'mongo' });
  const socket = await socketFolder(run);
  const cleanUp = async (): Promise<void> => {
    if (socket !== run.path) await rm(socket, { force: true });
    await run.release();
  };
  let postgres: GuardedProcess | undefined;
  try {
    await makeServiceFolder(run.path);
    if (!existsSync(join(run.path, 'data'))) await copyDataTemplate(root, run.path);
    postgres = await startPostgres(root, run);
    const gateway = await startGateway(postgres, socket, run, options);
    return new DocumentDb(root, run, postgres, gateway, cleanUp);
  } catch (error) {
    if (postgres !== undefined) await killPostgres(postgres, run.path);
    await cleanUp();
    throw error;
  }
}

class DocumentDb implements LocalService {
  readonly uri: string;
  readonly source = 'DocumentDB from Debian packages, through the gateway';
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly root: string,
    private readonly run: RunFolder,
    private postgres: GuardedProcess,
    private readonly gateway: GatewayProcess,
    private readonly cleanUp: () => Promise<void>,
  ) {
    this.uri = `mongodb://127.0.0.1:${gateway.port}/?replicaSet=${REPLICA_SET_NAME}`;
  }

  async kill(): Promise<void> {
    await killPostgres(this.postgres, this.run.path);
    await this.gateway.waitForDatabase(false);
  }

  async restart(): Promise<void> {
    if (!this.postgres.hasExited) throw new Error('PostgreSQL is running: kill it first');
    this.postgres = await startPostgres(this.root, this.run);
    await this.gateway.waitForDatabase(true);
  }

  async stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    await this.gateway.stop();
    if (this.run.isKept) await endPostgres(this.postgres);
    await killPostgres(this.postgres, this.run.path);
    await this.cleanUp();
  }
}

async function startPostgres(root: string, run: RunFolder): Promise<GuardedProcess> {
  // The lock file of a killed server would name its process id, which another process may have by now.
  await rm(join(run.path, 'data', 'postmaster.pid'), { force: true });
  return GuardedProcess.start({
    ...inRoot(root, POSTGRES, postgresArguments(`/runs/${run.name}`)),
    lastSignal: 'QUIT',
    logFile: join(run.path, 'postgres.log'),
  });
}

async function startGateway(
  postgres: GuardedProcess,
  socket: string,
  run: RunFolder,
  options: DocumentDbOptions,
): Promise<GatewayProcess> {
  return GatewayProcess.start({
    postgresHost: socket,
    postgresPort: SOCKET_PORT,
    maxConnections: MAX_CONNECTIONS,
    idleTransactionMs: options.idleTransactionMs ?? DEFAULT_IDLE_TRANSACTION_MS,
    logFile: join(run.path, 'gateway.log'),
    port: run.isKept ? await freePort(USUAL_PORT) : 0,
    checkPostgres: async () => {
      if (postgres.hasExited) throw new Error(`PostgreSQL did not start: ${await postgres.logTail()}`);
    },
  });
}

/** Data that are kept are written out first, so that the next start has nothing to recover. */
async function endPostgres(postgres: GuardedProcess): Promise<void> {
  postgres.signal('SIGINT');
  await waitUntil('PostgreSQL to stop', ENDED_WITHIN_MS, () => postgres.hasExited).catch(() => undefined);
}

/** Kills the server and every one of its processes: all of them work in the data folder. */
async function killPostgres(postgres: GuardedProcess, folder: string): Promise<void> {
  postgres.signal('SIGKILL');
  await waitUntil('PostgreSQL to end', ENDED_WITHIN_MS, async () => {
    const left = await processesIn(join(folder, 'data'));
    for (const pid of left) killQuietly(pid);
    return left.length === 0 && postgres.hasExited;
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

async function processesIn(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const workingFolder = await readlink(`/proc/${name}/cwd`).catch(() => '');
    if (workingFolder === folder && !(await isZombie(name))) found.push(Number(name));
  }
  return found;
}

async function isZombie(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

/** The folder by which to reach the socket: a short link when the cache lies too deep for a socket's path. */
async function socketFolder(run: RunFolder): Promise<string> {
  if (run.path.length <= MAX_SOCKET_FOLDER) return run.path;
  await sweepDead(tmpdir(), LINK_PREFIX);
  const short = join(tmpdir(), `${LINK_PREFIX}${run.name}`);
  // Kept data have the same link at every start; who was killed has left it.
  await rm(short, { force: true });
  await symlink(run.path, short);
  return short;
}
