import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, parseCalendarDate } from '#lib/calendar';
import { MAX_DAY_ROS, moneyFromMicros, parseMoney, rateFromMicros } from '#lib/money';
import { assertDeclarable, assertNotPast, assertPaysSomething, sumValues, type DayValues } from './day-rules.js';
import { InvalidDeclarationError } from './errors.js';

const TODAY = parseCalendarDate('2026-02-12');

function values(rate: bigint, premiumPool = 0n, performancePool = 0n): DayValues {
  return {
    rate: rateFromMicros(rate),
    pools: { premium: moneyFromMicros(premiumPool), performance: moneyFromMicros(performancePool) },
  };
}

function fieldsOf(work: () => void): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidDeclarationError) return error.details.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('assertDeclarable', () => {
  test.each([
    [-1, false],
    [0, true],
    [1, true],
    [30, true],
    [31, false],
    [-365, false],
    [365, false],
  ])('%d days from today: %p', (days, allowed) => {
    expect(fieldsOf(() => assertDeclarable(addDays(TODAY, days), TODAY))).toEqual(allowed ? [] : ['date']);
  });

  test('tells the first and the last date that can be declared', () => {
    expect(() => assertDeclarable(addDays(TODAY, 31), TODAY)).toThrow(
      'date must be from today (2026-02-12) to 2026-03-14',
    );
  });
});

describe('assertNotPast', () => {
  test.each([
    [-1, false],
    [0, true],
    [400, true],
  ])('%d days from today: %p', (days, allowed) => {
    expect(fieldsOf(() => assertNotPast(addDays(TODAY, days), TODAY))).toEqual(allowed ? [] : ['date']);
  });
});

describe('assertPaysSomething', () => {
  test.each([
    ['a ROS', values(1n)],
    ['the highest ROS', values(MAX_DAY_ROS)],
    ['a premium pool', values(0n, 1n)],
    ['a performance pool', values(0n, 0n, 1n)],
  ])('%s is enough', (_, of) => {
    expect(fieldsOf(() => assertPaysSomething(of))).toEqual([]);
  });

  test('nothing above 0 names all three', () => {
    const fields = ['rosPercentage', 'premiumPoolAmount', 'performancePoolAmount'];
    expect(fieldsOf(() => assertPaysSomething(values(0n)))).toEqual(fields);
  });

  test('a ROS above 2.2 is refused, with what was got', () => {
    expect(() => assertPaysSomething(values(MAX_DAY_ROS + 1n))).toThrow(
      'rosPercentage must be at most 2.2 for the day; got 2.200001',
    );
  });
});

describe('sumValues', () => {
  test('adds up exactly, in any order; nothing is 0', () => {
    expect(sumValues([])).toEqual(values(0n));
    const amounts = fc.bigInt({ min: 0n, max: parseMoney(1_000_000_000) });
    const some = fc.array(fc.tuple(amounts, amounts, amounts), { maxLength: 100 });
    fc.assert(
      fc.property(some, (all) => {
        const slots = all.map(([rate, premium, performance]) => values(rate, premium, performance));
        const sums = [0, 1, 2].map((at) => all.reduce((sum, three) => sum + three[at]!, 0n)) as [
          bigint,
          bigint,
          bigint,
        ];
        expect(sumValues(slots)).toEqual(values(...sums));
        expect(sumValues([...slots].reverse())).toEqual(values(...sums));
      }),
    );
  });
});
