import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidDateError, addDays, parseCalendarDate } from './calendar-date.js';
import { dateInZone, dayBounds, isOnDate } from './day-in-zone.js';
import { InvalidTimeZoneError } from './time-zone.js';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
];
const FIRST = parseCalendarDate('1970-01-01');
const dates = () => fc.nat(365 * 80).map((days) => addDays(FIRST, days));
const instants = () => fc.date({ min: new Date('1970-01-01'), max: new Date('2050-01-01'), noInvalidDate: true });

describe('dateInZone', () => {
  test.each([
    ['2026-02-12T23:59:59.999Z', 'UTC', '2026-02-12'],
    ['2026-02-13T00:00:00.000Z', 'UTC', '2026-02-13'],
    ['2026-02-12T22:59:59.999Z', 'Europe/Berlin', '2026-02-12'],
    ['2026-02-12T23:00:00.000Z', 'Europe/Berlin', '2026-02-13'],
    ['2026-07-12T22:00:00.000Z', 'Europe/Berlin', '2026-07-13'],
    ['2026-02-13T04:59:59.999Z', 'America/New_York', '2026-02-12'],
    ['2026-02-13T05:00:00.000Z', 'America/New_York', '2026-02-13'],
    ['2026-02-12T18:29:59.999Z', 'Asia/Kolkata', '2026-02-12'],
    ['2026-02-12T18:30:00.000Z', 'Asia/Kolkata', '2026-02-13'],
    ['2026-02-12T18:14:59.999Z', 'Asia/Kathmandu', '2026-02-12'],
    ['2026-02-12T18:15:00.000Z', 'Asia/Kathmandu', '2026-02-13'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31'],
    ['0001-01-01T00:00:00.000Z', 'UTC', '0001-01-01'],
  ])('%s in %s is on %s', (instant, zone, date) => {
    expect(dateInZone(new Date(instant), zone)).toBe(date);
    expect(isOnDate(new Date(instant), parseCalendarDate(date), zone)).toBe(true);
  });

  test('an invalid Date is on no date', () => {
    expect(() => dateInZone(new Date(NaN), 'UTC')).toThrow(InvalidDateError);
    expect(() => isOnDate(new Date(NaN), FIRST, 'UTC')).toThrow(InvalidDateError);
  });

  test.each(['-000001-06-01T00:00:00Z', '0000-12-31T23:59:59Z', '+010000-01-01T00:00:00Z'])(
    '%s is outside the calendar',
    (instant) => {
      expect(() => dateInZone(new Date(instant), 'UTC')).toThrow(InvalidDateError);
      expect(isOnDate(new Date(instant), FIRST, 'UTC')).toBe(false);
    },
  );

  test('an unknown zone is refused', () => {
    expect(() => dateInZone(new Date(0), 'Mars/Olympus')).toThrow(InvalidTimeZoneError);
    expect(() => dayBounds(FIRST, 'Mars/Olympus')).toThrow(InvalidTimeZoneError);
  });
});

describe('dayBounds', () => {
  test.each([
    { what: 'a plain day', date: '2026-02-12', zone: 'UTC', start: '2026-02-12T00:00:00.000Z', hours: 24 },
    {
      what: 'a zone of half hours',
      date: '2026-02-12',
      zone: 'Asia/Kolkata',
      start: '2026-02-11T18:30:00.000Z',
      hours: 24,
    },
    {
      what: 'a zone of quarter hours',
      date: '2026-02-12',
      zone: 'Asia/Kathmandu',
      start: '2026-02-11T18:15:00.000Z',
      hours: 24,
    },
    {
      what: 'clocks going forward',
      date: '2026-03-29',
      zone: 'Europe/Berlin',
      start: '2026-03-28T23:00:00.000Z',
      hours: 23,
    },
    {
      what: 'clocks going back',
      date: '2026-10-25',
      zone: 'Europe/Berlin',
      start: '2026-10-24T22:00:00.000Z',
      hours: 25,
    },
    {
      what: 'clocks going forward',
      date: '2026-03-08',
      zone: 'America/New_York',
      start: '2026-03-08T05:00:00.000Z',
      hours: 23,
    },
    {
      what: 'clocks going back',
      date: '2026-11-01',
      zone: 'America/New_York',
      start: '2026-11-01T04:00:00.000Z',
      hours: 25,
    },
    {
      what: 'no midnight',
      date: '2018-11-04',
      zone: 'America/Sao_Paulo',
      start: '2018-11-04T03:00:00.000Z',
      hours: 23,
    },
    {
      what: 'the day before no midnight',
      date: '2018-11-03',
      zone: 'America/Sao_Paulo',
      start: '2018-11-03T03:00:00.000Z',
      hours: 24,
    },
    {
      what: 'clocks going back at midnight',
      date: '2018-02-17',
      zone: 'America/Sao_Paulo',
      start: '2018-02-17T02:00:00.000Z',
      hours: 25,
    },
    {
      what: 'clocks going back for Ramadan',
      date: '2026-02-15',
      zone: 'Africa/Casablanca',
      start: '2026-02-14T23:00:00.000Z',
      hours: 25,
    },
    {
      what: 'clocks going back half an hour',
      date: '2026-04-05',
      zone: 'Australia/Lord_Howe',
      start: '2026-04-04T13:00:00.000Z',
      hours: 24.5,
    },
    {
      what: 'a day that was skipped',
      date: '2011-12-30',
      zone: 'Pacific/Apia',
      start: '2011-12-30T10:00:00.000Z',
      hours: 0,
    },
    {
      what: 'the day after one that was skipped',
      date: '2011-12-31',
      zone: 'Pacific/Apia',
      start: '2011-12-30T10:00:00.000Z',
      hours: 24,
    },
    {
      what: 'the last day of all',
      date: '9999-12-31',
      zone: 'America/New_York',
      start: '9999-12-31T05:00:00.000Z',
      hours: 24,
    },
    { what: 'the first day of all', date: '0001-01-01', zone: 'UTC', start: '0001-01-01T00:00:00.000Z', hours: 24 },
  ])('$what: $date in $zone lasts $hours hours', ({ date, zone, start, hours }) => {
    const bounds = dayBounds(parseCalendarDate(date), zone);
    expect(bounds.start.toISOString()).toBe(start);
    expect((bounds.end.getTime() - bounds.start.getTime()) / 3_600_000).toBe(hours);
  });

  test('days follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(dates(), fc.constantFrom(...ZONES), (date, zone) => {
        expect(dayBounds(date, zone).end).toEqual(dayBounds(addDays(date, 1), zone).start);
      }),
    );
  });

  test('an instant is on a date exactly when it lies within its bounds', () => {
    fc.assert(
      fc.property(instants(), fc.constantFrom(...ZONES), (instant, zone) => {
        const date = dateInZone(instant, zone);
        const { start, end } = dayBounds(date, zone);
        expect(start <= instant && instant < end).toBe(true);
      }),
    );
  });

  test('the first millisecond is on the date, the one before it and the end are not', () => {
    fc.assert(
      fc.property(dates(), fc.constantFrom(...ZONES), (date, zone) => {
        const { start, end } = dayBounds(date, zone);
        fc.pre(start < end);
        expect(isOnDate(start, date, zone)).toBe(true);
        expect(isOnDate(new Date(end.getTime() - 1), date, zone)).toBe(true);
        expect(isOnDate(new Date(start.getTime() - 1), date, zone)).toBe(false);
        expect(isOnDate(end, date, zone)).toBe(false);
      }),
    );
  });
});
