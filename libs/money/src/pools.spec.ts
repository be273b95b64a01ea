import { expect, test } from '@jest/globals';
import { POOLS, POOL_NAMES, fromPoolFields, perPool, toPoolFields } from './pools.js';

test('every pool has a row, and no name stands for two things', () => {
  expect(Object.keys(POOL_NAMES)).toEqual([...POOLS]);
  const names = POOLS.flatMap((pool) => Object.values(POOL_NAMES[pool]));
  expect(new Set(names).size).toBe(names.length);
});

test('fields carry the names of documents and bodies, and are read back as they were', () => {
  const amounts = { premium: 1, performance: 2 };
  const fields = toPoolFields('amount', amounts);
  expect(fields).toEqual({ premiumPoolAmount: 1, performancePoolAmount: 2 });
  expect(fromPoolFields('amount', { ...fields, premiumPool: 3 })).toEqual(amounts);
  expect(toPoolFields('stats', amounts)).toEqual({ premiumPoolStats: 1, performancePoolStats: 2 });
});

test('what is made for each pool is made from its name', () => {
  expect(perPool((pool) => pool.length)).toEqual({ premium: 7, performance: 11 });
});
