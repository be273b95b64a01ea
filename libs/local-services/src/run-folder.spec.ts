import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from './process-identity.js';
import { makeRunFolder, removeRunFolder, sweepDead } from './run-folder.js';

const DEAD = '4194305-1.0123abcd';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'runs-'));
});

afterEach(async () => {
  await rm(parent, { recursive: true });
});

it('makes a folder for each run and clears away those of the dead, but nothing else', async () => {
  for (const name of [DEAD, 'something-else']) await mkdir(join(parent, 'runs', name), { recursive: true });
  const first = await makeRunFolder(parent);
  const second = await makeRunFolder(parent);
  expect(first.name).toContain(processIdentity());
  expect((await readdir(join(parent, 'runs'))).sort()).toEqual([first.name, second.name, 'something-else'].sort());
  await removeRunFolder(first.path);
  await removeRunFolder(first.path);
  expect(await readdir(join(parent, 'runs'))).not.toContain(first.name);
});

it('looks only at names with the prefix', async () => {
  for (const name of [DEAD, `mine-${DEAD}`, 'mine-notes']) await mkdir(join(parent, name));
  await sweepDead(parent, 'mine-');
  expect((await readdir(parent)).sort()).toEqual([DEAD, 'mine-notes'].sort());
});
