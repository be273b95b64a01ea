import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRun } from './command-run.js';

it.each([
  ['demo', ['--stakes', '1'], '--stakes must be a whole number from 1,000 to 10,000,000; got 1'],
  ['demo', ['--stakes', '999'], '--stakes must be a whole number from 1,000 to 10,000,000; got 999'],
  ['demo', ['--stakes', 'many'], '--stakes must be a whole number from 1,000 to 10,000,000; got many'],
  ['demo', ['--slots', '101'], '--slots must be at most 100: a day has no more'],
  ['seed', ['--users', '0'], '--users must be a whole number from 1 to 10,000,000; got 0'],
])('%s %j ends with 2 and says what would be right', async (command, args, message) => {
  const run = new CommandRun(command, args);
  expect(await run.ended()).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toBe(`${message}\n`);
});

const COMMANDS = readdirSync(join(process.cwd(), 'apps/cli/src'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -'.ts'.length));

it.each(COMMANDS)('%s --help says what it does, whatever else is asked, and does nothing', async (command) => {
  const run = new CommandRun(command, ['--unheard-of', '--help']);
  expect(await run.ended()).toBe(0);
  expect(run.stdout).toMatch(new RegExp(`^npm (run )?${command}`));
  expect(run.stderr).toBe('');
});

/** Those that have no program of their own among the commands. */
describe.each(['build', 'client', 'start:api', 'start:worker'])('npm run %s', (command) => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['apps/cli/run.mjs', command, ...args], { encoding: 'utf8', timeout: 10_000 });

  it('--help says what it does, and does nothing', () => {
    const { status, stdout, stderr } = run('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^npm run ${command}\\b`));
  });

  it('refuses what it does not know, and does nothing', () => {
    const { status, stdout, stderr } = run('--unheard-of');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--unheard-of');
  });
});
