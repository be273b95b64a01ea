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

    expect(slot).toMatchObject({ attempts: 2, processedStakes: 120, errors: 0, leaseOwner: null });
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
