import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCalendarDate } from '#lib/calendar';
import {
  MAX_DAY_ROS,
  ZERO,
  ZERO_RATE,
  moneyFromMicros,
  parseMoney,
  parseRosPercentage,
  rateFromMicros,
} from '#lib/money';
import type { DayValues } from './day-rules.js';
import { InvalidDeclarationError } from './errors.js';
import { MAX_SLOTS, prepareDay, type DayClock, type DayRequest, type SlotRequest } from './prepare-day.js';

const CLOCK: DayClock = {
  date: parseCalendarDate('2026-02-12'),
  now: new Date('2026-02-12T12:00:00.000Z'),
  zone: 'UTC',
  defaultTime: '00:00',
};

const usdt = parseMoney;
const percent = parseRosPercentage;

function at(time: string): Date {
  return new Date(`2026-02-12T${time}Z`);
}

function declared(rate: string, premium = '0', performance = '0'): DayValues {
  return { rate: percent(rate), pools: { premium: usdt(premium), performance: usdt(performance) } };
}

/** What is wrong with a request, as `field message`. */
function problemsOf(request: DayRequest, of: DayValues | null = null, clock = CLOCK): string[] {
  try {
    prepareDay(request, of, clock);
  } catch (error) {
    if (error instanceof InvalidDeclarationError)
      return error.details.map(({ field, message }) => `${field} ${message}`);
    throw error;
  }
  return [];
}

describe('one slot', () => {
  test('carries the ROS and both pools', () => {
    const request = { rate: percent(1), pools: { premium: usdt(10), performance: usdt(20) }, scheduledFor: '14:30' };
    const values = { rate: percent(1), pools: { premium: usdt(10), performance: usdt(20) } };
    expect(prepareDay(request, null, CLOCK)).toEqual({
      values,
      multiSlot: false,
      poolsWithLastSlot: ['premium', 'performance'],
      slots: [{ kind: 'slot', date: '2026-02-12', slotNumber: 1, ...values, scheduledFor: at('14:30:00') }],
    });
  });

  test('what is left out comes from the declaration, what is given replaces it', () => {
    const { values } = prepareDay(
      { pools: { premium: usdt(0), performance: usdt(7) } },
      declared('0.5', '10', '20'),
      CLOCK,
    );
    expect(values).toEqual(declared('0.5', '0', '7'));
  });

  test('an empty request without a declaration pays nothing and is refused', () => {
    expect(problemsOf({})).toEqual(
      ['rosPercentage', 'premiumPoolAmount', 'performancePoolAmount'].map(
        (field) => `${field} must be above 0, or one of the other two must`,
      ),
    );
  });

  test('a ROS above 2.2 is refused', () => {
    const request = { rate: rateFromMicros(MAX_DAY_ROS + 1n) };
    expect(problemsOf(request)).toEqual(['rosPercentage must be at most 2.2 for the day; got 2.200001']);
  });
});

describe('the time of a slot', () => {
  function timeOf(scheduledFor: string | undefined, clock: DayClock = CLOCK): Date {
    return prepareDay({ rate: percent(1), scheduledFor }, null, clock).slots[0]!.scheduledFor;
  }

  test.each([
    ['an ISO instant', '2026-02-12T18:00:00.000Z', at('18:00:00')],
    ['an instant with an offset', '2026-02-12T18:00:00+02:00', at('16:00:00')],
    ['a time of today', '18:00', at('18:00:00')],
    ['a time with seconds', '18:00:07', at('18:00:07')],
    ['now', '12:00:00', at('12:00:00')],
    ['60 seconds ago', '11:59:00', at('11:59:00')],
    ['the last second of the day', '23:59:59', at('23:59:59')],
    ['left out, the default time being past: now', undefined, CLOCK.now],
  ])('%s', (_, text, instant) => {
    expect(timeOf(text)).toEqual(instant);
  });

  test('left out, the default time being ahead: the default time', () => {
    expect(timeOf(undefined, { ...CLOCK, defaultTime: '21:15' })).toEqual(at('21:15:00'));
  });

  test.each([
    ['a minute and a millisecond ago', '2026-02-12T11:58:59.999Z', 'must not be more than 60 seconds in the past'],
    ['yesterday', '2026-02-11T23:59:59Z', 'must fall on 2026-02-12 in UTC'],
    ['tomorrow', '2026-02-13T00:00:00Z', 'must fall on 2026-02-12 in UTC'],
    ['a time that does not exist', '25:00', 'must be an ISO 8601 instant'],
    ['no time at all', 'soon', 'must be an ISO 8601 instant'],
    ['an instant without a zone', '2026-02-12T18:00:00', 'must be an ISO 8601 instant'],
  ])('%s is refused', (_, text, message) => {
    const problems = problemsOf({ rate: percent(1), scheduledFor: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('scheduledFor');
    expect(problems[0]).toContain(message);
  });

  test('times are of the platform’s zone: today there may be tomorrow in UTC', () => {
    const clock = { ...CLOCK, date: parseCalendarDate('2026-02-13'), now: at('20:00:00'), zone: 'Asia/Tokyo' };
    expect(timeOf('06:30', clock)).toEqual(at('21:30:00'));
    expect(timeOf('2026-02-12T22:00:00Z', clock)).toEqual(at('22:00:00'));
    expect(problemsOf({ rate: percent(1), scheduledFor: '2026-02-12T14:59:59Z' }, null, clock)).toEqual([
      'scheduledFor must fall on 2026-02-13 in Asia/Tokyo',
    ]);
  });

  test('a time that clocks skip is refused, with why', () => {
    const clock = {
      ...CLOCK,
      date: parseCalendarDate('2026-03-29'),
      now: new Date('2026-03-28T23:30:00Z'),
      zone: 'Europe/Berlin',
    };
    expect(problemsOf({ rate: percent(1), scheduledFor: '02:30' }, null, clock)[0]).toContain('does not exist');
  });
});

describe('many slots', () => {
  const two: SlotRequest[] = [
    { slotNumber: 1, rate: percent('0.5'), scheduledFor: '14:00:00' },
    { slotNumber: 2, rate: percent('0.25'), scheduledFor: '18:00:00' },
  ];

  test('the day’s ROS is their sum, and the pools go with the last in time', () => {
    const prepared = prepareDay(
      { multiSlotEnabled: true, pools: { premium: usdt(1000), performance: usdt(2000) }, slots: two },
      null,
      CLOCK,
    );
    expect(prepared.values).toEqual(declared('0.75', '1000', '2000'));
    expect(prepared.poolsWithLastSlot).toEqual(['premium', 'performance']);
    expect(prepared.slots).toEqual([
      { kind: 'slot', date: '2026-02-12', slotNumber: 1, ...declared('0.5'), scheduledFor: at('14:00:00') },
      {
        kind: 'slot',
        date: '2026-02-12',
        slotNumber: 2,
        ...declared('0.25', '1000', '2000'),
        scheduledFor: at('18:00:00'),
      },
    ]);
  });

  test('that leave out the ROS of a day that is declared with one are refused, each by name', () => {
    const slots = [
      { slotNumber: 1, scheduledFor: '14:00' },
      { slotNumber: 2, scheduledFor: '18:00' },
    ];
    expect(problemsOf({ slots }, declared('1', '100'))).toEqual(
      [0, 1].map(
        (index) =>
          `distributionSlots.${index}.rosPercentage must be given: the day is declared with 1 %, and each slot pays its own part`,
      ),
    );
  });

  test('the last in time need not be the last in the list or in number', () => {
    const slots = [{ ...two[0]!, scheduledFor: '20:00' }, two[1]!];
    const prepared = prepareDay({ pools: { premium: usdt(5) }, slots }, null, CLOCK);
    expect(prepared.slots.map(({ slotNumber, pools }) => [slotNumber, pools.premium])).toEqual([
      [2, ZERO],
      [1, usdt(5)],
    ]);
  });

  test('of slots at one instant the one with the highest number is the last', () => {
    const slots = [5, 3, 4].map((slotNumber) => ({ slotNumber, rate: percent('0.1'), scheduledFor: '14:00' }));
    const prepared = prepareDay({ pools: { premium: usdt(5) }, slots }, null, CLOCK);
    expect(prepared.slots.map(({ slotNumber }) => slotNumber)).toEqual([3, 4, 5]);
    expect(prepared.slots.at(-1)!.pools.premium).toBe(usdt(5));
  });

  test('pools come from the declaration when neither day nor slots name them', () => {
    expect(prepareDay({ slots: two }, declared('1', '10', '20'), CLOCK).values).toEqual(declared('0.75', '10', '20'));
  });

  test('pools that slots carry add up to the day’s, and stay with their slots', () => {
    const slots = [
      { ...two[0]!, pools: { premium: usdt('0.1') } },
      { ...two[1]!, pools: { premium: usdt('0.2') } },
    ];
    const prepared = prepareDay({ pools: { premium: usdt('0.3'), performance: usdt(9) }, slots }, null, CLOCK);
    expect(prepared.poolsWithLastSlot).toEqual(['performance']);
    expect(prepared.values).toEqual(declared('0.75', '0.3', '9'));
    expect(prepared.slots.map(({ pools }) => [pools.premium, pools.performance])).toEqual([
      [usdt('0.1'), ZERO],
      [usdt('0.2'), usdt(9)],
    ]);
  });

  test('pools of slots that do not add up to what is declared are refused, with what is declared', () => {
    const slots = [{ ...two[0]!, pools: { premium: usdt(4) } }, two[1]!];
    expect(problemsOf({ slots }, declared('1', '10'))).toEqual([
      "premiumPoolAmount must be the sum of the slots' premiumPoolAmount, 4; the day is declared with 10",
    ]);
    expect(prepareDay({ pools: { premium: usdt(4) }, slots }, declared('1', '10'), CLOCK).values.pools.premium).toBe(
      usdt(4),
    );
  });

  test('one slot that carries its pool alone gives the day its pool', () => {
    const slots = [{ ...two[0]!, pools: { premium: usdt(4) } }, two[1]!];
    expect(prepareDay({ slots }, null, CLOCK).values.pools.premium).toBe(usdt(4));
  });

  test.each<[string, DayRequest, string]>([
    ['none', { multiSlotEnabled: true, slots: [] }, 'distributionSlots must hold 1 to 100 slots'],
    ['left out', { multiSlotEnabled: true }, 'distributionSlots must hold 1 to 100 slots'],
    [
      'switched off',
      { multiSlotEnabled: false, slots: two },
      'multiSlotEnabled must be true when distributionSlots are given',
    ],
    [
      'with a time of the day',
      { scheduledFor: '14:00', slots: two },
      'scheduledFor must be left out with distributionSlots: each slot has its own',
    ],
    [
      'with a number twice',
      { slots: [two[0]!, { ...two[1]!, slotNumber: 1 }] },
      'distributionSlots.1.slotNumber must be unique; 1 repeats',
    ],
    [
      'with another sum',
      { rate: percent('0.8'), slots: two },
      'rosPercentage must be the sum of the slots’ rosPercentage, or be left out',
    ],
    [
      'with another pool',
      { pools: { premium: usdt(3) }, slots: [{ ...two[0]!, pools: { premium: usdt(2) } }] },
      'premiumPoolAmount must be the sum of the slots',
    ],
    [
      'over 2.2 together',
      { slots: [1, 2, 3].map((slotNumber) => ({ slotNumber, rate: percent('0.8'), scheduledFor: '15:00' })) },
      'rosPercentage must be at most 2.2 for the day; got 2.4',
    ],
    ['that pay nothing', { slots: [{ slotNumber: 1, scheduledFor: '15:00' }] }, 'rosPercentage must be above 0'],
    [
      'without a time',
      { slots: [{ slotNumber: 1, rate: percent(1) }] },
      'distributionSlots.0.scheduledFor must be given',
    ],
  ])('%s is refused', (_, request, expected) => {
    const problems = problemsOf(request);
    expect(problems[0]).toContain(expected);
  });

  test('every problem is told at once, each with its place', () => {
    const slots = [
      { slotNumber: 1, rate: percent(1), scheduledFor: 'never' },
      { slotNumber: 1, rate: percent(1), scheduledFor: '01:00' },
    ];
    const fields = problemsOf({ rate: percent(1), slots }).map((problem) => problem.split(' ')[0]);
    expect(fields).toEqual([
      'distributionSlots.1.slotNumber',
      'distributionSlots.0.scheduledFor',
      'distributionSlots.1.scheduledFor',
      'rosPercentage',
    ]);
  });

  test(`${MAX_SLOTS} slots are accepted, one more is not`, () => {
    const slots = Array.from({ length: MAX_SLOTS + 1 }, (_, index) => ({
      slotNumber: index + 1,
      rate: percent('0.001'),
      scheduledFor: '15:00',
    }));
    expect(prepareDay({ slots: slots.slice(0, MAX_SLOTS) }, null, CLOCK).slots).toHaveLength(MAX_SLOTS);
    expect(problemsOf({ slots })).toEqual(['distributionSlots must hold 1 to 100 slots']);
  });
});

describe('whatever is asked', () => {
  const micros = fc.bigInt({ min: 0n, max: 30_000n });
  const amounts = fc.option(fc.bigInt({ min: 0n, max: 10n ** 15n }).map(moneyFromMicros), { nil: undefined });
  const minutes = fc.integer({ min: 12 * 60, max: 24 * 60 - 1 });
  const clockTime = minutes.map(
    (m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`,
  );
  const slot = fc.record({
    rate: micros.map(rateFromMicros),
    pools: fc.record({ premium: amounts }),
    scheduledFor: fc.option(clockTime, { nil: undefined }),
  });
  const request = fc.record({
    slots: fc
      .array(slot, { minLength: 1, maxLength: 60 })
      .map((slots) => slots.map((one, index) => ({ slotNumber: index + 1, ...one }))),
    pools: fc.record({ performance: amounts }),
  });

  test('the slots add up to the day exactly, stand in the order of their times, and keep to today', () => {
    fc.assert(
      fc.property(request, (asked) => {
        fc.pre(problemsOf(asked).length === 0);
        const { values, slots } = prepareDay(asked, null, CLOCK);
        expect(slots.reduce((sum, { rate }) => sum + rate, 0n)).toBe(values.rate);
        expect(slots.reduce((sum, { pools }) => sum + pools.premium, 0n)).toBe(values.pools.premium);
        expect(slots.reduce((sum, { pools }) => sum + pools.performance, 0n)).toBe(values.pools.performance);
        expect(values.pools.performance).toBe(asked.pools.performance ?? ZERO);
        expect(values.rate <= MAX_DAY_ROS && values.rate >= ZERO_RATE).toBe(true);
        expect(slots.map(({ slotNumber }) => slotNumber).sort((a, b) => Number(a) - Number(b))).toEqual(
          asked.slots.map(({ slotNumber }) => slotNumber),
        );
        slots
          .slice(1)
          .forEach(({ scheduledFor }, index) => expect(scheduledFor >= slots[index]!.scheduledFor).toBe(true));
        for (const { scheduledFor } of slots) expect(scheduledFor.toISOString()).toMatch(/^2026-02-12/);
      }),
    );
  });
});
