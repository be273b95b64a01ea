import { describe, expect, test } from '@jest/globals';
import { InvalidTimeZoneError, assertTimeZone, isTimeZone, offsetAt } from './time-zone.js';

describe('isTimeZone and assertTimeZone', () => {
  test.each([
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Asia/Kathmandu',
    'Asia/Katmandu',
    'Etc/GMT+5',
    'europe/berlin',
  ])('%s is a time zone', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
    expect(() => assertTimeZone(zone)).not.toThrow();
  });

  test.each([
    '',
    ' ',
    'Berlin',
    'Europe/Atlantis',
    'UTC+2',
    '+02:00',
    '02:00',
    'Europe/Berlin ',
    'UTC\n',
    undefined,
    null,
    2,
    {},
  ])('%p is none', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
    expect(() => assertTimeZone(zone)).toThrow(InvalidTimeZoneError);
    expect(() => assertTimeZone(zone)).toThrow(/must be an IANA name such as UTC or Europe\/Berlin; got /);
    expect(() => assertTimeZone(zone)).toThrow(
      expect.objectContaining({ code: 'INVALID_TIME_ZONE', name: 'InvalidTimeZoneError' }),
    );
  });
});

describe('offsetAt', () => {
  test.each([
    ['UTC', '2026-07-01T00:00:00Z', '+0:00'],
    ['Europe/Berlin', '2026-01-01T00:00:00Z', '+1:00'],
    ['Europe/Berlin', '2026-07-01T00:00:00Z', '+2:00'],
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', '+1:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '+2:00'],
    ['America/New_York', '2026-01-01T00:00:00Z', '-5:00'],
    ['Asia/Kolkata', '2026-01-01T00:00:00Z', '+5:30'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '+5:45'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '-10:00'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '+14:00'],
    ['UTC', '1969-12-31T23:59:59.999Z', '+0:00'],
    ['UTC', '0001-01-01T00:00:00.000Z', '+0:00'],
    ['UTC', '-000044-03-15T12:00:00.000Z', '+0:00'],
    ['UTC', '1500-01-01T00:00:00.001Z', '+0:00'],
  ])('%s at %s is %s ahead', (zone, instant, offset) => {
    const minutes = offsetAt(Date.parse(instant), zone) / 60_000;
    const text = `${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
    expect(text).toBe(offset);
  });
});
