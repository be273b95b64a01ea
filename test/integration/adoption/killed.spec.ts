import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { hex } from '../../support/books.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { AdoptedPlatform } from './adopted-platform.js';
import { PlatformAtWork } from './platform-at-work.js';

const CRASH_AT = join(process.cwd(), 'test/support/crash-at.mjs');
const KILLS = Number(process.env['ADOPT_KILLS'] ?? 6);

describe(`npm run adopt, killed (seed ${SeededRandom.SEED})`, () => {
  let platform: AdoptedPlatform;
  const random = new SeededRandom();
  beforeEach(async () => {
    platform = await AdoptedPlatform.start('adopt-killed', { LEASE_MS: '1000' });
  });
  afterEach(async () => {
    await platform.stop();
  });

  async function killedAt(args: readonly string[], point: string): Promise<void> {
    const run = platform.run([...args, '--batch', '8'], { NODE_OPTIONS: `--import ${CRASH_AT}`, CRASH_AT: point });
    expect(await run.ended()).toBe(null);
    expect(run.stderr).toContain(`crashed at ${point}`);
  }

  const applyPoint = (): string =>
    `adoption.${random.pick(['batch-written', 'batch-committed'])}:${random.between(1, 5)}`;

  it('at any point of --apply while the platform works: run again, it ends exactly the same', async () => {
    const work = new PlatformAtWork(platform, random.between(1, 1_000_000));
    try {
      for (let kill = 0; kill < KILLS; kill += 1) await killedAt(['--apply'], applyPoint());
      const going = await platform.adopt('--apply', '--batch', '8');
      expect(going.stderr).not.toContain('MongoServerError');
    } finally {
      await work.stop();
    }
    const last = await platform.adopt('--apply');
    expect(last).toMatchObject({ code: 0, report: { proof: { holds: true, balances: { differencesTotal: 0 } } } });
    const before = {
      users: [...platform.old.users, ...work.users],
      stakes: [...platform.old.stakes, ...work.stakes],
    };
    expect(await platform.problems(before, work.moved)).toEqual([]);
    expect(work.moved.size).toBeGreaterThan(0);

    // What has not moved goes back to the last bit.
    expect((await platform.adopt('--undo')).code).toBe(0);
    const users = new Map((await platform.all('users')).map((user) => [hex(user['_id']), user]));
    const still = platform.old.users.filter(({ _id }) => !work.moved.has(hex(_id)));
    expect(still.length).toBeGreaterThan(0);
    for (const old of still) expect(users.get(hex(old._id))?.['wallets']).toEqual(old['wallets']);
  });

  it('at any point of --undo: run again, everything is as it was before', async () => {
    const before = await platform.dump();
    expect((await platform.adopt('--apply', '--batch', '8')).code).toBe(0);
    for (let kill = 0; kill < 3; kill += 1) await killedAt(['--undo'], `adoption.batch-undone:${random.between(1, 6)}`);
    expect((await platform.adopt('--undo')).code).toBe(0);
    expect(await platform.dump()).toEqual(before);
  });
});
