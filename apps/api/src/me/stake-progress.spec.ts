import { parseMoney } from '#lib/money';
import { earnedPercent, progressPercent, stakeTarget } from './stake-progress.js';

it.each([
  ['100', 200, '200'],
  ['0.000001', 150, '0.000001'],
  ['0', 200, '0'],
])('a stake of %s may earn %d percent: %s', (amount, cap, target) => {
  expect(stakeTarget(parseMoney(amount), cap)).toBe(parseMoney(target));
});

it.each([
  ['0', '200', 0],
  ['1', '200', 0.5],
  ['199.999999', '200', 99.99],
  ['200', '200', 100],
  ['201', '200', 100],
  ['5', '0', 0],
])('%s of %s is %d percent', (earned, target, percent) => {
  expect(progressPercent(parseMoney(earned), parseMoney(target))).toBe(percent);
});

it.each([
  ['0', '100', 0],
  ['12.999999', '100', 12.99],
  ['200', '100', 200],
  ['5', '0', 0],
])('%s earned of a stake of %s is %d percent of its amount', (earned, amount, percent) => {
  expect(earnedPercent(parseMoney(earned), parseMoney(amount))).toBe(percent);
});
