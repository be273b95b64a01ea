import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalStringToMicros, formatMicros, microsToNumber } from './decimal.js';

describe('decimalStringToMicros', () => {
  test.each<[string, bigint]>([
    ['0', 0n],
    ['-0', 0n],
    ['-0.00', 0n],
    ['000', 0n],
    ['123.45', 123_450_000n],
    ['-5', -5_000_000n],
    ['-0.000001', -1n],
    ['0.000001', 1n],
    ['007.5', 7_500_000n],
    ['1E+3', 1_000_000_000n],
    ['1e+3', 1_000_000_000n],
    ['1E3', 1_000_000_000n],
    ['1.5E+3', 1_500_000_000n],
    ['1E-6', 1n],
    ['-1.2E-5', -12n],
    ['0E-6176', 0n],
    ['0E+6111', 0n],
    ['0E+99999999999', 0n],
    ['1.2345670000000', 1_234_567n],
    ['0.0000010', 1n],
    ['12300E-7', 1_230n],
    ['1000000000', 1_000_000_000_000_000n],
    ['9007199254.740991', 9_007_199_254_740_991n],
    ['9007199254.740992', 9_007_199_254_740_992n],
    ['9007199254.740993', 9_007_199_254_740_993n],
    ['-9007199254.740993', -9_007_199_254_740_993n],
    ['1234567890123456789012345678.901234', 1_234_567_890_123_456_789_012_345_678_901_234n],
    ['9.999999999999999999999999999999999E+6144', 9_999_999_999_999_999_999_999_999_999_999_999n * 10n ** 6117n],
  ])('%s is exactly %s millionths', (text, micros) => {
    expect(decimalStringToMicros(text)).toBe(micros);
  });

  test.each([
    'NaN',
    'Infinity',
    '-Infinity',
    '',
    '-',
    '.',
    '-.',
    ' 1',
    '1 ',
    '+1',
    '.5',
    '5.',
    '1.2.3',
    '--1',
    '1-',
    '1,5',
    '0x10',
    'E5',
    '1E',
    '1E+',
    '1E1.5',
    '١',
    '1\n',
  ])('%j is not a finite number', (text) => {
    expect(decimalStringToMicros(text)).toBeNull();
  });

  test.each(['0.0000001', '1.2345678', '1E-7', '1.23E-5', '-1E-6176', '0.30000000000000004', '12E-99999999999'])(
    '%s has more than six decimals',
    (text) => {
      expect(decimalStringToMicros(text)).toBeNull();
    },
  );

  test.each(['1E+6145', '1E+999999999', '1'.repeat(7000)])('a number beyond Decimal128 is refused: %.20s', (text) => {
    expect(decimalStringToMicros(text)).toBeNull();
  });

  test('reads back what formatMicros writes, whatever the size', () => {
    fc.assert(fc.property(fc.bigInt(), (micros) => decimalStringToMicros(formatMicros(micros)) === micros));
  });

  test('reads every way of writing a number alike: zeros after it, or an exponent', () => {
    const digits = fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n });
    fc.assert(
      fc.property(digits, fc.integer({ min: -6, max: 40 }), fc.nat(10), (coefficient, exponent, zeros) => {
        const expected = coefficient * 10n ** BigInt(exponent + 6);
        const sign = exponent < 0 ? '' : '+';
        expect(decimalStringToMicros(`${coefficient}E${sign}${exponent}`)).toBe(expected);

        const padding = '0'.repeat(zeros);
        const plain = formatMicros(expected);
        expect(decimalStringToMicros(plain.includes('.') ? plain + padding : `${plain}.0${padding}`)).toBe(expected);
      }),
    );
  });

  test('a seventh decimal other than zero is always refused', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 1, max: 9 }), (whole, seventh) => {
        expect(decimalStringToMicros(`${whole}.000000${seventh}`)).toBeNull();
      }),
    );
  });
});

describe('formatMicros', () => {
  test.each<[bigint, string]>([
    [0n, '0'],
    [1n, '0.000001'],
    [-1n, '-0.000001'],
    [100_000n, '0.1'],
    [1_000_000n, '1'],
    [10_000_000n, '10'],
    [1_234_560_000n, '1234.56'],
    [-1_500_000n, '-1.5'],
    [1_000_000_000_000_000n, '1000000000'],
    [9_007_199_254_740_993n, '9007199254.740993'],
  ])('%s millionths are written %s', (micros, text) => {
    expect(formatMicros(micros)).toBe(text);
  });
});

describe('microsToNumber', () => {
  test.each<[bigint, number]>([
    [0n, 0],
    [1n, 0.000001],
    [-1n, -0.000001],
    [1_234_560_000n, 1234.56],
    [300_000n, 0.3],
    [999_999_999_999_999n, 999999999.999999],
    [9_007_199_254_740_993n, 9007199254.740993],
    [10n ** 30n, 1e24],
  ])('%s millionths are the number %d', (micros, number) => {
    expect(microsToNumber(micros)).toBe(number);
  });

  test('is the double nearest to the exact decimal', () => {
    fc.assert(fc.property(fc.bigInt(), (micros) => microsToNumber(micros) === Number(formatMicros(micros))));
  });
});
