import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCalendarDate } from '#lib/calendar';
import type { Slot } from '#lib/slots';
import { POOLS, ZERO, moneyFromMicros, parseMoney, parseRosPercentage, sumMoney, type Pool } from '#lib/money';
import { InvalidDeclarationError } from './errors.js';
import type { DayClock } from './prepare-day.js';
import {
  assertAsksSomething,
  changeSlot,
  gatherPools,
  isChanged,
  waitingSlot,
  type SlotPatch,
  type WaitingSlot,
} from './waiting-slots.js';

const CLOCK: DayClock = {
  date: parseCalendarDate('2026-02-12'),
  now: new Date('2026-02-12T09:00:00.000Z'),
  zone: 'UTC',
  defaultTime: '00:00',
};

/** `[10, '0', '5']`: due at 10 o'clock, with a premium pool of 0 and a performance pool of 5 USDT. */
type Asked = readonly [hour: number, premium: string, performance: string];

function slots(...asked: readonly Asked[]): WaitingSlot[] {
  return asked.map(([hour, premium, performance], index) => {
    const fields: Partial<Slot> = {
      key: `2026-02-12/slot-${index + 1}`,
      slotNumber: index + 1,
      scheduledFor: new Date(Date.UTC(2026, 1, 12, hour)),
      rate: parseRosPercentage('0.5'),
      pools: { premium: parseMoney(premium), performance: parseMoney(performance) },
    };
    return waitingSlot(fields as Slot);
  });
}

function pools(of: readonly WaitingSlot[]): unknown[] {
  return of.map((slot) => [slot.pools.premium, slot.pools.performance]);
}

function change(of: readonly WaitingSlot[], slotNumber: number, patch: SlotPatch, following: readonly Pool[] = POOLS) {
  return changeSlot(of, `2026-02-12/slot-${slotNumber}`, patch, following, CLOCK);
}

const usdt = parseMoney;

describe('changeSlot', () => {
  test('another ROS touches nothing else', () => {
    const changed = change(slots([10, '0', '0'], [12, '7', '8']), 1, { rate: parseRosPercentage('0.25') });
    expect(changed.slots.map(isChanged)).toEqual([true, false]);
    expect(changed.slots[0]!.rate).toBe(parseRosPercentage('0.25'));
    expect(pools(changed.slots)).toEqual([
      [ZERO, ZERO],
      [usdt(7), usdt(8)],
    ]);
    expect(changed.poolsWithLastSlot).toEqual(POOLS);
  });

  test('a slot that becomes the last takes the pools over', () => {
    const { slots: changed } = change(slots([10, '0', '0'], [12, '7', '8']), 1, { scheduledFor: '14:00' });
    expect(pools(changed)).toEqual([
      [usdt(7), usdt(8)],
      [ZERO, ZERO],
    ]);
    expect(changed.map(isChanged)).toEqual([true, true]);
  });

  test('the last slot hands the pools on when it is no longer the last', () => {
    const { slots: changed } = change(slots([10, '0', '0'], [12, '7', '8']), 2, { scheduledFor: '09:30' });
    expect(pools(changed)).toEqual([
      [usdt(7), usdt(8)],
      [ZERO, ZERO],
    ]);
  });

  test('of slots at one instant the one with the highest number is the last', () => {
    const [first, second] = slots([12, '7', '8'], [10, '0', '0']);
    const { slots: changed } = change([second!, first!], 2, { scheduledFor: '12:00' });
    expect(changed.map((slot) => [slot.distribution.slotNumber, slot.pools.premium])).toEqual([
      [2, usdt(7)],
      [1, ZERO],
    ]);
  });

  test('pools that slots carry as their own do not move', () => {
    const { slots: changed } = change(slots([10, '1', '0'], [12, '7', '8']), 1, { scheduledFor: '14:00' }, [
      'performance',
    ]);
    expect(pools(changed)).toEqual([
      [usdt(1), usdt(8)],
      [usdt(7), ZERO],
    ]);
  });

  test('another amount for the last slot stays a pool of the last slot', () => {
    const changed = change(slots([10, '0', '0'], [12, '7', '8']), 2, { pools: { premium: usdt(9) } });
    expect(pools(changed.slots)).toEqual([
      [ZERO, ZERO],
      [usdt(9), usdt(8)],
    ]);
    expect(changed.poolsWithLastSlot).toEqual(POOLS);
  });

  test('an amount for a slot that is not the last makes that pool the slots’ own', () => {
    const changed = change(slots([10, '0', '0'], [12, '7', '8']), 1, { pools: { premium: usdt(2) } });
    expect(pools(changed.slots)).toEqual([
      [usdt(2), ZERO],
      [usdt(7), usdt(8)],
    ]);
    expect(changed.poolsWithLastSlot).toEqual(['performance']);
  });

  test('a form that sends back what the slot has, and another time, neither doubles a pool nor loses it', () => {
    const last = change(slots([10, '0', '0'], [12, '7', '8']), 2, {
      pools: { premium: usdt(7), performance: usdt(8) },
      scheduledFor: '09:30',
    });
    expect(pools(last.slots)).toEqual([
      [usdt(7), usdt(8)],
      [ZERO, ZERO],
    ]);
    const first = change(slots([10, '0', '0'], [12, '7', '8']), 1, {
      pools: { premium: ZERO, performance: ZERO },
      scheduledFor: '14:00',
    });
    expect(pools(first.slots)).toEqual([
      [usdt(7), usdt(8)],
      [ZERO, ZERO],
    ]);
    expect([...last.poolsWithLastSlot, ...first.poolsWithLastSlot]).toEqual([...POOLS, ...POOLS]);
  });

  test.each([
    ['yesterday', '2026-02-11T12:00:00Z'],
    ['tomorrow', '2026-02-13T00:00:00Z'],
    ['more than a minute ago', '08:58:59'],
    ['never', 'never'],
  ])('a time of %s is refused', (_, scheduledFor) => {
    expect(() => change(slots([10, '0', '0']), 1, { scheduledFor })).toThrow(InvalidDeclarationError);
  });

  test('no change of a time adds to a pool or takes from it', () => {
    const amount = fc.bigInt({ min: 0n, max: 100n }).map((units) => String(units));
    const asked = fc.array(fc.tuple(fc.integer({ min: 9, max: 23 }), amount, amount), { minLength: 1, maxLength: 20 });
    const hours = fc.integer({ min: 9, max: 23 });
    fc.assert(
      fc.property(asked, fc.nat(), hours, fc.subarray([...POOLS]), (all, which, hour, following) => {
        const before = slots(...all);
        const scheduledFor = `${String(hour).padStart(2, '0')}:30`;
        const { slots: after } = change(before, 1 + (which % all.length), { scheduledFor }, following);
        for (const pool of POOLS) {
          expect(sumMoney(after.map((slot) => slot.pools[pool]))).toBe(
            sumMoney(before.map((slot) => slot.pools[pool])),
          );
        }
        const last = [...after]
          .sort(
            (a, b) =>
              Number(a.scheduledFor) - Number(b.scheduledFor) ||
              a.distribution.slotNumber! - b.distribution.slotNumber!,
          )
          .at(-1);
        for (const pool of following) {
          expect(after.every((slot) => slot === last || slot.pools[pool] === ZERO)).toBe(true);
        }
      }),
    );
  });
});

describe('gatherPools', () => {
  test('the last slot that is left inherits what a cancelled one carried', () => {
    const [first, second, third] = slots([10, '0', '0'], [12, '0', '0'], [14, '7', '8']);
    expect(pools(gatherPools([first!, second!], POOLS, [third!]))).toEqual([
      [ZERO, ZERO],
      [usdt(7), usdt(8)],
    ]);
  });

  test('a pool that the cancelled slot had as its own goes with it', () => {
    const [first, second] = slots([10, '1', '0'], [14, '7', '8']);
    expect(pools(gatherPools([first!], ['performance'], [second!]))).toEqual([[usdt(1), usdt(8)]]);
  });

  test('a pool that is being paid elsewhere is not paid again', () => {
    expect(pools(gatherPools(slots([14, '0', '0']), POOLS))).toEqual([[ZERO, ZERO]]);
  });

  test('nobody is left: nothing is to be written', () => {
    expect(gatherPools([], POOLS, slots([10, '1', '1']))).toEqual([]);
  });

  test('gathering again changes nothing', () => {
    const amounts = fc.bigInt({ min: 0n, max: 5n });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), amounts), { maxLength: 10 }), (all) => {
        const some = slots(...all.map(([hour]): Asked => [hour, '0', '0'])).map((slot, index) => ({
          ...slot,
          pools: { ...slot.pools, premium: moneyFromMicros(all[index]![1]) },
        }));
        const once = gatherPools(some, POOLS);
        expect(gatherPools(once, POOLS)).toEqual(once);
      }),
    );
  });
});

describe('assertAsksSomething', () => {
  test('an empty change is refused, naming what can be changed', () => {
    expect(() => assertAsksSomething({ rate: undefined })).toThrow(InvalidDeclarationError);
    expect(() => assertAsksSomething({ pools: { premium: ZERO } })).not.toThrow();
  });
});
