import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InvalidRateError,
  MAX_DAY_ROS,
  ZERO_RATE,
  addRates,
  formatRate,
  parseRosPercentage,
  rateFromMicros,
  rateToNumber,
  sumRates,
} from './rate.js';

describe('parseRosPercentage', () => {
  test.each<[number | string, bigint]>([
    [0, 0n],
    ['0', 0n],
    [0.55, 550_000n],
    ['0.55', 550_000n],
    [1, 1_000_000n],
    [1e-6, 1n],
    [2.2, 2_200_000n],
    ['2.2', 2_200_000n],
    ['2.2000000', 2_200_000n],
  ])('accepts %j', (input, micros) => {
    expect(parseRosPercentage(input)).toBe(micros);
  });

  test.each<[unknown, RegExp]>([
    [2.200001, /from 0 to 2\.2; got 2\.200001/],
    ['2.200001', /from 0 to 2\.2/],
    [1e21, /from 0 to 2\.2/],
    [-0.1, /0 or more/],
    ['-0.1', /0 or more/],
    [0.1 + 0.2, /at most 6 decimals/],
    [1e-7, /at most 6 decimals/],
    [NaN, /finite/],
    ['', /plain decimal notation/],
    ['0.5%', /plain decimal notation/],
    ['1e0', /plain decimal notation/],
    [null, /JSON number or a numeric string/],
  ])('refuses %p and says what would be right', (input, message) => {
    const parse = () => parseRosPercentage(input as string);
    expect(parse).toThrow(InvalidRateError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_RATE', name: 'InvalidRateError' }));
  });

  test('a rate survives JSON as a number and as a string', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_DAY_ROS }).map(rateFromMicros), (rate) => {
        expect(parseRosPercentage(rateToNumber(rate))).toBe(rate);
        expect(parseRosPercentage(formatRate(rate))).toBe(rate);
      }),
    );
  });
});

describe('sums of rates', () => {
  test('are exact, so that slots which add up to the limit are not refused', () => {
    const numbers = Array.from({ length: 22 }, () => 0.1);
    expect(numbers.reduce((a, b) => a + b)).toBeGreaterThan(2.2);

    const slots = numbers.map(parseRosPercentage);
    expect(sumRates(slots)).toBe(MAX_DAY_ROS);
    expect(slots.reduce(addRates, ZERO_RATE)).toBe(MAX_DAY_ROS);
    expect(sumRates([...slots, rateFromMicros(1n)]) > MAX_DAY_ROS).toBe(true);
  });

  test('of nothing are zero', () => {
    expect(sumRates([])).toBe(ZERO_RATE);
  });
});
