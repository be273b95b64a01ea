import { readFile, readdir, readlink } from 'node:fs/promises';
import { isPortFree } from '#lib/local-services';

/** Somebody else listens on a port that a process of the product is to have. */
export class PortTakenError extends Error {
  readonly code = 'PORT_TAKEN';
}

/** Of the API, where PORT does not say otherwise. */
const DEFAULT_PORT = '3000';

/**
 * Looks before anything is started whether the API will have its port, PORT.
 * @param command that needs it, as it is typed
 * @throws PortTakenError that says by whom it is taken, where the system tells, and what to do
 */
export async function assertPortFree(
  command: string,
  port = Number(process.env['PORT'] ?? DEFAULT_PORT),
): Promise<void> {
  if (port === 0 || (await isPortFree(port))) return;
  const holder = await holderOf(port);
  throw new PortTakenError(
    `Port ${port} is taken${holder === null ? '' : ` by ${holder}`}. Stop that, or choose another: PORT=${port + 10} ${command}`,
  );
}

/** @returns the process that listens there, in words, from Linux' /proc; elsewhere null */
async function holderOf(port: number): Promise<string | null> {
  const socket = await listeningSocket(port);
  if (socket === null) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      if ((await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')) !== `socket:[${socket}]`) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return `process ${pid} (${programOf(command.split('\0'))})`;
    }
  }
  return null;
}

/** The script of an interpreter; else the program. */
function programOf(command: readonly string[]): string {
  return command.find((part) => /\.[cm]?[jt]s$/.test(part) && !part.includes(':')) ?? command[0] ?? '';
}

const LISTENING = '0A';

/** @returns the number of the socket that listens on a port, of any address */
async function listeningSocket(port: number): Promise<string | null> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1)) {
      const [, local = '', , state, , , , , , socket = null] = line.trim().split(/\s+/);
      if (state === LISTENING && local.endsWith(wanted)) return socket;
    }
  }
  return null;
}
