import type { Types } from 'mongoose';
import { LARGEST_RANGE, isTooMuch, nextRangeSize } from './range-size.js';

/** What was found of a range of users. */
interface RangeFound {
  /** The last user of it; null when this was the last range. */
  readonly last: Types.ObjectId | null;
}

/**
 * Reads range by range of user ids, so many users at a time that none takes long; what the database could not answer in one
 * transaction, it is asked for by half.
 * @param read the next so many users after one
 */
export async function* inRanges<T extends RangeFound>(
  read: (after: Types.ObjectId | null, size: number) => Promise<T>,
  signal?: AbortSignal,
): AsyncGenerator<T> {
  let after: Types.ObjectId | null = null;
  let size = LARGEST_RANGE;
  do {
    signal?.throwIfAborted();
    const started = performance.now();
    const { found, asked }: Answered<T> = await orHalf((fewer) => read(after, fewer), size);
    size = nextRangeSize(asked, performance.now() - started);
    yield found;
    after = found.last;
  } while (after !== null);
}

interface Answered<T> {
  readonly found: T;
  /** How many users were asked for in the end. */
  readonly asked: number;
}

async function orHalf<T>(read: (size: number) => Promise<T>, size: number): Promise<Answered<T>> {
  for (let asked = size; ; asked = Math.floor(asked / 2)) {
    try {
      return { found: await read(asked), asked };
    } catch (error) {
      if (asked === 1 || !isTooMuch(error)) throw error;
    }
  }
}
