import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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

/** Links a file that already has its content, so that nobody ever reads a lock without its holder. */
async function tryLock(file: string): Promise<boolean> {
  const draft = `${file}.${processIdentity()}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, processIdentity());
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Another waiter may have taken the lock over since it was read: what was moved away is then put back. */
async function removeStale(file: string, deadHolder: string): Promise<void> {
  const aside = `${file}.stale.${processIdentity()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== deadHolder) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
