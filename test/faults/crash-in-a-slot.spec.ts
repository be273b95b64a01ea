import { aStake, aUser } from '../support/builders.js';
import { allClosed } from '../support/forget-proofs.js';
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
    await allClosed(platform.connection);

    // Closed since, and otherwise as it was.
    expect(await platform.slot(steps.length + 1)).toEqual({ ...finished, proofDue: undefined });
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

describe('a plan of many batches', () => {
  const STAKES = 610;
  const steps = [
    ['slot.drafted:1', 'after the first batch'],
    ['slot.drafted:3', 'before the plan is frozen'],
    ['slot.settled', 'while the half-made plan is dropped'],
    ['slot.frozen', 'before its chunks are opened'],
    ['slot.settled', 'while they are opened'],
  ] as const;
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('crash-in-a-plan', { CHUNK_SIZE: '1' });
    const owners = Array.from({ length: STAKES }, () => aUser());
    await platform.insert('users', owners);
    await platform.insert(
      'stakes',
      owners.map((owner) => aStake(owner)),
    );
    await platform.queue([{ ros: '1' }]);
  });
  afterEach(() => platform.stop());

  const isPaidOnce = async (attempts: number): Promise<void> => {
    const [slot] = await platform.completed();
    expect(slot).toMatchObject({ attempts, processedStakes: STAKES, errors: 0, plan: { stakes: STAKES } });
    const { chunks } = await platform.books();
    expect(new Set(chunks.map(({ index, status }) => `${index} ${status}`)).size).toBe(STAKES);
    expect(await platform.problems()).toEqual([]);
  };

  it('whose worker dies between any two of them is made anew or gone on with, and everybody is paid once', async () => {
    for (const [step, when] of steps) {
      await platform.worker({ crashAt: step }).crashed();
      const [{ plan }, { entries, chunks }] = [await platform.slot(1), await platform.books()];
      const unfrozen = plan === null && chunks.some(({ status }) => String(status) !== 'DRAFT');
      expect({ step, when, unfrozen, entries: entries.length }).toEqual({ step, when, unfrozen: false, entries: 0 });
      expect(await platform.problems()).toEqual([]);
    }
    platform.worker();
    await isPaidOnce(steps.length + 1);
  });

  it('whose worker stands still and wakes after another has planned anew adds nothing to that plan', async () => {
    const asleep = platform.worker({ freezeAt: 'slot.drafted:2' });
    await asleep.frozen();
    const other = platform.worker({ freezeAt: 'slot.planned' });
    await other.frozen();
    const ids = async () => (await platform.books()).chunks.map(({ _id }) => String(_id)).sort();
    const planned = await ids();
    asleep.thaw();
    await asleep.says('was taken over by another worker');
    expect(await ids()).toEqual(planned);
    other.thaw();
    await isPaidOnce((await platform.slot(1)).attempts);
  });
});

it('a worker that dies at each step of a retry: the next one pays exactly the rest', async () => {
  const steps = [
    ['slot.claimed', 'before the unpaid are given a chunk'],
    ['slot.reopening:4', 'when they have it as a draft'],
    ['slot.ready', 'before it is opened'],
    ['slot.planned', 'after it'],
    ['chunk.committed', 'after they were paid'],
  ] as const;
  const platform = await Platform.start('crash-in-a-retry');
  try {
    await platform.populate({ users: 20, stakes: 40 });
    const owner = aUser();
    await platform.insert('stakes', [aStake(owner), aStake(owner)]);
    await platform.queue(steps.map(() => ({ ros: '0.4' })));
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
