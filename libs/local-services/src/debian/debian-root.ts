import { mkdir, mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheFolder } from '../environment.js';
import { errorMessage } from '../errors.js';
import { UnavailableError, type Log } from '../local-service.js';
import { withLock } from '../lock.js';
import { processIdentity } from '../process-identity.js';
import { findProgram } from '../programs.js';
import { makeDataTemplate } from './data-template.js';
import { fetchPackages } from './fetch-packages.js';
import { findMirror } from './mirror.js';
import { isRoot } from './root-command.js';
import { unpackPackages } from './unpack-packages.js';

/** Raised when what is made of the packages changes: older folders are then left alone. */
const RECIPE = 'debian-1';

/** `sid` has them all; dash and coreutils for the shell that PostgreSQL's own tools use. */
const WANTED = { suite: 'sid', packages: ['postgresql-18-documentdb', 'valkey-server', 'dash', 'coreutils'] };

const NEEDED_PROGRAMS = ['apt-get', 'apt-config', 'dpkg-deb', 'tar', 'cp', 'sh'];

/**
 * The folder with DocumentDB and Valkey, unpacked from Debian's packages: the one in the cache or, at first, a fresh
 * one. Throws UnavailableError when this machine cannot have it.
 */
export async function debianRoot(log: Log): Promise<string> {
  const cache = cacheFolder();
  const present = await findRoot(cache);
  if (present !== undefined) return present;
  return withLock(
    join(cache, `${RECIPE}.lock`),
    async () => (await findRoot(cache)) ?? (await makeRoot(cache, log)),
    (holder) => {
      // Two services of this process ask together; what one of them does for both is said.
      if (holder !== processIdentity()) log(`waiting for process ${holder.split('-')[0]}, which fetches them`);
    },
  );
}

/** A root is named only when it is complete. */
async function findRoot(cache: string): Promise<string | undefined> {
  const names = await readdir(cache).catch(() => []);
  const roots = names.filter((name) => name.startsWith(`${RECIPE}-`) && !name.endsWith('.lock')).sort();
  const newest = roots.at(-1);
  return newest === undefined ? undefined : realpath(join(cache, newest));
}

async function makeRoot(cache: string, log: Log): Promise<string> {
  const missing = await missingPrograms();
  if (missing.length > 0) throw new UnavailableError(`needs ${missing.join(', ')}, as Debian has them`);
  const mirror = await findMirror();
  if (mirror === undefined) throw new UnavailableError('no Debian mirror (with its keys) in /etc/apt');
  await mkdir(cache, { recursive: true });
  await removeUnfinished(cache);
  const work = await mkdtemp(join(cache, 'unfinished-'));
  try {
    const started = Date.now();
    const packages = await fetchPackages(join(work, 'apt'), mirror, WANTED, log);
    await unpackPackages(packages, join(work, 'root'), log);
    log('making an empty database');
    await makeDataTemplate(join(work, 'root'));
    const root = join(cache, `${RECIPE}-${versions(packages)}`);
    await rename(join(work, 'root'), root);
    log(`DocumentDB and Valkey are ready for use in ${root} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return await realpath(root);
  } catch (error) {
    throw new UnavailableError(errorMessage(error), { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function missingPrograms(): Promise<string[]> {
  const missing: string[] = [];
  for (const name of [...NEEDED_PROGRAMS, isRoot() ? 'chroot' : 'unshare']) {
    if ((await findProgram(name)) === undefined) missing.push(name);
  }
  return missing;
}

/** What a killed predecessor left; the lock is held, so nobody else is at work. */
async function removeUnfinished(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (name.startsWith('unfinished-')) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function versions(packages: readonly string[]): string {
  const version = (name: string): string => {
    const file = packages.map((path) => basename(path)).find((file) => file.startsWith(`${name}_`)) ?? '';
    return decodeURIComponent(file.split('_')[1] ?? 'unknown').replaceAll(/[^\w.+~-]/g, '-');
  };
  return `documentdb-${version('postgresql-18-documentdb')}-valkey-${version('valkey-server')}`;
}
