import { expect, test } from '@jest/globals';
import { preferredWaitMs } from './preferred-wait.js';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['respond-async', undefined],
  ['wait=0', 0],
  ['wait=7', 7_000],
  ['respond-async, wait=3', 3_000],
  ['WAIT = "4"; foo', 4_000],
  ['wait=25', 25_000],
  ['wait=26', 25_000],
  ['wait=-1', undefined],
  ['wait=1.5', undefined],
  ['await=3', undefined],
])('Prefer: %s waits %p ms', (prefer, ms) => {
  expect(preferredWaitMs(prefer)).toBe(ms);
});
