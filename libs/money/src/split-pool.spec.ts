import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_AMOUNT, ZERO, formatMoney, moneyFromMicros, parseMoney, sumMoney } from './money.js';
import type { Money } from './money.js';
import { shareAt, splitPoolFloor6 } from './split-pool.js';

function sharesOf(pool: Money, n: number): Money[] {
  const split = splitPoolFloor6(pool, n);
  return Array.from({ length: n }, (_, index) => shareAt(split, index));
}

describe('splitPoolFloor6', () => {
  test.each([
    ['10', 1, ['10']],
    ['10', 4, ['2.5', '2.5', '2.5', '2.5']],
    ['10', 3, ['3.333334', '3.333333', '3.333333']],
    ['20', 3, ['6.666667', '6.666667', '6.666666']],
    ['0.000002', 3, ['0.000001', '0.000001', '0']],
    ['0', 2, ['0', '0']],
    ['1000000000', 3, ['333333333.333334', '333333333.333333', '333333333.333333']],
  ])('%s among %d', (pool, n, shares) => {
    expect(sharesOf(parseMoney(pool), n).map(formatMoney)).toEqual(shares);
  });

  test('the shares add up to the pool exactly, differ by a millionth at most, and the first get the more', () => {
    const pools = fc.bigInt({ min: 0n, max: MAX_AMOUNT }).map(moneyFromMicros);
    fc.assert(
      fc.property(
        fc.oneof(pools, fc.bigInt({ min: 0n, max: 3000n }).map(moneyFromMicros)),
        fc.integer({ min: 1, max: 2000 }),
        (pool, n) => {
          const shares = sharesOf(pool, n);
          expect(sumMoney(shares)).toBe(pool);
          expect(shares[0]! - shares.at(-1)! <= 1n).toBe(true);
          expect(shares.every((share, index) => index === 0 || share <= shares[index - 1]!)).toBe(true);
        },
      ),
    );
  });

  test('the split of a pool among very many adds up without listing them', () => {
    const n = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT }).map(moneyFromMicros), n, (pool, receivers) => {
        const { share, extraCount } = splitPoolFloor6(pool, receivers);
        expect(share * BigInt(receivers) + BigInt(extraCount)).toBe(pool);
        expect(extraCount >= 0 && extraCount < receivers).toBe(true);
      }),
    );
  });

  test.each([0, -1, 1.5, NaN, Infinity])('a pool cannot be split among %d', (n) => {
    expect(() => splitPoolFloor6(parseMoney(1), n)).toThrow(RangeError);
  });

  test('a negative pool is refused', () => {
    expect(() => splitPoolFloor6(moneyFromMicros(-1n), 2)).toThrow(RangeError);
  });
});

describe('shareAt', () => {
  test.each([-1, 0.5, NaN])('index %d is refused', (index) => {
    expect(() => shareAt({ share: ZERO, extraCount: 1 }, index)).toThrow(RangeError);
  });
});
