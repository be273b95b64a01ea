import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inStrides } from './strides.js';

describe('inStrides', () => {
  test.each([
    [0, []],
    [1, [0]],
    [9, [0, 3, 6, 1, 4, 7, 2, 5, 8]],
  ])('%d', (count, expected) => {
    expect([...inStrides(count)]).toEqual(expected);
  });

  test('gives each number once, and neighbours far from each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), (count) => {
        const numbers = [...inStrides(count)];
        expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
        const place = new Map(numbers.map((number, at) => [number, at]));
        const apart = numbers.slice(0, -1).map((_, n) => Math.abs(place.get(n + 1)! - place.get(n)!));
        expect(Math.min(...apart, count)).toBeGreaterThanOrEqual(Math.min(count, Math.floor(Math.sqrt(count)) - 1));
      }),
    );
  });
});
