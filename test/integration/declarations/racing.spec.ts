import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DeclareDay, DistributeNow, QueueDay, ChangeSlots, type Change } from '#lib/declarations';
import { SlotRunner } from '#lib/engine';
import type { Slot } from '#lib/slots';
import { formatRate, parseMoney, parseRosPercentage } from '#lib/money';
import { CHECKPOINT_CHANNEL } from '#lib/observability';
import { aStake, aUser } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { DeclarationHarness, codeOf } from './declaration-harness.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let harness: DeclarationHarness;

beforeAll(async () => {
  harness = await DeclarationHarness.open('racing');
  const users = Array.from({ length: 30 }, () => aUser({ rank: 'Finance Titan' }));
  await harness.platform.insert('users', users);
  await harness.platform.insert(
    'stakes',
    users.map((user) => aStake(user)),
  );
  await harness.startWorker();
});
beforeEach(() => harness.clearDays());
afterAll(() => harness.close());

async function declare(date: CalendarDate, auto = false): Promise<unknown> {
  return harness.get(DeclareDay).declare(
    {
      date,
      rate: percent(1),
      pools: { premium: usdt(0), performance: usdt(6) },
      description: '',
      autoDistributePools: false,
      autoDistributeRos: auto,
    },
    harness.ann,
  );
}

/** How often each end was met. */
async function ends(racers: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of await Promise.all(racers.map(codeOf))) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: count }, (_, index) => work(index));
}

async function count(collection: string): Promise<number> {
  return harness.connection.collection(collection).countDocuments();
}

/** Longer than any machine needs. */
const LONG_MS = 120_000;

describe('of many who do the same at once, one wins and the others hear why not', () => {
  test('50 queue an undeclared day', async () => {
    const asked = (index: number) => ({
      slots: [1, 2, 3].map((slotNumber) => ({ slotNumber, rate: percent('0.1'), scheduledFor: `2${index % 3}:00` })),
    });
    const counts = await ends(times(50, (index) => harness.get(QueueDay).queue(asked(index), harness.ann)));
    expect(counts).toEqual({ done: 1, ALREADY_QUEUED: 49 });
    expect([await count('declarations'), await count('distributions'), await count('auditlog')]).toEqual([1, 3, 1]);
    for (const slot of await harness.distributions()) expect(await harness.hasJob(slot)).toBe(true);
  });

  test('50 queue a declared day', async () => {
    await declare(harness.day());
    const counts = await ends(times(50, () => harness.get(QueueDay).queue({ scheduledFor: '21:00' }, harness.ann)));
    expect(counts).toEqual({ done: 1, ALREADY_QUEUED: 49 });
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test('50 declare a date', async () => {
    const counts = await ends(times(50, () => declare(harness.day(5), true)));
    expect(counts).toEqual({ done: 1, ALREADY_DECLARED: 49 });
    expect([await count('declarations'), await count('distributions'), await count('auditlog')]).toEqual([1, 1, 1]);
  });

  test('30 distribute a day, and everybody is paid once', async () => {
    await declare(harness.day());
    const before = await count('transactions');
    const counts = await ends(
      times(30, () => harness.get(DistributeNow).distribute(harness.day(), ['ros', 'pools'], harness.ann, LONG_MS)),
    );
    expect(counts).toEqual({ done: 1, ALREADY_DISTRIBUTED: 29 });
    expect((await count('transactions')) - before).toBe(60);
    expect(await harness.platform.problems()).toEqual([]);
  });

  test('20 cancel a slot', async () => {
    await harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '21:00' }, harness.ann);
    const counts = await ends(times(20, () => harness.get(ChangeSlots).cancel(1, harness.ann)));
    expect(counts).toEqual({ done: 1, SLOT_STATE_CONFLICT: 19 });
  });

  test('20 change a slot: all of them one after the other, and nothing of it is lost', async () => {
    const amounts = { pools: { premium: usdt(3), performance: usdt(4) } };
    const slots = [1, 2].map((slotNumber) => ({ slotNumber, rate: percent('0.1'), scheduledFor: `2${slotNumber}:00` }));
    await harness.get(QueueDay).queue({ ...amounts, slots }, harness.ann);
    const hour = (index: number): string => `${13 + (index % 10)}:30`;
    const counts = await ends(
      times(20, (index) =>
        harness.get(ChangeSlots).change(1 + (index % 2), { scheduledFor: hour(index) }, harness.ann),
      ),
    );
    expect(counts).toEqual({ done: 20 });
    const after = await harness.distributions();
    const last = after.at(-1)!;
    expect(last.pools).toEqual({ premium: usdt(3), performance: usdt(4) });
    expect(after.map(({ pools: { premium } }) => premium).sort()).toEqual([usdt(0), usdt(3)]);
    await until('a job for each slot', async () => {
      const found = await Promise.all((await harness.distributions()).map((slot) => harness.hasJob(slot)));
      return found.every((known) => known);
    });
  });
});

describe('of a change and a start, one wins', () => {
  const setRate = (change = harness.ann) =>
    harness.get(ChangeDeclaration).change(harness.day(), { rate: percent(2) }, change);
  const distribute = (change = harness.ann) => harness.get(DistributeNow).distribute(harness.day(), ['ros'], change);
  const remove = (change = harness.ann) => harness.get(ChangeDeclaration).remove(harness.day(), change);
  const queue = (change = harness.ann) =>
    harness.get(QueueDay).queue({ rate: percent(1), scheduledFor: '21:00' }, change);
  const cancel = (change = harness.ann) => harness.get(ChangeSlots).cancel(1, change);

  test('a change that has not committed yet holds a distribution up, and the new values are paid', async () => {
    await declare(harness.day());
    const first = lastMoment();
    const changing = setRate(first.change);
    await first.reached;
    await Promise.all([changing, distribute()]);
    expect((await harness.distribution(`${harness.day()}/manual-ros`)).rate).toBe(percent(2));
  });

  test('a distribution that has not committed yet makes a change fail, and the old values are paid', async () => {
    await declare(harness.day());
    const first = lastMoment();
    const distributing = distribute(first.change);
    await first.reached;
    expect(await codeOf(setRate())).toMatch(/^ALREADY_(QUEUED|DISTRIBUTED)$/);
    await distributing;
    expect((await harness.distribution(`${harness.day()}/manual-ros`)).rate).toBe(percent(1));
  });

  test.each([1, 2, 3])('a change and a distribution (round %d): what is paid is what is declared', async () => {
    await declare(harness.day());
    const [changed, distributed] = await Promise.all([codeOf(setRate()), codeOf(distribute())]);
    expect(distributed).toBe('done');
    expect(changed).toMatch(/^(done|ALREADY_QUEUED|ALREADY_DISTRIBUTED)$/);
    const [declaration] = await harness.connection.collection('declarations').find().toArray();
    expect(String(declaration!['rosPercentage'])).toBe(changed === 'done' ? '2' : '1');
    const paid = await harness.distribution(`${harness.day()}/manual-ros`);
    expect(formatRate(paid.rate)).toBe(String(declaration!['rosPercentage']));
  });

  test('a deletion that has not committed yet holds queueing up, which then declares the day anew', async () => {
    await declare(harness.day());
    const first = lastMoment();
    const removing = remove(first.change);
    await first.reached;
    await Promise.all([removing, queue()]);
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test('queueing that has not committed yet makes a deletion fail', async () => {
    await declare(harness.day());
    const first = lastMoment();
    const queueing = queue(first.change);
    await first.reached;
    expect(await codeOf(remove())).toBe('ALREADY_QUEUED');
    await queueing;
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test.each([1, 2, 3])('a deletion and queueing (round %d): no slot stands without its declaration', async () => {
    await declare(harness.day());
    const [removed, queued] = await Promise.all([codeOf(remove()), codeOf(queue())]);
    expect(queued).toBe('done');
    expect(removed).toMatch(/^(done|ALREADY_QUEUED)$/);
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test('an automatic payment whose values are being changed pays the new ones', async () => {
    await declareAutomatic(harness.day());
    const first = lastMoment();
    const changing = setRate(first.change);
    await first.reached;
    await Promise.all([changing, harness.pause(false)]);
    await harness.get(SlotRunner).runDue();
    const ros = await harness.ended(`${harness.day()}/auto-ros`);
    expect([ros.status, ros.rate, ros.totalDistributed]).toEqual(['COMPLETED', percent(2), usdt(60)]);
  });

  test('an automatic payment that was begun is not changed any more', async () => {
    await declareAutomatic(harness.day());
    const claimed = nextClaim();
    await harness.pause(false);
    const running = harness.get(SlotRunner).runDue();
    await claimed;
    expect(await codeOf(setRate())).toBe('ALREADY_DISTRIBUTED');
    await running;
    const ros = await harness.ended(`${harness.day()}/auto-ros`);
    expect([ros.status, ros.rate, ros.totalDistributed]).toEqual(['COMPLETED', percent(1), usdt(30)]);
  });

  test('a slot that is being cancelled is not run', async () => {
    await harness.pause(true);
    await harness.get(QueueDay).queue({ rate: percent(1) }, harness.ann);
    const first = lastMoment();
    const cancelling = cancel(first.change);
    await first.reached;
    await Promise.all([cancelling, harness.pause(false), harness.get(SlotRunner).runDue()]);
    await harness.get(SlotRunner).runDue();
    const slot = await harness.distribution(`${harness.day()}/slot-1`);
    expect([slot.status, await entriesOf(slot)]).toEqual(['CANCELLED', 0]);
  });

  test('a slot that was begun is not cancelled', async () => {
    await harness.pause(true);
    await harness.get(QueueDay).queue({ rate: percent(1) }, harness.ann);
    const claimed = nextClaim();
    await harness.pause(false);
    const running = harness.get(SlotRunner).runDue();
    await claimed;
    expect(await codeOf(cancel())).toBe('SLOT_STATE_CONFLICT');
    await running;
    const slot = await harness.ended(`${harness.day()}/slot-1`);
    expect([slot.status, await entriesOf(slot)]).toEqual(['COMPLETED', 30]);
  });

  test.each([1, 2, 3])('a cancellation and a slot whose time has come (round %d): one of them wins', async () => {
    await harness.pause(true);
    await harness.get(QueueDay).queue({ rate: percent(1) }, harness.ann);
    await harness.pause(false);
    const running = harness.get(SlotRunner).runDue();
    const cancelled = await codeOf(cancel());
    await running;
    expect(cancelled).toMatch(/^(done|SLOT_STATE_CONFLICT)$/);
    const key = `${harness.day()}/slot-1`;
    const slot = cancelled === 'done' ? await harness.distribution(key) : await harness.ended(key);
    expect([slot.status, await entriesOf(slot)]).toEqual(cancelled === 'done' ? ['CANCELLED', 0] : ['COMPLETED', 30]);
  });
});

/** A change that tells when it has written all, and is about to commit. */
function lastMoment(): { readonly change: Change; readonly reached: Promise<void> } {
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const remember = (): Promise<void> => {
    reach();
    return Promise.resolve();
  };
  return { change: { ...harness.ann, remember }, reached };
}

/** When a worker in this process claims a slot the next time. */
function nextClaim(): Promise<void> {
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if ((message as { name?: unknown }).name !== 'slot.claimed') return;
      unsubscribe(CHECKPOINT_CHANNEL, listen);
      resolve();
    };
    subscribe(CHECKPOINT_CHANNEL, listen);
  });
}

async function entriesOf({ _id }: Slot): Promise<number> {
  return harness.connection.collection('transactions').countDocuments({ distributionId: _id });
}

/** Declares with an automatic ROS for the day, which is due and which nobody may begin to pay until the pause ends. */
async function declareAutomatic(date: CalendarDate): Promise<void> {
  await harness.pause(true);
  await declare(harness.day(1), true);
  await harness.connection.collection('declarations').updateMany({}, { $set: { date } });
  const [automatic] = await harness.distributions(harness.day(1));
  await harness.move(automatic!, { date, key: `${date}/auto-ros`, scheduledFor: new Date(Date.now() - 1_000) });
}
