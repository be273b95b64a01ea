import { runInTransaction } from '#lib/database';
import { DeclarationReader } from '#lib/declarations';
import { ExecutionControl } from '#lib/workers';
import { Platform } from '../support/platform.js';

const MINUTE_MS = 60_000;

describe('a slot whose time passed while no worker lived', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('late', { MISFIRE_GRACE_HOURS: '1' });
    await platform.populate();
    await platform.queue([{ ros: '1', premium: '10' }]);
  });
  afterEach(() => platform.stop());

  it('within the grace: is paid when one returns, and tells how late', async () => {
    await platform.backdate(1, 30 * MINUTE_MS);
    platform.worker();
    const [slot] = await platform.completed();

    const day = await platform.get(DeclarationReader).status(String(slot!.date));
    const [view] = day.distributionSlots;
    expect(view!.latenessMs).toBe(Number(slot!.startedAt) - Number(slot!.scheduledFor));
    expect(view!.latenessMs).toBeGreaterThanOrEqual(30 * MINUTE_MS);
    expect(await platform.problems()).toEqual([]);
  });

  it('past the grace: is MISFIRED and pays nothing, until an admin retries it', async () => {
    await platform.backdate(1, 61 * MINUTE_MS);
    platform.worker();
    expect(await platform.settled(1)).toMatchObject({ status: 'FAILED', reason: 'MISFIRED', attempts: 0 });
    await platform.swept();
    expect((await platform.books()).entries).toEqual([]);
    expect(await platform.problems()).toEqual([]);

    await platform.retry(1);
    const [slot] = await platform.completed();
    expect(slot).toMatchObject({ processedStakes: 120, reason: null, error: null });
    expect(await platform.problems()).toEqual([]);
  });
});

describe('workers that may not execute', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('may-not');
    await platform.populate({ users: 10, stakes: 20 });
  });
  afterEach(() => platform.stop());

  it('CRON_ENABLED=false, DISTRIBUTION_CRON_ENABLED=false: pay nothing; one that may does', async () => {
    await platform.queue([{ ros: '1' }]);
    for (const name of ['CRON_ENABLED', 'DISTRIBUTION_CRON_ENABLED']) {
      const worker = platform.worker({ environment: { [name]: 'false' } });
      await platform.swept();
      expect({ name, slot: await platform.slot(1) }).toMatchObject({ name, slot: { status: 'PENDING', attempts: 0 } });
      expect((await platform.books()).entries).toEqual([]);
      await worker.kill();
    }

    platform.worker();
    await platform.completed();
    expect(await platform.problems()).toEqual([]);
  });

  it('paused by an admin: pay nothing, not even overdue; all of it on resume', async () => {
    const setPaused = (paused: boolean): Promise<boolean> =>
      runInTransaction(platform.connection, (session) => platform.get(ExecutionControl).setPaused(session, paused));
    await setPaused(true);
    platform.worker();
    await platform.queue([{ ros: '1' }, { ros: '0.5', inMs: 100 }]);
    await platform.swept();
    expect((await platform.slot(1)).status).toBe('PENDING');
    expect((await platform.slot(2)).status).toBe('PENDING');

    await setPaused(false);
    await platform.completed(2);
    expect(await platform.problems()).toEqual([]);
  });
});
