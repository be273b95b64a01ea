import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, parseCalendarDate } from './calendar-date.js';
import { dateInZone, dayBounds } from './day-in-zone.js';
import { InvalidTimeError, instantAt, instantAtOrAfter, isClockTime } from './instant-at.js';
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
const pad = (number: number) => String(number).padStart(2, '0');
const dates = () => fc.nat(365 * 80).map((days) => addDays(FIRST, days));
const times = () => fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)).map((parts) => parts.map(pad).join(':'));

describe('instantAt', () => {
  test.each([
    ['2026-02-12', '14:30', 'UTC', '2026-02-12T14:30:00.000Z'],
    ['2026-02-12', '14:30:15', 'UTC', '2026-02-12T14:30:15.000Z'],
    ['2026-02-12', '00:00', 'UTC', '2026-02-12T00:00:00.000Z'],
    ['2026-02-12', '23:59:59', 'UTC', '2026-02-12T23:59:59.000Z'],
    ['2026-02-12', '00:00', 'Europe/Berlin', '2026-02-11T23:00:00.000Z'],
    ['2026-03-29', '01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', '01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z'],
    ['2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-02-12', '18:00', 'America/New_York', '2026-02-12T23:00:00.000Z'],
    ['2026-02-12', '20:00', 'America/New_York', '2026-02-13T01:00:00.000Z'],
    ['2026-02-12', '05:30', 'Asia/Kolkata', '2026-02-12T00:00:00.000Z'],
    ['2026-02-12', '05:45', 'Asia/Kathmandu', '2026-02-12T00:00:00.000Z'],
    ['2011-12-29', '23:59:59', 'Pacific/Apia', '2011-12-30T09:59:59.000Z'],
    ['2011-12-31', '00:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2018-11-04', '01:00', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(instantAt(parseCalendarDate(date), time, zone).toISOString()).toBe(instant);
    expect(instantAtOrAfter(parseCalendarDate(date), time, zone).toISOString()).toBe(instant);
  });

  test.each([
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29 02:00:00 to 2026-03-29 03:00:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', '02:00', 'Europe/Berlin', '2026-03-29 02:00:00 to 2026-03-29 03:00:00', '2026-03-29T01:00:00.000Z'],
    [
      '2026-03-29',
      '02:59:59',
      'Europe/Berlin',
      '2026-03-29 02:00:00 to 2026-03-29 03:00:00',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      '2026-03-08',
      '02:15',
      'America/New_York',
      '2026-03-08 02:00:00 to 2026-03-08 03:00:00',
      '2026-03-08T07:00:00.000Z',
    ],
    [
      '2018-11-04',
      '00:00',
      'America/Sao_Paulo',
      '2018-11-04 00:00:00 to 2018-11-04 01:00:00',
      '2018-11-04T03:00:00.000Z',
    ],
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30 00:00:00 to 2011-12-31 00:00:00', '2011-12-30T10:00:00.000Z'],
    [
      '2026-03-22',
      '02:30',
      'Africa/Casablanca',
      '2026-03-22 02:00:00 to 2026-03-22 03:00:00',
      '2026-03-22T02:00:00.000Z',
    ],
    [
      '2026-10-04',
      '02:15',
      'Australia/Lord_Howe',
      '2026-10-04 02:00:00 to 2026-10-04 02:30:00',
      '2026-10-03T15:30:00.000Z',
    ],
  ])('%s %s does not exist in %s, and the message says why', (date, time, zone, gap, gapEnd) => {
    const at = () => instantAt(parseCalendarDate(date), time, zone);
    const shown = time.length === 5 ? `${time}:00` : time;
    expect(at).toThrow(
      new InvalidTimeError(
        `${date} ${shown} does not exist in ${zone}: clocks there go forward from ${gap}. ` +
          'Give a time before or after that gap.',
      ),
    );
    expect(at).toThrow(expect.objectContaining({ code: 'INVALID_TIME', name: 'InvalidTimeError' }));
    expect(instantAtOrAfter(parseCalendarDate(date), time, zone).toISOString()).toBe(gapEnd);
  });

  test.each([
    ['2026-10-25', '02:00', 'Europe/Berlin', '2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00'],
    ['2026-10-25', '02:59:59', 'Europe/Berlin', '2026-10-25T02:59:59+02:00', '2026-10-25T02:59:59+01:00'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'],
    ['2018-02-17', '23:30', 'America/Sao_Paulo', '2018-02-17T23:30:00-02:00', '2018-02-17T23:30:00-03:00'],
    ['2026-02-15', '02:30', 'Africa/Casablanca', '2026-02-15T02:30:00+01:00', '2026-02-15T02:30:00+00:00'],
    ['2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-05T01:45:00+11:00', '2026-04-05T01:45:00+10:30'],
  ])('%s %s happens twice in %s, and the message names both instants', (date, time, zone, first, second) => {
    const at = () => instantAt(parseCalendarDate(date), time, zone);
    expect(at).toThrow(InvalidTimeError);
    expect(at).toThrow(`happens twice in ${zone}, as clocks there go back. Give the instant with its offset instead:`);
    expect(at).toThrow(`${first} for the first, ${second} for the second.`);
    for (const text of [first, second]) {
      const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' }).format(new Date(text));
      expect(shown).toBe(time.slice(0, 5));
    }
    expect(instantAtOrAfter(parseCalendarDate(date), time, zone)).toEqual(new Date(first));
  });

  test('an offset with seconds, which ISO 8601 cannot write, is given as an instant in UTC', () => {
    // Brussels kept its own mean time, 17 min 30 s ahead of Greenwich, until 1 May 1892.
    const at = () => instantAt(parseCalendarDate('1892-05-01'), '00:05', 'Europe/Brussels');
    expect(at).toThrow('1892-04-30T23:47:30.000Z for the first, 1892-05-01T00:05:00+00:00 for the second.');
  });

  test.each([
    '',
    '9:00',
    '24:00',
    '12:60',
    '12:00:60',
    '12',
    '1200',
    '12:00:00.000',
    ' 12:00',
    '12:00\n',
    '12:00Z',
    '-1:00',
    '12:00 PM',
    'noon',
    undefined,
    null,
    1200,
  ])('%p is not a time of day', (time) => {
    const date = parseCalendarDate('2026-02-12');
    expect(isClockTime(time)).toBe(false);
    expect(() => instantAt(date, time as string, 'UTC')).toThrow(InvalidTimeError);
    expect(() => instantAtOrAfter(date, time as string, 'UTC')).toThrow(
      /must be written HH:mm or HH:mm:ss, from 00:00/,
    );
  });

  test('an unknown zone is refused', () => {
    expect(() => instantAt(parseCalendarDate('2026-02-12'), '12:00', 'Mars/Olympus')).toThrow(InvalidTimeZoneError);
  });

  test('an instant found shows the date and the time it was asked for', () => {
    fc.assert(
      fc.property(dates(), times(), fc.constantFrom(...ZONES), (date, time, zone) => {
        const instant = instantOrNone(date, time, zone);
        fc.pre(instant !== undefined);
        expect(dateInZone(instant, zone)).toBe(date);
        const shown = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(instant);
        expect(shown).toBe(time);
        expect(instantAtOrAfter(date, time, zone)).toEqual(instant);
      }),
    );
  });

  test('times on days that clocks change are refused only if skipped or shown twice', () => {
    const changes: readonly (readonly [string, string])[] = [
      ['2026-03-29', 'Europe/Berlin'],
      ['2026-10-25', 'Europe/Berlin'],
      ['2018-11-04', 'America/Sao_Paulo'],
      ['2018-02-17', 'America/Sao_Paulo'],
      ['2026-02-15', 'Africa/Casablanca'],
      ['2026-03-22', 'Africa/Casablanca'],
    ];
    for (const [text, zone] of changes) {
      const date = parseCalendarDate(text);
      const { start, end } = dayBounds(date, zone);
      const shownAt = new Map<string, number[]>();
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
      for (let ms = start.getTime(); ms < end.getTime(); ms += 15 * 60_000) {
        const time = clock.format(ms);
        shownAt.set(time, [...(shownAt.get(time) ?? []), ms]);
      }
      for (let minute = 0; minute < 24 * 60; minute += 15) {
        const time = `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
        const shown = shownAt.get(time) ?? [];
        expect([time, instantOrNone(date, time, zone)?.getTime()]).toEqual([
          time,
          shown.length === 1 ? shown[0] : undefined,
        ]);
      }
    }
  });
});

function instantOrNone(date: Parameters<typeof instantAt>[0], time: string, zone: string): Date | undefined {
  try {
    return instantAt(date, time, zone);
  } catch (error) {
    if (error instanceof InvalidTimeError) return undefined;
    throw error;
  }
}
