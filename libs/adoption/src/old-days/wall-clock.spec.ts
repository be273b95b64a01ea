import { describe, expect, test } from '@jest/globals';
import { parseCalendarDate } from '#lib/calendar';
import { dateOn, wallClock, type Executed } from './wall-clock.js';

const executed = (date: string, time: string, at: string): Executed => ({
  date: parseCalendarDate(date),
  time,
  executedAt: new Date(at),
});
const LAGOS = [
  executed('2026-02-13', '12:56:00', '2026-02-13T11:56:00Z'),
  executed('2026-02-13', '12:58:59', '2026-02-13T11:59:02Z'),
  executed('2026-02-14', '18:00', '2026-02-14T17:00:30Z'),
];

describe('the wall clock of an old system', () => {
  test.each<[string, string | null, string, readonly Executed[], string]>([
    ['is the configured one, whatever its slots show', 'Asia/Kolkata', 'UTC', LAGOS, '2026-02-13T07:26:00.000Z'],
    ['is the platform’s where nothing was executed', null, 'Europe/Berlin', [], '2026-02-13T11:56:00.000Z'],
    ['is the platform’s where its slots were executed by it', null, 'Africa/Lagos', LAGOS, '2026-02-13T11:56:00.000Z'],
    ['is at the offset that its slots show', null, 'UTC', LAGOS, '2026-02-13T11:56:00.000Z'],
    [
      'is the platform’s where its slots agree on nothing',
      null,
      'UTC',
      [
        executed('2026-02-13', '12:00', '2026-02-13T11:00:00Z'),
        executed('2026-02-14', '12:00', '2026-02-14T03:00:00Z'),
      ],
      '2026-02-13T12:56:00.000Z',
    ],
  ])('%s', (_, configured, platform, slots, instant) => {
    const clock = wallClock(configured, platform, slots);
    expect(clock.instant(parseCalendarDate('2026-02-13'), '12:56:00').toISOString()).toBe(instant);
  });

  test('says where it is known from', () => {
    expect(wallClock(null, 'UTC', LAGOS).name).toBe('UTC+01:00, as its instants of execution show');
    expect(wallClock('Africa/Lagos', 'UTC', []).name).toBe('Africa/Lagos, as configured');
  });

  test.each<[unknown, string | null]>([
    ['2026-02-13', '2026-02-13'],
    ['2026-02-30', null],
    [new Date('2026-02-13T00:00:00Z'), '2026-02-13'],
    // Midnight in Lagos.
    [new Date('2026-02-12T23:00:00Z'), '2026-02-13'],
    ['2026-02-12T23:30:00.000Z', '2026-02-13'],
    ['2026-02-12T23:30:00', null],
    ['Friday', null],
    [20260213, null],
    [null, null],
  ])('the date that %p names on it is %p', (value, date) => {
    expect(dateOn(wallClock('Africa/Lagos', 'UTC', []), value)).toBe(date);
  });
});
