import { expect, test } from '@jest/globals';
import { durationWords } from './duration-words.js';

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [90_000, '90 s'],
  [120_000, '2 min'],
  [3_725_000, '1 h 2 min'],
  [7_200_000, '2 h'],
  [86_409_000, '1 d'],
  [90_061_000, '1 d 1 h'],
])('%i ms are said as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
