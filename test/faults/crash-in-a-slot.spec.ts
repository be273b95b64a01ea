import { aStake, aUser } from '../support/builders.js';
import { Platform } from '../support/platform.js';

describe('a worker that dies while it runs a slot', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-slot');
    await platform.populate();
  });
  afterEach(() => platform.stop());

  const queue = (slots: number) =>
    platform.queue(Array.from({ length: slots }, () => ({ ros: '0.4', premium: '333.333334' })));

  it('at each step of a slot of its own: the next worker pays everybody once, and dies in the slot after it', async () => {
    const steps = [
      ['slot.claimed', 'before it is planned'],
      ['slot.planned', 'before the first chunk'],
      ['slot.handed-out', 'with every chunk in the queue'],
      ['slot.paid', 'after the last chunk, before the finish'],
    ] as const;
    await queue(steps.length + 1);
    for (const [index, [step]] of steps.entries()) {
      await platform.worker({ crashAt: index === 0 ? step : `slot.finished,${step}` }).crashed();
      expect({ step, slot: await platform.slot(index + 1) }).toMatchObject({ step, slot: { status: 'EXECUTING' } });
    }
    // The last one after the finish, before the job is done.
    await platform.worker({ crashAt: 'slot.finished:2' }).crashed();
    const finished = await platform.slot(steps.length + 1);
    expect(finished).toMatchObject({ status: 'COMPLETED', attempts: 1 });

    platform.worker();
    await platform.swept();

    expect(await platform.slot(steps.length + 1)).toEqual(finished);
    for (const [index, [step, when]] of steps.entries()) {
      expect({ step, when, slot: await platform.slot(index + 1) }).toMatchObject({
        step,
        when,
        slot: { status: 'COMPLETED', attempts: 2, processedStakes: 120, errors: 0, run: { leaseUntil: null } },
      });
    }
    expect(await platform.problems()).toEqual([]);
  });

  it('three times over: the fourth finishes, and everybody is paid once', async () => {
    await queue(1);
    for (const step of ['chunk.wallets-written:3', 'slot.planned', 'slot.paid']) {
      await platform.worker({ crashAt: step }).crashed();
    }

    platform.worker();
    const [slot] = await platform.completed();

    expect(slot).toMatchObject({ attempts: 4, processedStakes: 120, errors: 0 });
    expect(await platform.problems()).toEqual([]);
  });
});

it('a worker that dies at each step of a retry: the next one pays exactly the rest', async () => {
  const steps = [
    ['slot.claimed', 'before the unpaid are given a chunk'],
    ['slot.planned', 'after it'],
    ['chunk.committed', 'after they were paid'],
  ] as const;
  const platform = await Platform.start('crash-in-a-retry');
  try {
    await platform.populate({ users: 20, stakes: 40 });
    const owner = aUser();
    await platform.insert('stakes', [aStake(owner), aStake(owner)]);
    await platform.queue(steps.map(() => ({ ros: '0.7' })));
    let worker = platform.worker({ crashAt: `slot.finished:${steps.length},${steps[0][0]}` });
    for (const slot of await platform.completed(steps.length)) {
      expect(slot).toMatchObject({ processedStakes: 40, errors: 2 });
    }

    await platform.insert('users', [owner]);
    for (const index of steps.keys()) await platform.retry(index + 1);
    for (const next of [...steps.slice(1).map(([step]) => `slot.finished,${step}`), undefined]) {
      await worker.crashed();
      worker = platform.worker({ crashAt: next });
    }

    for (const [index, [step, when]] of steps.entries()) {
      expect({ step, when, slot: await platform.settled(index + 1) }).toMatchObject({
        step,
        when,
        slot: { status: 'COMPLETED', processedStakes: 42, errors: 0, attempts: 3 },
      });
    }
    expect(await platform.problems()).toEqual([]);
  } finally {
    await platform.stop();
  }
});
