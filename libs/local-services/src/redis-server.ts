import { createConnection } from 'node:net';
import { cacheFolder } from './environment.js';
import { makeServiceFolder } from './debian/data-template.js';
import { debianRoot } from './debian/debian-root.js';
import { inRoot } from './debian/root-command.js';
import { UnavailableError, type LocalService, type Log } from './local-service.js';
import { freePort } from './ports.js';
import { findProgram } from './programs.js';
import { makeRunFolder, type Kept, type RunFolder } from './run-folder.js';
import { ServerProcess } from './server-process.js';

const USUAL_PORT = 6_379;
const VALKEY_IN_ROOT = '/usr/bin/valkey-server';

/** Starts a `redis-server` or `valkey-server` found on PATH. Throws UnavailableError when there is none. */
export async function startRedisOnPath(_log: Log, keep?: string): Promise<LocalService> {
  const file = (await findProgram('redis-server')) ?? (await findProgram('valkey-server'));
  if (file === undefined) throw new UnavailableError('no redis-server or valkey-server on PATH');
  const run = await makeRunFolder(cacheFolder(), keptRedis(keep));
  const port = await freePort(usualPort(run));
  return start({ port, source: file, file, args: serverArguments(port, run.path), run });
}

/** Starts Valkey from Debian's packages. Throws UnavailableError when this machine cannot have them. */
export async function startValkeyFromDebian(log: Log, keep?: string): Promise<LocalService> {
  const root = await debianRoot(log);
  const run = await makeRunFolder(root, keptRedis(keep));
  await makeServiceFolder(run.path);
  const port = await freePort(usualPort(run));
  const command = inRoot(root, VALKEY_IN_ROOT, serverArguments(port, `/runs/${run.name}`));
  return start({ port, source: 'Valkey from Debian packages', ...command, run });
}

function keptRedis(keep: string | undefined): Kept | null {
  return keep === undefined ? null : { keep, server: 'redis' };
}

function usualPort(run: RunFolder): number | undefined {
  return run.isKept ? USUAL_PORT : undefined;
}

async function start(server: {
  port: number;
  source: string;
  file: string;
  args: readonly string[];
  run: RunFolder;
}): Promise<LocalService> {
  const { port, ...program } = server;
  const uri = `redis://127.0.0.1:${port}`;
  return ServerProcess.start({ ...program, uri, isReady: async () => answersPing(port) });
}

/**
 * BullMQ needs `noeviction`; `hz 100` makes delayed jobs 8 ms late instead of 50. The log of all writes is kept, so
 * that a restart has what was there before.
 */
function serverArguments(port: number, folder: string): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    'maxmemory-policy': 'noeviction',
    appendonly: 'yes',
    save: '',
    hz: '100',
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** False while it is not there or still loads its data. */
async function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
