import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InUseError } from './local-service.js';
import { takeLock } from './lock.js';
import { isRunning, processIdentity } from './process-identity.js';

const RUNS = 'runs';
const RUN_NAME = /^(\d+-\d+)\.[0-9a-f]{8}$/;

/** Where one instance has its data. */
export interface RunFolder {
  readonly name: string;
  readonly path: string;
  /** Whether its data stay when it ends. */
  readonly isKept: boolean;
  /** Removes it, or leaves its data for the next one. */
  release(): Promise<void>;
}

/** Which data are kept, and of which server. */
export interface Kept {
  readonly keep: string;
  readonly server: 'mongo' | 'redis';
}

/**
 * Makes a folder for one instance's data under `parent/runs`, named after the owning process, and clears away those
 * of owners that have died.
 * @param kept data that are kept: the folder that the last one left, if there is one
 * @throws InUseError if another process that lives has it
 */
export async function makeRunFolder(parent: string, kept: Kept | null = null): Promise<RunFolder> {
  const runs = join(parent, RUNS);
  await mkdir(runs, { recursive: true });
  await sweepDead(runs);
  const name = kept === null ? `${processIdentity()}.${randomBytes(4).toString('hex')}` : keptName(kept);
  const path = join(runs, name);
  if (kept === null) {
    await mkdir(path);
    return { name, path, isKept: false, release: () => removeRunFolder(path) };
  }
  const lock = `${path}.lock`;
  const holder = await takeLock(lock);
  if (holder !== null) throw new InUseError(kept.keep, holder);
  await mkdir(path, { recursive: true });
  return { name, path, isKept: true, release: () => rm(lock, { force: true }) };
}

/**
 * Removes what is kept under a name, in every folder of the cache that holds instances.
 * @throws InUseError if a process that lives has it
 */
export async function removeKept(cache: string, keep: string): Promise<void> {
  const parents = await readdir(cache, { withFileTypes: true }).catch(() => []);
  for (const parent of [
    cache,
    ...parents.filter((entry) => entry.isDirectory()).map(({ name }) => join(cache, name)),
  ]) {
    for (const server of ['mongo', 'redis'] as const) {
      const path = join(parent, RUNS, keptName({ keep, server }));
      if (!existsSync(path)) continue;
      const holder = await takeLock(`${path}.lock`);
      if (holder !== null) throw new InUseError(keep, holder);
      await removeRunFolder(path);
      await rm(`${path}.lock`, { force: true });
    }
  }
}

function keptName({ keep, server }: Kept): string {
  return `kept-${keep}-${server}`;
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
