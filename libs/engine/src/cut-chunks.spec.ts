import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { moneyFromMicros, parseMoney, splitPoolFloor6, sumMoney } from '#lib/money';
import { cutOwnerRanges, cutShares, type OwnerRange } from './cut-chunks.js';

/** The `n`th user; higher ones are later. */
function user(n: number): Types.ObjectId {
  return new Types.ObjectId(n.toString(16).padStart(24, '0'));
}

const DUE = { activatedLater: 0, withoutActivation: 0 };

/** As the database groups them: `[2, 1]` is two stakes of user 1 and one of user 2. */
async function* owners(
  stakesOfUsers: readonly number[],
  before: readonly unknown[] = [],
  after: readonly unknown[] = [],
) {
  for (const id of before) yield { id, stakes: 1, ...DUE };
  for (const [index, stakes] of stakesOfUsers.entries()) yield { id: user(index + 1), stakes, ...DUE };
  for (const id of after) yield { id, stakes: 1, ...DUE };
  await Promise.resolve();
}

function holds({ fromUserId, beforeUserId }: OwnerRange, id: Types.ObjectId): boolean {
  const text = id.toHexString();
  return (
    (fromUserId === null || fromUserId.toHexString() <= text) &&
    (beforeUserId === null || text < beforeUserId.toHexString())
  );
}

/** How many stakes of which users each range holds. */
function load(ranges: readonly OwnerRange[], stakesOfUsers: readonly number[]): { users: number; stakes: number }[] {
  return ranges.map((range) => {
    const held = stakesOfUsers.filter((_, index) => holds(range, user(index + 1)));
    return { users: held.length, stakes: held.reduce((sum, stakes) => sum + stakes, 0) };
  });
}

const populations = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 });
const sizes = fc.integer({ min: 1, max: 10 });

describe('cutOwnerRanges', () => {
  test.each<[number[], number, number[]]>([
    [[], 3, [0]],
    [[1], 3, [1]],
    [[1, 1, 1], 3, [3]],
    [[1, 1, 1, 1], 3, [3, 1]],
    [[2, 2], 3, [2, 2]],
    [[5], 3, [5]],
    [[1, 5, 1], 3, [1, 5, 1]],
    [[5, 5], 3, [5, 5]],
    [[3, 3, 1, 2], 3, [3, 3, 3]],
  ])('users with %j stakes in ranges of %d hold %j', async (stakesOfUsers, size, expected) => {
    const { ranges, stakes, ownerless } = await cutOwnerRanges(owners(stakesOfUsers), size);
    expect(load(ranges, stakesOfUsers).map((held) => held.stakes)).toEqual(expected);
    expect({ stakes, ownerless }).toEqual({ stakes: stakesOfUsers.reduce((sum, n) => sum + n, 0), ownerless: 0 });
  });

  test('the ranges cover every possible id once, whoever comes later', async () => {
    const ids = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new Types.ObjectId(bytes));
    await fc.assert(
      fc.asyncProperty(populations, sizes, ids, async (stakesOfUsers, size, id) => {
        const { ranges } = await cutOwnerRanges(owners(stakesOfUsers), size);
        expect(ranges[0]!.fromUserId).toBeNull();
        expect(ranges.at(-1)!.beforeUserId).toBeNull();
        ranges.slice(1).forEach((range, index) => expect(range.fromUserId).toBe(ranges[index]!.beforeUserId));
        expect(ranges.filter((range) => holds(range, id))).toHaveLength(1);
      }),
    );
  });

  test('no user is split, ranges keep the size, and who has more is a range alone', async () => {
    await fc.assert(
      fc.asyncProperty(populations, sizes, async (stakesOfUsers, size) => {
        const { ranges } = await cutOwnerRanges(owners(stakesOfUsers), size);
        const held = load(ranges, stakesOfUsers);
        expect(held.reduce((sum, { users }) => sum + users, 0)).toBe(stakesOfUsers.length);
        for (const { users, stakes } of held) expect(stakes <= size || users === 1).toBe(true);
        if (stakesOfUsers.length > 0) expect(held.every(({ users }) => users > 0)).toBe(true);
      }),
    );
  });

  test('two ranges side by side are never small enough to be one', async () => {
    await fc.assert(
      fc.asyncProperty(populations, sizes, async (stakesOfUsers, size) => {
        const { ranges } = await cutOwnerRanges(owners(stakesOfUsers), size);
        const held = load(ranges, stakesOfUsers);
        held.slice(1).forEach(({ stakes }, index) => expect(held[index]!.stakes + stakes).toBeGreaterThan(size));
      }),
    );
  });

  test.each<[string, unknown[], unknown[]]>([
    ['before all ids', [null, 'u-17', 4], []],
    ['after all ids', [], [true, new Date(0)]],
    ['on both sides', [undefined], [false]],
  ])('owners that are no ids, %s, are counted and told, and cut nothing', async (_, before, after) => {
    const plan = await cutOwnerRanges(owners([1, 1, 1, 1], before, after), 2);
    expect(plan.ownerless).toBe(before.length + after.length);
    expect(plan.stakes).toBe(4 + before.length + after.length);
    expect(load(plan.ranges, [1, 1, 1, 1]).map(({ stakes }) => stakes)).toEqual([2, 2]);
  });
});

describe('cutShares', () => {
  test('lists every user once, in order, with shares that add up to the pool', () => {
    const pools = fc.bigInt({ min: 0n, max: 5_000n }).map(moneyFromMicros);
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 200 }), sizes, (pool, receivers, size) => {
        const userIds = Array.from({ length: receivers }, (_, index) => user(index + 1));
        const lists = cutShares(userIds, splitPoolFloor6(pool, receivers), size);
        expect(sumMoney(lists.flatMap(({ amounts }) => amounts))).toBe(pool);
        expect(lists.every((list) => list.userIds.length <= size && list.userIds.length === list.amounts.length)).toBe(
          true,
        );
        const listed = lists.flatMap((list) => list.userIds);
        expect(listed).toEqual(userIds.slice(0, pool < receivers ? Number(pool) : receivers));
      }),
    );
  });

  test('a share of zero is not listed: of 2 millionths for 3 users, the first two get one each', () => {
    const lists = cutShares([user(1), user(2), user(3)], splitPoolFloor6(parseMoney('0.000002'), 3), 10);
    expect(lists).toEqual([{ userIds: [user(1), user(2)], amounts: [1n, 1n] }]);
  });
});
