import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Types } from 'mongoose';
import type { ChunkSubjects } from '#lib/slots';
import { NO_STAKES_SEEN, cutReceivers, cutStakes, inBatches, type CutChunk, type StakesSeen } from './cut-chunks.js';

type Range = Extract<ChunkSubjects, { kind: 'range' }>;

/** The `n`th id; higher ones are later. */
function id(n: number): Types.ObjectId {
  return new Types.ObjectId(n.toString(16).padStart(24, '0'));
}

/** The owner of a stake and the stake: a user's stakes are numbered from 1. */
type Pair = readonly [userId: Types.ObjectId, stakeId: Types.ObjectId];

const DUE = { activatedLater: 0, withoutActivation: 0 };

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
  await Promise.resolve();
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** `[2, 1]` is two stakes of user 1 and one of user 2. */
function ownersOf(stakesOfUsers: readonly number[], odd: readonly unknown[] = []) {
  const users = stakesOfUsers.map((stakes, index) => ({ id: id(index + 1), stakes, ...DUE }));
  return each([...odd.map((value) => ({ id: value, stakes: 1, ...DUE })), ...users]);
}

function stakesOf(stakesOfUsers: readonly number[]): Pair[] {
  return stakesOfUsers.flatMap((stakes, index) =>
    Array.from({ length: stakes }, (_, at): Pair => [id(index + 1), id(at + 1)]),
  );
}

async function cut(
  stakesOfUsers: readonly number[],
  size: number,
  { nobody = [], oddIds = [] }: { nobody?: readonly unknown[]; oddIds?: readonly unknown[] } = {},
): Promise<{ chunks: CutChunk[]; seen: StakesSeen }> {
  const seen = { ...NO_STAKES_SEEN };
  const stakes = {
    owners: ownersOf(
      stakesOfUsers,
      nobody.map(() => 'text'),
    ),
    idsOf: (owner: Types.ObjectId | 'nobody') => {
      if (owner === 'nobody') return each(nobody);
      const own = stakesOfUsers[Number.parseInt(owner.toHexString(), 16) - 1] ?? 0;
      return each([...oddIds, ...Array.from({ length: own - oddIds.length }, (_, at) => id(at + 1))]);
    },
  };
  return { chunks: await all(cutStakes(stakes, size, seen)), seen };
}

function rangesOf(chunks: readonly CutChunk[]): Range[] {
  return chunks.map(({ subjects }) => subjects).filter((subjects): subjects is Range => subjects.kind === 'range');
}

function holds(range: Range, [userId, stakeId]: Pair): boolean {
  const place = userId.toHexString() + stakeId.toHexString();
  const from = `${range.fromUserId?.toHexString() ?? ''}${range.fromStakeId?.toHexString() ?? ''}`;
  const before = `${range.beforeUserId?.toHexString() ?? 'z'}${range.beforeStakeId?.toHexString() ?? ''}`;
  return from <= place && place < before;
}

const populations = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })), {
  maxLength: 40,
});
const sizes = fc.integer({ min: 1, max: 10 });

describe('cutStakes', () => {
  test.each<[number[], number, number[]]>([
    [[], 3, [0]],
    [[1], 3, [1]],
    [[1, 1, 1], 3, [3]],
    [[1, 1, 1, 1], 3, [3, 1]],
    [[2, 2], 3, [2, 2]],
    [[3, 3, 1, 2], 3, [3, 3, 3]],
    [[1, 5, 1], 3, [1, 3, 3]],
    [[1, 5, 2], 3, [1, 3, 2, 2]],
    [[9], 3, [0, 3, 3, 3]],
    [[4, 4], 3, [0, 3, 1, 3, 1]],
  ])('users with %j stakes in ranges of %d hold %j', async (stakesOfUsers, size, expected) => {
    const { chunks, seen } = await cut(stakesOfUsers, size);
    expect(chunks.map(({ planned }) => planned)).toEqual(expected);
    expect(seen).toMatchObject({
      stakes: stakesOfUsers.reduce((sum, n) => sum + n, 0),
      splitOwners: stakesOfUsers.filter((stakes) => stakes > size).length,
    });
  });

  test('whoever owns what, no range has more than its size, and each stake is in one', async () => {
    await fc.assert(
      fc.asyncProperty(populations, sizes, async (stakesOfUsers, size) => {
        const { chunks } = await cut(stakesOfUsers, size);
        const ranges = rangesOf(chunks);
        const pairs = stakesOf(stakesOfUsers);
        chunks.forEach(({ planned }, index) => {
          expect(planned).toBeLessThanOrEqual(size);
          expect(pairs.filter((pair) => holds(ranges[index]!, pair))).toHaveLength(planned);
        });
        expect(chunks.reduce((sum, { planned }) => sum + planned, 0)).toBe(pairs.length);
      }),
    );
  });

  test('the ranges cover every possible pair of owner and stake once, whoever comes later', async () => {
    const ids = fc
      .oneof(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.integer({ min: 0, max: 70 }))
      .map((value) => (typeof value === 'number' ? id(value) : new Types.ObjectId(value)));
    await fc.assert(
      fc.asyncProperty(populations, sizes, ids, ids, async (stakesOfUsers, size, userId, stakeId) => {
        const ranges = rangesOf((await cut(stakesOfUsers, size)).chunks);
        expect(ranges.filter((range) => holds(range, [userId, stakeId]))).toHaveLength(1);
      }),
    );
  });

  test('only who has more stakes than a range holds is cut', async () => {
    await fc.assert(
      fc.asyncProperty(populations, sizes, async (stakesOfUsers, size) => {
        for (const { beforeUserId, beforeStakeId } of rangesOf((await cut(stakesOfUsers, size)).chunks)) {
          if (beforeStakeId === undefined) continue;
          const user = Number.parseInt(beforeUserId!.toHexString(), 16);
          expect(stakesOfUsers[user - 1]).toBeGreaterThan(size);
        }
      }),
    );
  });

  test('stakes whose owners are no ids are one chunk while it holds them, and ranges of their ids beyond', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, at) => id(at + 1));
    const few = await cut([1], 3, { nobody: some(3) });
    expect(few.chunks.at(-1)).toEqual({ subjects: { kind: 'ownerless' }, planned: 3 });
    const { chunks, seen } = await cut([1], 3, { nobody: some(7) });
    expect(chunks.slice(1)).toEqual([
      { subjects: { kind: 'ownerless', fromStakeId: id(0), beforeStakeId: id(4) }, planned: 3 },
      { subjects: { kind: 'ownerless', fromStakeId: id(4), beforeStakeId: id(7) }, planned: 3 },
      { subjects: { kind: 'ownerless', fromStakeId: id(7) }, planned: 1 },
    ]);
    expect(seen.stakes).toBe(8);
  });

  test('ids that are no ObjectIds are named, where ranges of ids would leave them out', async () => {
    const oddIds = ['a', 'b', 'c', 'd'];
    const own = await cut([6], 3, { oddIds });
    expect(own.chunks.map(({ subjects, planned }) => [subjects.kind, planned])).toEqual([
      ['range', 0],
      ['named', 3],
      ['named', 1],
      ['range', 2],
    ]);
    const nobody = await cut([], 2, { nobody: [...oddIds, id(1)] });
    expect(nobody.chunks.slice(1).map(({ subjects, planned }) => [subjects.kind, planned])).toEqual([
      ['named', 2],
      ['ownerless', 1],
      ['named', 2],
    ]);
    expect(nobody.seen.stakes).toBe(5);
  });
});

describe('cutReceivers', () => {
  test.each([
    [0, []],
    [3, [[0, 3]]],
    [
      7,
      [
        [0, 3],
        [3, 3],
        [6, 1],
      ],
    ],
  ])('of %d users in lists of 3: each has its place among all', async (count, expected) => {
    const users = Array.from({ length: count }, (_, at) => id(at + 1));
    let told = -1;
    const chunks = await all(cutReceivers(each(users), 3, (seen) => (told = seen)));
    expect(told).toBe(count);
    const lists = chunks.map(({ subjects }) => (subjects.kind === 'receivers' ? subjects : null)!);
    expect(lists.map(({ offset, userIds }) => [offset, userIds.length])).toEqual(expected);
    expect(lists.flatMap(({ userIds }) => userIds)).toEqual(users);
  });
});

describe('a plan as it is written', () => {
  /** The most users that were read and not written, when `count` of them share a pool. */
  const mostHeld = async (count: number): Promise<number> => {
    let read = 0;
    let written = 0;
    let most = 0;
    const users = async function* (): AsyncGenerator<Types.ObjectId> {
      for (; read < count; read += 1) {
        most = Math.max(most, read + 1 - written);
        yield id(read + 1);
      }
      await Promise.resolve();
    };
    const chunks = cutReceivers(users(), 300, () => undefined);
    for await (const batch of inBatches(chunks, { chunks: 200, ids: 20_000 })) {
      written += batch.reduce((sum, { planned }) => sum + planned, 0);
    }
    expect(written).toBe(count);
    return most;
  };

  test('holds no more of 300,000 users than of 30,000', async () => {
    const held = await mostHeld(30_000);
    expect(held).toBeLessThanOrEqual(21_000);
    expect(await mostHeld(300_000)).toBe(held);
  });

  test('comes in batches of so many chunks or ids, and one more for what is left', async () => {
    const chunks = (sizes: readonly number[]) =>
      each(
        sizes.map((size): CutChunk => ({
          subjects: { kind: 'named', stakeIds: Array.from({ length: size }, () => id(1)) },
          planned: size,
        })),
      );
    const batches = async (sizes: readonly number[]) =>
      (await all(inBatches(chunks(sizes), { chunks: 3, ids: 10 }))).map((batch) => batch.map(({ planned }) => planned));
    expect(await batches([])).toEqual([[]]);
    expect(await batches([1, 1, 1])).toEqual([[1, 1, 1]]);
    expect(await batches([1, 1, 1, 1])).toEqual([[1, 1, 1], [1]]);
    expect(await batches([9, 2, 8, 1, 20])).toEqual([[9], [2, 8], [1], [20]]);
  });
});
