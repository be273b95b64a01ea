import { aStake, aUser } from '../support/builders.js';
import { Platform } from '../support/platform.js';

describe('a worker that dies while it runs a slot', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-slot');
    await platform.populate();
    await platform.queue([{ ros: '0.7', premium: '333.333334' }]);
  });
  afterEach(() => platform.stop());

  it.each([
    ['slot.claimed', 'before it is planned'],
    ['slot.planned', 'before the first chunk'],
    ['slot.handed-out', 'with every chunk in the queue'],
    ['slot.paid', 'after the last chunk, before the finish'],
  ])('at %s (%s): the next worker pays everybody once', async (checkpoint) => {
    await platform.worker({ crashAt: checkpoint }).crashed();
    expect((await platform.slot(1)).status).toBe('EXECUTING');

    platform.worker();
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 2, processedStakes: 120, errors: 0, run: { leaseUntil: null } });
    expect(await platform.problems()).toEqual([]);
  });

  it('at slot.finished (after the finish, before the job is done): nobody is paid again', async () => {
    await platform.worker({ crashAt: 'slot.finished' }).crashed();
    const finished = await platform.slot(1);
    expect(finished).toMatchObject({ status: 'COMPLETED', attempts: 1 });

    platform.worker();
    await platform.swept();

    expect(await platform.slot(1)).toEqual(finished);
    expect(await platform.problems()).toEqual([]);
  });

  it('three times over: the fourth finishes, and everybody is paid once', async () => {
    for (const checkpoint of ['chunk.wallets-written:3', 'slot.planned', 'slot.paid']) {
      await platform.worker({ crashAt: checkpoint }).crashed();
    }

    platform.worker();
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 4, processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});

describe('a worker that dies while it retries what a slot has not paid', () => {
  let platform: Platform;
  afterEach(() => platform.stop());

  it.each([
    ['slot.claimed', 'before the unpaid are given a chunk'],
    ['slot.planned', 'after it'],
    ['chunk.committed', 'after they were paid'],
  ])('at %s (%s): the next one pays exactly the rest', async (checkpoint) => {
    platform = await Platform.start('crash-in-a-retry');
    await platform.populate({ users: 20, stakes: 40 });
    const owner = aUser();
    await platform.insert('stakes', [aStake(owner), aStake(owner)]);
    await platform.queue([{ ros: '0.7' }]);
    const first = platform.worker();
    expect(await platform.settled(1)).toMatchObject({ status: 'COMPLETED', processedStakes: 40, errors: 2 });
    await first.stop();

    await platform.insert('users', [owner]);
    await platform.retry(1);
    await platform.worker({ crashAt: checkpoint }).crashed();
    platform.worker();

    expect(await platform.settled(1)).toMatchObject({
      status: 'COMPLETED',
      processedStakes: 42,
      errors: 0,
      attempts: 3,
    });
    expect(await platform.problems()).toEqual([]);
  });
});
