import { Types } from 'mongoose';
import { UserRanges } from './user-ranges.js';

const id = (number: number): Types.ObjectId => new Types.ObjectId(number.toString(16).padStart(24, '0'));
const numberOf = (of: Types.ObjectId): number => Number(`0x${of.toHexString()}`);

/** Reads ranges of users, one entry each, as a cursor does that is left after `most`. */
function readAll(users: readonly number[], most: number) {
  const ranges = new UserRanges(most);
  const seen: number[] = [];
  const reads: { entries: number; inRange: number }[] = [];
  for (;;) {
    const { after, upTo } = ranges.current();
    const inRange = users.filter((user) => (after === null || user > numberOf(after)) && user <= numberOf(upTo));
    const read = inRange.slice(0, most);
    seen.push(...read);
    reads.push({ entries: read.length, inRange: inRange.length });
    const [first, stopped] = [read[0], inRange.length > most ? read.at(-1) : undefined];
    const goesOn = ranges.advance({
      entries: read.length,
      first: first === undefined ? null : id(first),
      stoppedAfter: stopped === undefined ? null : id(stopped),
    });
    if (!goesOn) return { seen, reads };
  }
}

describe('UserRanges', () => {
  const even = Array.from({ length: 500 }, (_, index) => 5_000 + index * 7);

  it('gives every user once, in order, however they lie', () => {
    const clusters = [0, 1, 2, 3, 900_000, 900_001, ...even, 2 ** 40, 2 ** 40 + 1].sort((a, b) => a - b);
    for (const users of [even, clusters, [], [1], [0, 2 ** 45]]) {
      for (const most of [1, 3, 100, 1_000]) expect(readAll(users, most).seen).toEqual(users);
    }
  });

  it('has about what is wanted in each range once it knows how densely they lie', () => {
    const { reads } = readAll(even, 100);
    const [first, ...others] = reads;
    expect(first).toEqual({ entries: 100, inRange: 500 });
    expect(Math.max(...others.map(({ inRange }) => inRange))).toBeLessThanOrEqual(110);
    expect(reads.length).toBeLessThan(20);
  });

  it('needs few ranges for users who are far from each other', () => {
    const { reads } = readAll([...even, 2 ** 45], 100);
    expect(reads.length).toBeLessThan(30);
  });
});
