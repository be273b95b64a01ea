import { describe, expect, test } from '@jest/globals';
import { KNOWN_OLD_DAYS, readOldDaysMapping } from './mapping.js';

const read = (input: unknown) => readOldDaysMapping(input, 'adopt.config.json');

describe('the mapping of old days', () => {
  test('is the known shapes where nothing is said', () => {
    expect(read(undefined)).toEqual(KNOWN_OLD_DAYS);
    expect(read({})).toEqual(KNOWN_OLD_DAYS);
  });

  test('takes what is said, a name or a list of names', () => {
    const mapping = read({
      zone: 'Africa/Lagos',
      days: [{ name: 'tage', time: 'uhrzeit', status: ['zustand', 'status'] }],
      statuses: { count: 'FERTIG' },
      history: { list: 'verlauf' },
    });
    expect(mapping).toMatchObject({
      zone: 'Africa/Lagos',
      days: [{ name: 'tage', date: ['date'], time: ['uhrzeit'], status: ['zustand', 'status'] }],
      statuses: { count: ['FERTIG'], ignore: ['CANCELLED', 'CANCELED'] },
      history: { list: ['verlauf'], date: ['date'] },
      payouts: KNOWN_OLD_DAYS.payouts,
    });
  });

  test.each<[unknown, RegExp]>([
    [7, /^adopt\.config\.json: oldDays must be an object/],
    [{ zone: 1 }, /oldDays\.zone must be the IANA name/],
    [{ zone: 'Lagos' }, /oldDays\.zone must be the IANA name/],
    [{ days: {} }, /oldDays\.days must be a list/],
    [{ days: [{}] }, /oldDays\.days\[0\]\.name must be the name of a collection/],
    [{ days: [{ name: 'a', tim: 'x' }] }, /oldDays\.days\[0\]\.tim is not known; known are date, slots, .*name/],
    [{ payouts: { types: [] } }, /oldDays\.payouts\.types must be a name, or a list of names/],
    [{ payouts: { types: [1] } }, /oldDays\.payouts\.types must be a name/],
    [{ payout: {} }, /oldDays\.payout is not known; known are statuses, payouts, history, days, zone/],
  ])('%j is refused by name', (input, message) => {
    expect(() => read(input)).toThrow(message);
  });
});
