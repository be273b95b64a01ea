import { amountInWords } from './amount-words.js';

it('says an amount in words', () => {
  expect([0, 13.5055, 42, 1_200, 21_000_305.1, 1_000_000_000].map(amountInWords)).toEqual([
    'zero USDT',
    'thirteen USDT and 505500 millionths',
    'forty-two USDT',
    'one thousand two hundred USDT',
    'twenty-one million three hundred five USDT and 100000 millionths',
    'one billion USDT',
  ]);
});
