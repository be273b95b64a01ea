import { Types } from 'mongoose';
import { FIRST_ID, LAST_ID } from '#lib/database';

/** Users after one, up to another. */
export interface UserRange {
  /** Null: from the first on. */
  readonly after: Types.ObjectId | null;
  readonly upTo: Types.ObjectId;
}

/** What was found of a range. */
export interface RangeRead {
  readonly entries: number;
  /** The user of the first of them; null where there was none. */
  readonly first: Types.ObjectId | null;
  /** The user after whom was not read on; null where the range was read to its end. */
  readonly stoppedAfter: Types.ObjectId | null;
}

/** A range in which fewer than this share of what is wanted was found is followed by one twice as wide. */
const SPARSE = 0.5;

/**
 * Ranges of user ids, one behind the other until all ids were in one, so narrow that each holds about as many entries as
 * are wanted: a database that sorts what an index could have given it sorts that much, and not the rest each time. How
 * densely ids lie is learned from what was found.
 */
export class UserRanges {
  private after: Types.ObjectId | null = null;
  private upTo: Types.ObjectId = LAST_ID;
  /** Of the next range, in ids; null while nothing is known. */
  private width: bigint | null = null;

  /** @param wanted entries in a range */
  constructor(private readonly wanted: number) {}

  current(): UserRange {
    return { after: this.after, upTo: this.upTo };
  }

  /**
   * @param read what was found of the current range
   * @returns false when that was the last range
   */
  advance({ entries, first, stoppedAfter }: RangeRead): boolean {
    if (stoppedAfter === null && this.upTo.equals(LAST_ID)) return false;
    if (stoppedAfter !== null && first !== null) this.width = toNumber(stoppedAfter) - toNumber(first) + 1n;
    // Where nothing lies is no measure of how far apart the others are.
    else if (entries === 0) this.width = null;
    else if (this.width !== null && entries < this.wanted * SPARSE) this.width *= 2n;
    this.after = stoppedAfter ?? this.upTo;
    this.upTo = this.width === null ? LAST_ID : toId(toNumber(this.after) + this.width);
    return true;
  }
}

function toNumber(id: Types.ObjectId): bigint {
  return BigInt(`0x${id.toHexString()}`);
}

function toId(number: bigint): Types.ObjectId {
  const last = toNumber(LAST_ID);
  const text = (number > last ? last : number).toString(16);
  return new Types.ObjectId(text.padStart(FIRST_ID.toHexString().length, '0'));
}
