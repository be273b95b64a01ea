import { counted, percent, sumOf, usdt, writeAmount } from './amounts.js';

it('writes amounts as they are, with at least two decimals, and never rounds', () => {
  expect([0, 1, 0.1, 1.75275, 1234.5, 0.000001].map(usdt)).toEqual([
    '0.00 USDT',
    '1.00 USDT',
    '0.10 USDT',
    '1.75275 USDT',
    '1 234.50 USDT',
    '0.000001 USDT',
  ]);
  // The most that can be declared, to the millionth.
  expect(writeAmount(999_999_999.999999)).toEqual({ whole: '999 999 999', fraction: '.999999' });
});

it('writes percentages without the digits of arithmetic, and counts with their noun', () => {
  expect(percent(0.1 + 0.2)).toBe('0.3 %');
  expect([counted(1, 'stake'), counted(12_000, 'stake')]).toEqual(['1 stake', '12 000 stakes']);
});

it('adds amounts up to the millionth', () => {
  expect(sumOf([0.1, 0.2, 0.000001])).toBe(0.300001);
});
