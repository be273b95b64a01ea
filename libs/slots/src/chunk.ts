import type { Types } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal, rateFromDecimal } from '#lib/database';
import type { Money, Rate } from '#lib/money';
import type { StoredChunk, StoredSubjects } from './chunk.schema.js';

/** Users with their shares of a pool, which stand in the same order. */
export interface Shares {
  readonly kind: 'shares';
  readonly userIds: readonly Types.ObjectId[];
  readonly amounts: readonly Money[];
}

/**
 * Whom a chunk pays: stakes from one pair of owner and stake to another, ownerless stakes, named stakes, users who share a
 * pool as its plan splits it (`offset` is the place of the first of them among all), or users with shares of their own;
 * or which payouts it takes back.
 */
export type ChunkSubjects = Exclude<StoredSubjects, { kind: 'shares' }> | Shares;

/** One transaction's worth of a slot. Its other fields are those of the document. */
export interface Chunk extends Readonly<Omit<StoredChunk, 'rosPercentage' | 'subjects' | 'total'>> {
  readonly rate: Rate;
  readonly subjects: ChunkSubjects;
  readonly total: Money;
}

/**
 * A chunk from its document. A field is read when it is asked for, and throws `NotAnAmountError` then if no exact amount
 * stands there.
 */
export function chunkFromStored(stored: StoredChunk): Chunk {
  const { rosPercentage, subjects, total, ...plain } = stored;
  return {
    ...plain,
    get rate() {
      return rateFromDecimal(rosPercentage);
    },
    get subjects() {
      return subjectsFromStored(subjects);
    },
    get total() {
      return moneyFromDecimal(total);
    },
  };
}

function subjectsFromStored(subjects: StoredSubjects): ChunkSubjects {
  if (subjects.kind !== 'shares') return subjects;
  return { ...subjects, amounts: subjects.userIds.map((_, index) => moneyFromDecimal(subjects.amounts[index])) };
}

/** Subjects as the chunk's document holds them. */
export function subjectsToStored(subjects: ChunkSubjects): StoredSubjects {
  if (subjects.kind !== 'shares') return subjects;
  return { kind: 'shares', userIds: [...subjects.userIds], amounts: subjects.amounts.map(moneyToDecimal) };
}
