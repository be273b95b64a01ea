import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betterSample, rangeAt, type ClockSample } from './clock-sample.js';

/** A question sent at `sentAt` and answered after `ms`, to a database whose clock is `ahead` of the counting one. */
const sample = (sentAt: number, ms: number, ahead = 1_000_000): ClockSample => ({
  sentAt,
  receivedAt: sentAt + ms,
  serverMs: Math.floor(ahead + sentAt + ms / 2),
});

describe('a sample', () => {
  test('never tells a time that the database has not reached, and never one that it has passed', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const times = fc.record({
      sentAt: fc.double({ min: 0, max: 1e9, noNaN: true }),
      roundTrip: fc.double({ min: 0, max: 5_000, noNaN: true }),
      readAfter: part,
      later: fc.double({ min: 0, max: 60_000, noNaN: true }),
      drift: fc.double({ min: -0.0001, max: 0.0001, noNaN: true }),
    });
    fc.assert(
      fc.property(times, ({ sentAt, roundTrip, readAfter, later, drift }) => {
        const ahead = 1_700_000_000_000;
        const read = sentAt + roundTrip * readAfter;
        const asked: ClockSample = { sentAt, receivedAt: sentAt + roundTrip, serverMs: Math.floor(ahead + read) };
        const at = asked.receivedAt + later;
        const truth = ahead + at + drift * later;
        const { earliestMs, latestMs } = rangeAt(asked, at);
        expect(earliestMs).toBeLessThanOrEqual(truth + 0.001);
        expect(latestMs).toBeGreaterThanOrEqual(truth - 0.001);
      }),
    );
  });
});

describe('of two samples', () => {
  test('a short round trip is kept against a long one that is newer', () => {
    const short = sample(0, 1);
    expect(betterSample(short, sample(5_000, 400), 5_400)).toBe(short);
  });

  test('a newer one as short as the older is taken', () => {
    const newer = sample(5_000, 1);
    expect(betterSample(sample(0, 1), newer, 5_001)).toBe(newer);
  });

  test('a long one is taken once the short one is too old to tell more', () => {
    const long = sample(600_000, 50);
    expect(betterSample(sample(0, 1), long, 600_050)).toBe(long);
  });

  test.each([-60_000, 60_000])('the newer one is taken when the database was set by %i ms', (by) => {
    const newer = sample(5_000, 400, 1_000_000 + by);
    expect(betterSample(sample(0, 1), newer, 5_400)).toBe(newer);
  });
});
