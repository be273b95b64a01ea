import fc from 'fast-check';
import { mongo } from 'mongoose';
import { decimalStringToMicros, formatMicros, moneyFromMicros } from '#lib/money';
import { NotAnAmountError, microsFromStored, moneyFromDecimal, storedBalance } from './decimal-codec.js';

const { Decimal128, Long } = mongo;
const decimal = (text: string) => Decimal128.fromString(text);
const micros = (text: string) => decimalStringToMicros(text);

/** Up to 2^33 USDT each millionth has a double of its own. */
const anyMicros = fc.bigInt({ min: -(2n ** 33n) * 1_000_000n, max: 2n ** 33n * 1_000_000n });

describe('a stored number', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [5, '5'],
    [-5.25, '-5.25'],
    [0.1 + 0.2, '0.3'],
    [373_317.1 + 0.2, '373317.3'],
    [1.0000004, '1'],
    [1.0000006, '1.000001'],
    [0.0078125, '0.007813'],
    [-0.0078125, '-0.007813'],
    [1e-300, '0'],
    [0.0000005, '0.000001'],
    [-0.0000005, '-0.000001'],
    [8_589_934_591.999999, '8589934591.999999'],
    [9_007_199_254, '9007199254'],
    [-9_007_199_254, '-9007199254'],
    [9_007_199_253.5, '9007199253.5'],
    [2 ** 32 + 0.5, '4294967296.5'],
  ])('%p as a number of JavaScript stands for %s', (value, expected) => {
    expect(microsFromStored(value)).toBe(micros(expected));
  });

  it.each([NaN, Infinity, -Infinity, 1e300, 9_007_199_254.5, 9_007_199_255, -9_007_199_255, 2 ** 53])(
    '%p has no millionths',
    (value) => expect(microsFromStored(value)).toBeNull(),
  );

  it.each(['100', '', null, undefined, true, {}, [], [1], new Date(), new mongo.ObjectId(), Symbol('x')])(
    '%p is none',
    (value) => {
      expect(microsFromStored(value)).toBeNull();
    },
  );

  it('an integer is exact, of whatever size', () => {
    expect(microsFromStored(Long.fromString('9007199254740993'))).toBe(9_007_199_254_740_993_000_000n);
    expect(microsFromStored(Long.MIN_VALUE)).toBe(-(2n ** 63n) * 1_000_000n);
    expect(microsFromStored(9_007_199_254_740_993n)).toBe(9_007_199_254_740_993_000_000n);
    expect(microsFromStored(Long.fromNumber(-7))).toBe(-7_000_000n);
  });

  it('a double of any amount stands for that amount', () => {
    fc.assert(
      fc.property(anyMicros, (amount) => expect(microsFromStored(Number(formatMicros(amount)))).toBe(amount)),
      { numRuns: 2_000 },
    );
  });

  it('a double stands for the nearest millionth', () => {
    fc.assert(
      fc.property(fc.double({ min: -9_007_199_254, max: 9_007_199_254, noNaN: true }), (value) => {
        const away = Number(microsFromStored(value)) - value * 1e6;
        expect(Math.abs(away)).toBeLessThanOrEqual(Math.max(0.5001, Math.abs(value) * 1e6 * 2 ** -52));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a Decimal128', () => {
  it.each(['0', '-0', '100.5', '1E+3', '373323.200000000000000', '94.75000000000000', '0.00000100000000000000'])(
    '%s is what it says',
    (text) => expect(microsFromStored(decimal(text))).toBe(micros(text)),
  );

  // What MongoDB leaves of `$inc` with a double: a decimal of 15 significant digits, added exactly.
  it.each([
    ['a third', '0.333333333333333', '0.333333'],
    ['100 and a third', '100.333333333333333', '100.333333'],
    ['100 less 8.6725470189737', '91.3274529810263', '91.327453'],
    ['the noise of a sum of doubles', '373323.100000000001', '373323.1'],
    ['12,345,678.1 and noise', '12345678.1000001', '12345678.1'],
    ['a balance that was taken out, but for noise', '0.00000000001', '0'],
    ['the same below zero', '-0.0000005000000', '-0.000001'],
    ['hundreds of decimals', '1E-6176', '0'],
  ])('%s, %s, comes from a double and stands for %s', (_, text, expected) => {
    expect(microsFromStored(decimal(text))).toBe(micros(expected));
  });

  it.each(['1.0000001', '100.0000001', '1E-7', '0.123456789', 'NaN', 'Infinity', '-Infinity', '9E+40', '1E+27'])(
    '%s is no amount',
    (text) => expect(microsFromStored(decimal(text))).toBeNull(),
  );

  it('to which doubles were added and taken off stays right to the millionth', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.array(cents, { maxLength: 20 }), (start, moves) => {
        let balance = start * 10n ** 14n;
        let expected = start;
        for (const move of moves) {
          const digits = toFifteenDigits(move / 100);
          balance += digits;
          expected += BigInt(move) * 10_000n;
        }
        expect(microsFromStored(decimal(`${balance}E-20`.replace(/0{10}E-20$/, 'E-10')))).toBe(expected);
      }),
    );
  });
});

/** In units of 10^-20, as MongoDB's conversion of doubles rounds. */
function toFifteenDigits(value: number): bigint {
  const [digits = '', exponent = '0'] = value.toExponential(14).split('e');
  return BigInt(digits.replace('.', '')) * 10n ** BigInt(Number(exponent) - 14 + 20);
}

describe('a stored balance', () => {
  it('is added to where it is a Decimal128 or nothing, replaced where it is another number', () => {
    expect(storedBalance(undefined)).toEqual({ kind: 'decimal', standsFor: moneyFromMicros(0n) });
    expect(storedBalance(decimal('1.5'))).toEqual({ kind: 'decimal', standsFor: moneyFromMicros(1_500_000n) });
    expect(storedBalance(0.1 + 0.2)).toEqual({ kind: 'number', standsFor: moneyFromMicros(300_000n) });
    expect(storedBalance(Long.fromNumber(3))).toEqual({ kind: 'number', standsFor: moneyFromMicros(3_000_000n) });
    for (const broken of [null, '1', NaN, decimal('NaN'), decimal('1.0000001')]) {
      expect(storedBalance(broken)).toEqual({ kind: 'broken' });
    }
  });

  it('that is none is told with what it is', () => {
    expect(() => moneyFromDecimal('12.5')).toThrow(NotAnAmountError);
  });
});
