import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, processIdentity } from './process-identity.js';

const RUN_NAME = /^(\d+-\d+)\.[0-9a-f]{8}$/;

/**
 * Makes a folder for one instance's data under `parent/runs`, named after the owning process, and clears away those
 * of owners that have died. Returns its name and path.
 */
export async function makeRunFolder(parent: string): Promise<{ name: string; path: string }> {
  const runs = join(parent, 'runs');
  await mkdir(runs, { recursive: true });
  await sweepDead(runs);
  const name = `${processIdentity()}.${randomBytes(4).toString('hex')}`;
  const path = join(runs, name);
  await mkdir(path);
  return { name, path };
}

/** Removes a run's folder; a server that is just dying may still write into it, so failures are left to the sweep. */
export async function removeRunFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

/** Removes what is named after the prefix and a run whose owner has died. */
export async function sweepDead(folder: string, prefix = ''): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = name.startsWith(prefix) ? RUN_NAME.exec(name.slice(prefix.length))?.[1] : undefined;
    if (owner !== undefined && !isRunning(owner)) await removeRunFolder(join(folder, name));
  }
}
