import { LARGEST_RANGE, isTooMuch, nextRangeSize } from './range-size.js';

describe('how many are read next', () => {
  it.each([
    ['as many again as were read quickly', LARGEST_RANGE, 200, LARGEST_RANGE],
    ['as many as took their time', 400, 7_000, 400],
    ['fewer, of those who took long', 1_500, 30_000, 250],
    ['one at least', 3, 100_000, 1],
    ['more again when it is quick', 100, 300, 200],
  ])('%s', (_, size, tookMs, next) => expect(nextRangeSize(size, tookMs)).toBe(next));

  it('comes to rest below what a transaction lives, at any cost of one', () => {
    for (const msEach of [0.01, 1, 20, 400, 9_000]) {
      let size = LARGEST_RANGE;
      for (let range = 0; range < 12; range += 1) size = nextRangeSize(size, size * msEach);
      expect(size * msEach).toBeLessThanOrEqual(20_000);
    }
  });
});

it('asks for less when a transaction has lived too long, not when nobody answers', () => {
  expect([50, 262, 290, 251].every((code) => isTooMuch(Object.assign(new Error(), { code })))).toBe(true);
  expect([new Error('no server'), Object.assign(new Error(), { code: 10107 }), null].some(isTooMuch)).toBe(false);
});
