import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DeclareDay, DistributeNow, QueueToday, TodaySlots } from '#lib/declarations';
import { SlotRunner } from '#lib/distributions';
import { parseMoney, parseRosPercentage } from '#lib/money';
import { aStake, aUser } from '../../support/builders.js';
import { Office, codeOf } from './office.js';

const usdt = parseMoney;
const percent = parseRosPercentage;

let office: Office;

beforeAll(async () => {
  office = await Office.open('racing');
  const users = Array.from({ length: 30 }, () => aUser({ rank: 'Finance Titan' }));
  await office.platform.insert('users', users);
  await office.platform.insert(
    'stakes',
    users.map((user) => aStake(user)),
  );
  await office.hire();
});
beforeEach(() => office.clearDays());
afterAll(() => office.close());

async function declare(date: CalendarDate, auto = false): Promise<unknown> {
  return office.get(DeclareDay).declare(
    {
      date,
      rate: percent(1),
      premiumPool: usdt(0),
      performancePool: usdt(6),
      description: '',
      autoDistributePools: false,
      autoDistributeRos: auto,
    },
    office.ann,
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
  return office.connection.collection(collection).countDocuments();
}

describe('of many who do the same at once, one wins and the others hear why not', () => {
  test('50 queue an undeclared day', async () => {
    const asked = (index: number) => ({
      slots: [1, 2, 3].map((slotNumber) => ({ slotNumber, rate: percent('0.1'), scheduledFor: `2${index % 3}:00` })),
    });
    const counts = await ends(times(50, (index) => office.get(QueueToday).queue(asked(index), office.ann)));
    expect(counts).toEqual({ done: 1, ALREADY_QUEUED: 49 });
    expect([await count('declarations'), await count('distributions'), await count('auditlog')]).toEqual([1, 3, 1]);
    for (const slot of await office.distributions()) expect(await office.hasJob(slot)).toBe(true);
  });

  test('50 queue a declared day', async () => {
    await declare(office.day());
    const counts = await ends(times(50, () => office.get(QueueToday).queue({ scheduledFor: '21:00' }, office.ann)));
    expect(counts).toEqual({ done: 1, ALREADY_QUEUED: 49 });
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test('50 declare a date', async () => {
    const counts = await ends(times(50, () => declare(office.day(5), true)));
    expect(counts).toEqual({ done: 1, ALREADY_DECLARED: 49 });
    expect([await count('declarations'), await count('distributions'), await count('auditlog')]).toEqual([1, 1, 1]);
  });

  test('30 distribute a day, and everybody is paid once', async () => {
    await declare(office.day());
    const before = await count('transactions');
    const counts = await ends(
      times(30, () => office.get(DistributeNow).distribute(office.day(), ['ros', 'pools'], office.ann)),
    );
    expect(counts).toEqual({ done: 1, ALREADY_DISTRIBUTED: 29 });
    expect((await count('transactions')) - before).toBe(60);
    expect(await office.platform.problems()).toEqual([]);
  });

  test('20 cancel a slot', async () => {
    await office.get(QueueToday).queue({ rate: percent(1), scheduledFor: '21:00' }, office.ann);
    const counts = await ends(times(20, () => office.get(TodaySlots).cancel(1, office.ann)));
    expect(counts).toEqual({ done: 1, SLOT_STATE_CONFLICT: 19 });
  });

  test('20 change a slot: all of them one after the other, and nothing of it is lost', async () => {
    const pools = { premiumPool: usdt(3), performancePool: usdt(4) };
    const slots = [1, 2].map((slotNumber) => ({ slotNumber, rate: percent('0.1'), scheduledFor: `2${slotNumber}:00` }));
    await office.get(QueueToday).queue({ ...pools, slots }, office.ann);
    const hour = (index: number): string => `${13 + (index % 10)}:30`;
    const counts = await ends(
      times(20, (index) => office.get(TodaySlots).change(1 + (index % 2), { scheduledFor: hour(index) }, office.ann)),
    );
    expect(counts).toEqual({ done: 20 });
    const after = await office.distributions();
    const last = after.at(-1)!;
    expect([String(last.premiumPoolAmount), String(last.performancePoolAmount)]).toEqual(['3', '4']);
    expect(after.map(({ premiumPoolAmount }) => String(premiumPoolAmount)).sort()).toEqual(['0', '3']);
    for (const slot of after) expect(await office.hasJob(slot)).toBe(true);
  });
});

describe('of a change and a start, one wins', () => {
  test.each([1, 2, 3, 4, 5])('a change and a distribution (round %d): what is paid is what is declared', async () => {
    const date = office.day();
    await declare(date);
    const changing = codeOf(office.get(ChangeDeclaration).change(date, { rate: percent(2) }, office.ann));
    const started = codeOf(office.get(DistributeNow).distribute(date, ['ros'], office.ann));
    const [changed, distributed] = await Promise.all([changing, started]);
    expect(distributed).toBe('done');
    expect(changed).toMatch(/^(done|ALREADY_QUEUED|ALREADY_DISTRIBUTED)$/);
    const [declaration] = await office.connection.collection('declarations').find().toArray();
    expect(String(declaration!['rosPercentage'])).toBe(changed === 'done' ? '2' : '1');
    expect(String((await office.distribution(`${date}/manual-ros`)).rosPercentage)).toBe(
      String(declaration!['rosPercentage']),
    );
  });

  test.each([1, 2, 3, 4, 5])('a deletion and queueing (round %d): no slot stands without its declaration', async () => {
    const date = office.day();
    await declare(date);
    const removing = codeOf(office.get(ChangeDeclaration).remove(date, office.ann));
    const queueing = codeOf(office.get(QueueToday).queue({ rate: percent(1), scheduledFor: '21:00' }, office.ann));
    const [removed, queued] = await Promise.all([removing, queueing]);
    expect(queued).toBe('done');
    expect(removed).toMatch(/^(done|ALREADY_QUEUED)$/);
    expect([await count('declarations'), await count('distributions')]).toEqual([1, 1]);
  });

  test.each([1, 2, 3, 4, 5])(
    'a change and the automatic payment (round %d): it pays the old values or the new, and the change knows',
    async () => {
      const date = office.day();
      await declareAutomatic(date);
      const changing = codeOf(office.get(ChangeDeclaration).change(date, { rate: percent(2) }, office.ann));
      const running = office.get(SlotRunner).runDue();
      const changed = await changing;
      await running;
      const ros = await office.ended(`${date}/auto-ros`);
      expect(ros.status).toBe('COMPLETED');
      expect(changed).toMatch(/^(done|ALREADY_DISTRIBUTED)$/);
      expect(String(ros.rosPercentage)).toBe(changed === 'done' ? '2' : '1');
      expect(Number(String(ros.totalDistributed))).toBe(changed === 'done' ? 60 : 30);
    },
  );

  test.each([1, 2, 3, 4, 5])(
    'a cancellation and a slot whose time has come (round %d): cancelled means that nobody is paid',
    async () => {
      await office.pause(true);
      await office.get(QueueToday).queue({ rate: percent(1) }, office.ann);
      await office.pause(false);
      const running = office.get(SlotRunner).runDue();
      const cancelled = await codeOf(office.get(TodaySlots).cancel(1, office.ann));
      await running;
      expect(cancelled).toMatch(/^(done|SLOT_STATE_CONFLICT)$/);
      const key = `${office.day()}/slot-1`;
      const slot = cancelled === 'done' ? await office.distribution(key) : await office.ended(key);
      expect(slot.status).toBe(cancelled === 'done' ? 'CANCELLED' : 'COMPLETED');
      const paid = await office.connection.collection('transactions').countDocuments({ distributionId: slot._id });
      expect(paid).toBe(cancelled === 'done' ? 0 : 30);
    },
  );
});

/** Declares with an automatic ROS for the day, which is due and which nobody has begun to pay. */
async function declareAutomatic(date: CalendarDate): Promise<void> {
  await office.pause(true);
  await declare(office.day(1), true);
  await office.connection.collection('declarations').updateMany({}, { $set: { date } });
  await office.connection
    .collection('distributions')
    .updateMany({}, { $set: { date, key: `${date}/auto-ros`, scheduledFor: new Date() } });
  await office.pause(false);
}
