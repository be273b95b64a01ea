import { describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { ZERO, parseMoney } from '#lib/money';
import { agree, balances, plus, stored, toText } from './amounts.js';

const decimal = (text: string): mongo.Decimal128 => mongo.Decimal128.fromString(text);

test.each<[unknown, string]>([
  [decimal('12.5'), '12.5'],
  [decimal('-1E+2'), '-100'],
  [undefined, '0'],
  [null, '0'],
  [12.5, '12.5'],
  [0.1 + 0.2, '0.3'],
  [3, '3'],
  [1e300, 'not an exact amount: 1e+300'],
  ['12.5', 'not an exact amount: "12.5"'],
  [decimal('NaN'), 'not an exact amount: {"$numberDecimal":"NaN"}'],
  [decimal('0.0000001'), 'not an exact amount: {"$numberDecimal":"1E-7"}'],
])('stored %j reads as %s', (value, text) => {
  expect(toText(stored(value))).toBe(text);
});

describe('what is not exact', () => {
  const broken = stored('many');
  test('agrees with nothing, not even with itself', () => {
    expect(agree(broken, broken)).toBe(false);
    expect(agree(parseMoney('1'), parseMoney('1'))).toBe(true);
  });
  test('makes every sum with it not exact', () => {
    expect(plus(parseMoney('1'), broken)).toBe(broken);
    expect(plus(broken, parseMoney('1'))).toBe(broken);
    expect(plus(parseMoney('1'), parseMoney('2'))).toBe(parseMoney('3'));
  });
  test('balances only a ledger that holds nothing', () => {
    expect(balances(ZERO, broken)).toBe(true);
    expect(balances(parseMoney('1'), broken)).toBe(false);
    expect(balances(ZERO, parseMoney('1'))).toBe(false);
  });
});
