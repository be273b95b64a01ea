import { ZERO, parseMoney } from '#lib/money';
import { warningsOf, type WarningFacts } from './warnings.js';

const QUIET: WarningFacts = {
  date: '2026-02-12',
  total: parseMoney(1_000),
  paid: ZERO,
  approvalAbove: parseMoney(1_000),
  dayLimit: parseMoney(1_500),
  usual: parseMoney(500),
  factor: 2_500,
  isAskerAmong: false,
};

describe('what is to be known before something is queued', () => {
  it('is nothing at the limits themselves', () => {
    expect(warningsOf(QUIET)).toEqual([]);
  });

  it('is nothing where all limits are off and nothing is usual', () => {
    const off = { approvalAbove: null, dayLimit: null, usual: null, factor: null };
    expect(warningsOf({ ...QUIET, ...off, total: parseMoney(1_000_000) })).toEqual([]);
  });

  it.each<[name: string, facts: Partial<WarningFacts>, words: RegExp]>([
    ['that a second admin is needed', { total: parseMoney('1000.000001') }, /1000\.000001 USDT.*APPROVAL_ABOVE \(1000/],
    ['that the date would pass its limit', { paid: parseMoney('500.000001'), usual: null }, /1500\.000001 .*DAY_LIMIT/],
    ['that it is far above the usual', { usual: parseMoney(399) }, /more than 2\.5 times .*\(399 USDT\)/],
    ['that it is far below the usual', { usual: parseMoney(2_501) }, /less than 1\/2\.5 of .*\(2501 USDT\)/],
    ['that the asker would receive of it', { isAskerAmong: true }, /^You would be among/],
  ])('says %s', (_, facts, words) => {
    expect(warningsOf({ ...QUIET, ...facts })).toEqual([expect.stringMatching(words)]);
  });
});
