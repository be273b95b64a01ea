import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InvalidDateError,
  addDays,
  compareDates,
  daysBetween,
  isCalendarDate,
  parseCalendarDate,
} from './calendar-date.js';
import type { CalendarDate } from './calendar-date.js';

const MS_PER_DAY = 86_400_000;
const dates = () =>
  fc
    .integer({ min: Date.parse('0001-01-01') / MS_PER_DAY, max: Date.parse('9999-12-31') / MS_PER_DAY })
    .map((day) => parseCalendarDate(new Date(day * MS_PER_DAY).toISOString().slice(0, 10)));

describe('parseCalendarDate', () => {
  test.each(['2026-02-12', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '1999-12-31'])(
    'accepts %s',
    (text) => {
      expect(parseCalendarDate(text)).toBe(text);
      expect(isCalendarDate(text)).toBe(true);
    },
  );

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '0000-01-01',
  ])('refuses %s, which is no day of the calendar', (text) => {
    expect(() => parseCalendarDate(text)).toThrow(InvalidDateError);
    expect(() => parseCalendarDate(text)).toThrow(
      `must be a real date, such as 2026-02-12; ${text} is not a day of the calendar.`,
    );
    expect(isCalendarDate(text)).toBe(false);
  });

  test.each([
    '',
    '2026-2-12',
    '26-02-12',
    '2026/02/12',
    '12-02-2026',
    '20260212',
    ' 2026-02-12',
    '2026-02-12\n',
    '2026-02-12T00:00:00Z',
    '+010000-01-01',
    '-2026-01-01',
    '2026-W07-4',
    '٢٠٢٦-02-12',
    'today',
    undefined,
    null,
    20260212,
    ['2026-02-12'],
    new Date(0),
  ])('refuses %p, which is not written YYYY-MM-DD', (text) => {
    const parse = () => parseCalendarDate(text as string);
    expect(parse).toThrow(/^must be written YYYY-MM-DD, such as 2026-02-12; got /);
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_DATE', name: 'InvalidDateError' }));
    expect(isCalendarDate(text)).toBe(false);
  });

  test('a message never repeats a long input', () => {
    expect(() => parseCalendarDate('x'.repeat(5000))).toThrow(/^.{0,120}$/);
  });

  test('agrees with the rules of the Gregorian calendar', () => {
    const daysIn = (year: number, month: number) => {
      const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
      return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
    };
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(13), fc.nat(32), (year, month, day) => {
        const pad = (number: number, length: number) => String(number).padStart(length, '0');
        const real = year >= 1 && day >= 1 && day <= daysIn(year, month);
        expect(isCalendarDate(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`)).toBe(real);
      }),
    );
  });
});

describe('counting days', () => {
  test.each([
    ['2026-02-12', 0, '2026-02-12'],
    ['2026-02-12', 30, '2026-03-14'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2025-12-31', 1, '2026-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-28', 2, '2026-03-30'],
    ['0001-01-01', 3_652_058, '9999-12-31'],
  ])('%s and %d days is %s', (from, days, to) => {
    expect(addDays(parseCalendarDate(from), days)).toBe(to);
    expect(daysBetween(parseCalendarDate(from), parseCalendarDate(to))).toBe(days);
  });

  test('adding the days between two dates leads from one to the other, and the order agrees', () => {
    fc.assert(
      fc.property(dates(), dates(), (a, b) => {
        const days = daysBetween(a, b);
        expect(addDays(a, days)).toBe(b);
        expect(daysBetween(b, a) + days).toBe(0);
        expect(Math.sign(days) + compareDates(a, b)).toBe(0);
        expect(compareDates(b, a) + compareDates(a, b)).toBe(0);
      }),
    );
  });

  test.each([
    ['9999-12-31', 1],
    ['0001-01-01', -1],
    ['2026-02-12', 1e9],
    ['2026-02-12', -1e15],
  ])('%s and %d days leaves the calendar', (from, days) => {
    expect(() => addDays(parseCalendarDate(from), days)).toThrow(InvalidDateError);
  });

  test.each([0.5, NaN, Infinity])('%d days cannot be added', (days) => {
    expect(() => addDays(parseCalendarDate('2026-02-12'), days)).toThrow(RangeError);
  });

  test('sorting by compareDates is chronological', () => {
    const sorted: CalendarDate[] = ['2026-02-12', '2025-12-31', '2026-01-01'].map(parseCalendarDate).sort(compareDates);
    expect(sorted).toEqual(['2025-12-31', '2026-01-01', '2026-02-12']);
  });
});
