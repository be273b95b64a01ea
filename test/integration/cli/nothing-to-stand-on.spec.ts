import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Port 1 of this machine: nobody listens there. */
const AWAY = {
  MONGODB_URI: 'mongodb://ann:pass-word@127.0.0.1:1/shop?replicaSet=rs0',
  REDIS_URL: 'redis://:pass-word@127.0.0.1:1',
};
const SENTENCE =
  'MongoDB at MONGODB_URI (mongodb://127.0.0.1:1/shop) does not answer: connect ECONNREFUSED 127.0.0.1:1. ' +
  'Start it or set MONGODB_URI; "npm run services" runs one on this machine and prints its address.\n';

const PROGRAMS: [name: string, program: string, before: string][] = [
  ['the API', 'api.js', 'The API cannot start. '],
  ['the worker', 'worker.js', 'The worker cannot start. '],
  ['seed', 'seed.js', ''],
  ['reconcile', 'reconcile.js', ''],
];

/** All at once: each tries for some seconds. */
let away: Map<string, Ran>;

beforeAll(async () => {
  away = new Map(
    await Promise.all(
      PROGRAMS.map(
        async ([, program]) => [program, await run(program, { ...AWAY, LOG_LEVEL: 'info' })] as [string, Ran],
      ),
    ),
  );
});

describe.each(PROGRAMS)('%s', (_name, program, before) => {
  it('says in one sentence that MongoDB is away and what to do, and has tried once', () => {
    const { code, stdout, stderr } = away.get(program)!;
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${before}${SENTENCE}` });
    expect(stdout).not.toContain('Retrying');
    expect(stdout).not.toContain('pass-word');
  });

  it('refuses a URI that takes the protections away, before it connects', async () => {
    const { code, stderr } = await run(program, { ...AWAY, MONGODB_URI: `${AWAY.MONGODB_URI}&directConnection=true` });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(`^${before}MONGODB_URI says directConnection=true`),
    ]);
  });

  it('names a variable that is wrong, and nothing else', async () => {
    const { code, stderr } = await run(program, { ...AWAY, CHUNK_SIZE: 'x' });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      `${before}The environment is not right:`,
      expect.stringMatching(/^ {2}- CHUNK_SIZE must be a whole number/),
    ]);
  });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, environment: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [`dist/bin/${program}`], {
    env: { ...process.env, NODE_ENV: 'test', PORT: '0', WORKER_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
