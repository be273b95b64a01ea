import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InvalidAmountError,
  MAX_AMOUNT,
  ZERO,
  addMoney,
  formatMoney,
  minMoney,
  moneyFromMicros,
  moneyToNumber,
  parseMoney,
  subtractMoney,
  sumMoney,
} from './money.js';

const anyMoney = () => fc.bigInt().map(moneyFromMicros);
const acceptedMoney = () => fc.bigInt({ min: 0n, max: MAX_AMOUNT }).map(moneyFromMicros);

describe('parseMoney', () => {
  test.each<[number | string, bigint]>([
    [0, 0n],
    [-0, 0n],
    [1, 1_000_000n],
    [0.1, 100_000n],
    [0.3, 300_000n],
    [1e-6, 1n],
    [0.000001, 1n],
    [1e3, 1_000_000_000n],
    [1234.56, 1_234_560_000n],
    [999999999.999999, 999_999_999_999_999n],
    [1e9, 1_000_000_000_000_000n],
    ['0', 0n],
    ['0.000001', 1n],
    ['1234.56', 1_234_560_000n],
    ['1.10', 1_100_000n],
    ['1.0000000000', 1_000_000n],
    ['1000000000', 1_000_000_000_000_000n],
    ['1000000000.000000', 1_000_000_000_000_000n],
  ])('accepts %j', (input, micros) => {
    expect(parseMoney(input)).toBe(micros);
  });

  test.each<[unknown, RegExp]>([
    [NaN, /finite/],
    [Infinity, /finite/],
    [-Infinity, /finite/],
    [-1, /0 or more/],
    [-1e-7, /0 or more/],
    ['-1', /0 or more/],
    ['-0', /0 or more, without a sign/],
    [1e-7, /at most 6 decimals/],
    [0.1 + 0.2, /at most 6 decimals; got 0\.30000000000000004/],
    [1.0000001, /at most 6 decimals/],
    ['1.0000001', /at most 6 decimals/],
    [1e9 + 0.000001, /at most 1000000000; got/],
    ['1000000000.000001', /at most 1000000000/],
    [1e21, /at most 1000000000; got 1e\+21/],
    [Number.MAX_VALUE, /at most 1000000000/],
    [Number.MIN_VALUE, /at most 6 decimals/],
    ['', /plain decimal notation/],
    [' 1', /plain decimal notation/],
    ['1 ', /plain decimal notation/],
    ['1\n', /plain decimal notation/],
    ['+1', /plain decimal notation/],
    ['1e3', /plain decimal notation/],
    ['1E-3', /plain decimal notation/],
    ['0x1', /plain decimal notation/],
    ['1,000', /plain decimal notation/],
    ['1_000', /plain decimal notation/],
    ['.5', /plain decimal notation/],
    ['5.', /plain decimal notation/],
    ['007', /plain decimal notation/],
    ['-007', /plain decimal notation/],
    ['1.2.3', /plain decimal notation/],
    ['NaN', /plain decimal notation/],
    ['Infinity', /plain decimal notation/],
    ['ten', /plain decimal notation.*got "ten"/],
    ['٣', /plain decimal notation/],
    ['0'.repeat(100_000), /at most 40 characters/],
    [null, /JSON number or a numeric string; got null/],
    [undefined, /JSON number or a numeric string; got undefined/],
    [true, /JSON number or a numeric string; got boolean/],
    [5n, /JSON number or a numeric string; got bigint/],
    [[1], /JSON number or a numeric string; got an array/],
    [{}, /JSON number or a numeric string; got object/],
  ])('refuses %p and says what would be right', (input, message) => {
    const parse = () => parseMoney(input as string);
    expect(parse).toThrow(InvalidAmountError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT', name: 'InvalidAmountError' }));
  });

  test('a message never repeats a long input', () => {
    expect(() => parseMoney('9'.repeat(5000))).toThrow(/^.{0,200}$/);
  });

  test('an amount survives JSON as a number and as a string', () => {
    fc.assert(
      fc.property(acceptedMoney(), (money) => {
        expect(parseMoney(formatMoney(money))).toBe(money);
        expect(parseMoney(JSON.parse(JSON.stringify(moneyToNumber(money))) as number)).toBe(money);
      }),
    );
  });

  test('any number is either read exactly as it prints, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.double({ min: 0, max: 1e9 }), fc.float(), fc.maxSafeInteger()), (input) => {
        let money;
        try {
          money = parseMoney(input);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidAmountError);
          return;
        }
        expect(Number(formatMoney(money))).toBe(input + 0);
        expect(money >= ZERO && money <= MAX_AMOUNT).toBe(true);
      }),
    );
  });

  test('any string is either read exactly, or refused', () => {
    const numeric = fc.stringMatching(/^[-+]?[0-9]{0,11}[.,]?[0-9]{0,8}([eE][-+]?[0-9]{1,2})?$/);
    fc.assert(
      fc.property(fc.oneof(numeric, fc.string()), (input) => {
        let money;
        try {
          money = parseMoney(input);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidAmountError);
          return;
        }
        expect(formatMoney(money)).toBe(input.includes('.') ? input.replace(/\.?0*$/, '') : input);
      }),
    );
  });
});

describe('arithmetic', () => {
  test('is exact where floats are not', () => {
    expect(addMoney(parseMoney(0.1), parseMoney(0.2))).toBe(parseMoney(0.3));
    expect(subtractMoney(parseMoney('0.3'), parseMoney('0.1'))).toBe(parseMoney('0.2'));
    expect(formatMoney(subtractMoney(ZERO, parseMoney(1.5)))).toBe('-1.5');
  });

  test('the sum of nothing is zero', () => {
    expect(sumMoney([])).toBe(ZERO);
  });

  test('a sum is the same in any order and from any iterable', () => {
    fc.assert(
      fc.property(fc.array(anyMoney()), (amounts) => {
        const sum = sumMoney(amounts);
        expect(sumMoney([...amounts].reverse())).toBe(sum);
        expect(sumMoney(new Map(amounts.entries()).values())).toBe(sum);
        expect(amounts.reduce(addMoney, ZERO)).toBe(sum);
      }),
    );
  });

  test('subtracting undoes adding', () => {
    fc.assert(fc.property(anyMoney(), anyMoney(), (a, b) => subtractMoney(addMoney(a, b), b) === a));
  });

  test('the smaller of two is one of them and not more than either', () => {
    fc.assert(
      fc.property(anyMoney(), anyMoney(), (a, b) => {
        const min = minMoney(a, b);
        expect(min === a || min === b).toBe(true);
        expect(min <= a && min <= b).toBe(true);
      }),
    );
  });
});
