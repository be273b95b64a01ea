import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { isStopped } from '../../support/process-family.js';
import { until } from '../../support/until.js';
import { AdoptedPlatform } from './adopted-platform.js';

const FREEZE = { NODE_OPTIONS: `--import ${join(process.cwd(), 'test/support/crash-at.mjs')}` };

describe('npm run adopt, twice at once', () => {
  let platform: AdoptedPlatform;
  beforeEach(async () => {
    platform = await AdoptedPlatform.start('adopt-twice', { LEASE_MS: '1000' });
  });
  afterEach(async () => {
    await platform.stop();
  });

  it('refuses the second while the first lives, and says who that is', async () => {
    const locks = platform.db.collection<{ _id: string; until: Date }>('adoption');
    const lease = () => ({ until: new Date(Date.now() + 60_000) });
    await locks.insertOne({
      _id: 'lock',
      holder: 'ann',
      who: 'process 7 on ann',
      since: new Date(),
      ...lease(),
    } as never);
    const second = platform.run(['--apply']);
    await second.says('process 7 on ann adopts this database since');
    await locks.updateOne({ _id: 'lock' }, { $set: { until: new Date(Date.now() + 120_000) } });
    expect(await second.ended()).toBe(1);
    expect(second.stderr).toContain('Let it end, or end it, and run this again.');
    expect(await platform.db.collection('transactions').countDocuments({ type: 'OPENING_BALANCE' })).toBe(0);
    // Reading needs nobody's leave.
    expect((await platform.adopt()).code).toBe(0);
  });

  it('takes over from one that stands still; that one writes nothing more when it wakes', async () => {
    const first = platform.run(['--apply', '--batch', '20'], { ...FREEZE, FREEZE_AT: 'adoption.batch-committed:2' });
    await first.says('frozen at');
    await until('it to stand still', () => isStopped(first.pid));
    const second = await platform.adopt('--apply', '--batch', '20');
    expect(second).toMatchObject({ code: 0, report: { proof: { holds: true } } });
    const done = await platform.dump();
    await first.signal('SIGCONT');
    expect(await first.ended()).toBe(1);
    expect(first.stderr).toContain('Another process has taken this adoption over.');
    expect(await platform.dump()).toEqual(done);
    expect(await platform.problems()).toEqual([]);
  });

  it('begun in the same moment: each pays its part or is refused, and the books hold', async () => {
    const runs = await Promise.all([
      platform.adopt('--apply', '--batch', '5'),
      platform.adopt('--apply', '--batch', '5'),
    ]);
    const codes = runs.map(({ code }) => code);
    expect(codes).toContain(0);
    for (const { code, stderr } of runs) if (code !== 0) expect(stderr).toContain('adopts this database since');
    expect(await platform.problems()).toEqual([]);
  });
});
