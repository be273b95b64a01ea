import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let checkout: string;

/** A checkout in which nothing is installed, and from which nothing could be. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  mkdirSync(join(checkout, 'apps/cli/src'), { recursive: true });
  for (const file of ['run.mjs', 'run-command.mjs']) copyFileSync(`apps/cli/${file}`, join(checkout, 'apps/cli', file));
});

afterEach(() => rmSync(checkout, { recursive: true }));

it.each(['v18.20.4', 'v20.18.3', 'v8.17.0'])(
  'a Node.js that is too old is told before anything is done: %s',
  (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Node.js 20.19 or newer is needed; this is ${version}, ${process.execPath}.`);
    expect(readdirSync(checkout)).toEqual(['apps']);
  },
);

it.each(['v20.19.0', 'v22.1.0', 'v100.0.0'])('one that is new enough goes on: %s', (version) => {
  const { status, stderr } = runAs(version);
  // Without a command there is nothing to prepare.
  expect([status, stderr]).toEqual([2, expect.stringContaining('Usage: node apps/cli/run.mjs <command>')]);
});

it('asks for what package.json asks for', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('>=20.19.0');
});

it('is read by old Node.js: no imports, and nothing newer than ES2015 but import() itself', () => {
  const text = readFileSync('apps/cli/run.mjs', 'utf8').replace(/\/\*.*?\*\//s, '');
  expect(text).not.toMatch(/^import\b(?!\()|\bawait\b|\?\.|\?\?|\basync\b/m);
});

/** Runs it without a command, as a Node.js of this version. */
function runAs(version: string): { status: number | null; stdout: string; stderr: string } {
  const preload = `data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`;
  return spawnSync(process.execPath, ['--import', preload, 'apps/cli/run.mjs'], { cwd: checkout, encoding: 'utf8' });
}
