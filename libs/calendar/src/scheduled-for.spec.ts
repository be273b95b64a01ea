import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCalendarDate } from './calendar-date.js';
import { InvalidTimeError } from './instant-at.js';
import { parseScheduledFor } from './scheduled-for.js';

const date = parseCalendarDate('2026-02-12');
const on = (zone: string) => ({ date, zone });

describe('parseScheduledFor', () => {
  test.each([
    ['2026-02-12T14:30:00.000Z', '2026-02-12T14:30:00.000Z'],
    ['2026-02-12T14:30:00Z', '2026-02-12T14:30:00.000Z'],
    ['2026-02-12T14:30Z', '2026-02-12T14:30:00.000Z'],
    ['2026-02-12T14:30:00.5Z', '2026-02-12T14:30:00.500Z'],
    ['2026-02-12T14:30:59.999Z', '2026-02-12T14:30:59.999Z'],
    ['2026-02-12T14:30:00+01:00', '2026-02-12T13:30:00.000Z'],
    ['2026-02-12T14:30:00.250-05:00', '2026-02-12T19:30:00.250Z'],
    ['2026-02-12T14:30:00+05:45', '2026-02-12T08:45:00.000Z'],
    ['2026-02-12T23:30:00-01:00', '2026-02-13T00:30:00.000Z'],
    ['2026-02-12T00:30:00+01:00', '2026-02-11T23:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-02-12T00:00:00-00:00', '2026-02-12T00:00:00.000Z'],
  ])('the instant %s is %s in any zone', (text, instant) => {
    expect(parseScheduledFor(text, on('UTC')).toISOString()).toBe(instant);
    expect(parseScheduledFor(text, on('Pacific/Apia')).toISOString()).toBe(instant);
  });

  test.each([
    ['14:00:00', 'UTC', '2026-02-12T14:00:00.000Z'],
    ['14:00', 'UTC', '2026-02-12T14:00:00.000Z'],
    ['14:00', 'Europe/Berlin', '2026-02-12T13:00:00.000Z'],
    ['22:00', 'America/New_York', '2026-02-13T03:00:00.000Z'],
  ])('the time %s is meant on the date in %s', (text, zone, instant) => {
    expect(parseScheduledFor(text, on(zone)).toISOString()).toBe(instant);
  });

  test.each([
    '2026-02-12T14:30:00',
    '2026-02-12 14:30:00Z',
    '2026-02-12t14:30:00z',
    '2026-02-12',
    '2026-02-12T14Z',
    '2026-02-12T24:00:00Z',
    '2026-02-12T14:60:00Z',
    '2026-02-12T14:30:60Z',
    '2026-02-12T14:30:00.Z',
    '2026-02-12T14:30:00,5Z',
    '2026-02-12T14:30:00.0000Z',
    '2026-02-12T14:30:00+0100',
    '2026-02-12T14:30:00+01',
    '2026-02-12T14:30:00+24:00',
    '2026-02-12T14:30:00+01:60',
    '2026-02-12T14:30:00 Z',
    '2026-02-12T14:30:00Z\n',
    ' 2026-02-12T14:30:00Z',
    '+002026-02-12T14:30:00Z',
    '20260212T143000Z',
    '1770906600000',
    '24:00',
    '9:00',
    '2 pm',
    'now',
    '',
    undefined,
    null,
    1770906600000,
    new Date(0),
    ['14:00'],
  ])('%p is refused, and the message says what would be right', (text) => {
    const parse = () => parseScheduledFor(text as string, on('UTC'));
    expect(parse).toThrow(InvalidTimeError);
    expect(parse).toThrow(
      /^must be an ISO 8601 instant with Z or an offset, such as .*, or a time of day, HH:mm or HH:mm:ss; got /,
    );
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_TIME' }));
  });

  test.each(['2026-02-29T00:00:00Z', '2026-02-30T14:30:00Z', '2026-13-01T00:00:00Z', '0000-01-01T00:00:00Z'])(
    '%s lies on no real date',
    (text) => {
      expect(() => parseScheduledFor(text, on('UTC'))).toThrow(InvalidTimeError);
      expect(() => parseScheduledFor(text, on('UTC'))).toThrow(
        `must lie on a real date; ${text.slice(0, 10)} is not a day of the calendar.`,
      );
    },
  );

  test('a time that clocks skip or show twice is refused, the same as an instant is not', () => {
    const gap = { date: parseCalendarDate('2026-03-29'), zone: 'Europe/Berlin' };
    const overlap = { date: parseCalendarDate('2026-10-25'), zone: 'Europe/Berlin' };
    expect(() => parseScheduledFor('02:30', gap)).toThrow(/does not exist/);
    expect(() => parseScheduledFor('02:30', overlap)).toThrow(/happens twice/);
    expect(parseScheduledFor('2026-10-25T02:30:00+02:00', overlap).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(parseScheduledFor('2026-10-25T02:30:00+01:00', overlap).toISOString()).toBe('2026-10-25T01:30:00.000Z');
  });

  test('reads back whatever instant JSON writes', () => {
    const instants = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseScheduledFor(instant.toISOString(), on('UTC'))).toEqual(instant);
      }),
    );
  });
});
