import { describe, expect, test } from '@jest/globals';
import { Types } from 'mongoose';
import { whoIsReached } from './added-chunks.js';

const id = (n: number): Types.ObjectId => new Types.ObjectId(n.toString(16).padStart(24, '0'));
const subject = (subjectId: number, userId: number) => ({ subjectId: id(subjectId), userId: id(userId) });

describe('whoIsReached', () => {
  test('nobody, where nothing is open', () => {
    expect(whoIsReached([])(subject(1, 1))).toBe(false);
  });

  test.each([
    [1, 9, false],
    [1, 10, true],
    [1, 19, true],
    [1, 20, false],
  ])(
    'a range reaches its users, from the first on and before the last: stake %i of user %i',
    (stake, user, reached) => {
      const isReached = whoIsReached([{ kind: 'range', fromUserId: id(10), beforeUserId: id(20) }]);
      expect(isReached(subject(stake, user))).toBe(reached);
    },
  );

  test('an open range reaches everybody on its side', () => {
    const first = whoIsReached([{ kind: 'range', fromUserId: null, beforeUserId: id(20) }]);
    const last = whoIsReached([{ kind: 'range', fromUserId: id(20), beforeUserId: null }]);
    expect([first(subject(1, 1)), first(subject(1, 20)), last(subject(1, 19)), last(subject(1, 20))]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('named stakes, and users with shares', () => {
    const isReached = whoIsReached([
      { kind: 'named', stakeIds: [id(1)] },
      { kind: 'shares', userIds: [id(2)], amounts: [] },
      { kind: 'ownerless' },
    ]);
    expect([1, 2, 3].map((n) => isReached(subject(n, 50)))).toEqual([true, true, false]);
  });
});
