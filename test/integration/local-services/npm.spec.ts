import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { alive, descendants } from '../../support/process-family.js';
import { until } from '../../support/until.js';

describe('npm run services', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('leaves nothing behind when npm gets %s', async (signal) => {
    const npm = await startServices();
    const family = await descendants(npm.pid!);
    expect(family.length).toBeGreaterThan(5);
    npm.kill(signal);
    await until('npm and all processes to end', async () => (await alive(family)).length === 0);
    await until('npm to end', () => npm.exitCode !== null || npm.signalCode !== null);
  });

  async function startServices(): Promise<ChildProcess> {
    const environment = { ...process.env };
    delete environment['MONGODB_URI'];
    delete environment['REDIS_URL'];
    const npm = spawn('npm', ['run', '--silent', 'services'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: environment,
    });
    const lines: string[] = [];
    createInterface({ input: npm.stdout }).on('line', (line) => lines.push(line));
    await until('services to be ready', () => lines.includes('ready') || npm.exitCode !== null);
    expect(lines).toContain('ready');
    return npm;
  }
});

describe('a step of the preparation', () => {
  let checkout: string;

  /** A checkout whose installation never ends by itself. */
  beforeEach(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'checkout-'));
    await mkdir(join(checkout, 'apps/cli/src'), { recursive: true });
    for (const file of ['run.mjs', 'run-command.mjs']) {
      await copyFile(join('apps/cli', file), join(checkout, 'apps/cli', file));
    }
    await writeFile(join(checkout, 'package-lock.json'), '{ "packages": {} }');
    const endless = `require('node:fs').writeFileSync('installing', String(process.pid)); setInterval(() => {}, 1000);`;
    await writeFile(join(checkout, 'endless.js'), endless);
  });

  afterEach(async () => {
    await rm(checkout, { recursive: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with the command at %s', async (signal) => {
    const run = spawn(process.execPath, ['apps/cli/run.mjs', 'build'], {
      cwd: checkout,
      stdio: 'ignore',
      env: { ...process.env, npm_execpath: join(checkout, 'endless.js') },
    });
    await until('the installation to run', async () => (await installer()) !== '');
    const family = await descendants(run.pid!);
    expect(family.map(({ pid }) => String(pid))).toEqual([await installer()]);
    const exited = once(run, 'exit');
    run.kill(signal);
    expect(await exited).toEqual([signal === 'SIGTERM' ? 143 : 130, null]);
    expect(await alive(family)).toEqual([]);
  });

  it('ends when npm has been killed', async () => {
    const npm = spawn('sh', ['-c', 'node apps/cli/run.mjs build & wait'], {
      cwd: checkout,
      stdio: 'ignore',
      env: { ...process.env, npm_lifecycle_event: 'build', npm_execpath: join(checkout, 'endless.js') },
    });
    await until('the installation to run', async () => (await installer()) !== '');
    const family = await descendants(npm.pid!);
    expect(family).toHaveLength(2);
    npm.kill('SIGKILL');
    await until('all processes to end', async () => (await alive(family)).length === 0);
  });

  async function installer(): Promise<string> {
    return readFile(join(checkout, 'installing'), 'utf8').catch(() => '');
  }
});
