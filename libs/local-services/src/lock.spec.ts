import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withLock } from './lock.js';
import { isRunning, processIdentity } from './process-identity.js';

const NO_SUCH_PROCESS = '4194305-1';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'sub', 'lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('lets in one at a time and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 5 }, async () =>
      withLock(file, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await delay(1);
        inside -= 1;
        done += 1;
      }),
    ),
  );
  expect({ most, done }).toEqual({ most: 1, done: 5 });
  expect(await readdir(join(folder, 'sub'))).toEqual([]);
});

it('opens again after an error', async () => {
  const failing = withLock(file, async () => Promise.reject(new Error('work failed')));
  await expect(failing).rejects.toThrow('work failed');
  expect(await withLock(file, async () => Promise.resolve('done'))).toBe('done');
});

it('is taken over from a process that has died, also by many at once', async () => {
  await withLock(file, async () => Promise.resolve());
  await writeFile(file, NO_SUCH_PROCESS);
  const waited: string[] = [];
  const takers = Array.from({ length: 4 }, async (_, n) =>
    withLock(
      file,
      async () => Promise.resolve(n),
      (holder) => waited.push(holder),
    ),
  );
  expect((await Promise.all(takers)).sort()).toEqual([0, 1, 2, 3]);
  expect(waited).not.toContain(NO_SUCH_PROCESS);
});

it('tells apart processes that had the same id', () => {
  expect(isRunning(processIdentity())).toBe(true);
  expect(isRunning(`${process.pid}-1`)).toBe(false);
  expect(isRunning(NO_SUCH_PROCESS)).toBe(false);
  expect(isRunning('nonsense')).toBe(false);
});
