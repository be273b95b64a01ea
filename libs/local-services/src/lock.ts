import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './errors.js';
import { isRunning, processIdentity } from './process-identity.js';

const RETRY_MS = 200;

/**
 * Runs `work` while holding the lock file. Waits for another holder that is alive (`onWait` is told once) and takes
 * the lock of a dead one over.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait?: (holder: string) => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await tryLock(file))) {
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (holder !== '' && !isRunning(holder)) {
      await removeStale(file, holder);
      continue;
    }
    if (!told) onWait?.(holder);
    told = true;
    await delay(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Takes the lock for as long as this process lives, or until the file is removed; that of a dead holder is taken over.
 * @returns null, or the identity of a holder that is alive
 */
export async function takeLock(file: string): Promise<string | null> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await tryLock(file))) {
    const holder = await readFile(file, 'utf8').catch(() => '');
    if (holder === '') continue;
    if (isRunning(holder)) return holder;
    await removeStale(file, holder);
  }
  return null;
}

/** Links a file that already has its content, so that nobody ever reads a lock without its holder. */
async function tryLock(file: string): Promise<boolean> {
  const draft = uniqueName(file);
  await writeFile(draft, processIdentity());
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Another waiter may have taken the lock over since it was read: what was moved away is then put back. */
async function removeStale(file: string, deadHolder: string): Promise<void> {
  const aside = uniqueName(file);
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== deadHolder) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function uniqueName(file: string): string {
  return `${file}.${processIdentity()}.${randomBytes(4).toString('hex')}`;
}
