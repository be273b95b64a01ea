import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import type { Phase } from '#lib/slots';

/** Chunks of one phase, as planning numbered them. */
export interface PlannedPhase {
  readonly distributionId: Types.ObjectId;
  readonly phase: Phase;
}

/** The first user of a chunk. */
interface Post {
  readonly index: number;
  readonly subjects: { readonly kind: string; readonly userIds?: readonly Types.ObjectId[] };
}

/** Chunks that are looked at in one query: three queries find one of some thirty thousand. */
const AT_ONCE = 32;
/** A person waits for it. */
const MAX_TIME_MS = 10_000;

/**
 * Finds the chunk in which a user would be: planning read receivers in the order of their ids, so that few chunks have to
 * be looked at, however many there are.
 */
@Injectable()
export class ReceiverChunks {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the index of the one chunk that may hold the user; `unordered` where chunks are not as planning makes them now */
  async around(planned: PlannedPhase, userId: Types.ObjectId): Promise<number | 'none' | 'unordered'> {
    let [from, upTo] = [0, await this.lastIndex(planned)];
    // Between two looks: the chunk at `from` begins with him or before, or it is the first; what follows `upTo` begins after him.
    for (;;) {
      const posts = await this.posts(planned, pointsBetween(from, upTo));
      if (posts.some(({ subjects }) => subjects.kind !== 'receivers')) return 'unordered';
      const before = posts.filter(({ subjects }) => begins(subjects, userId)).at(-1);
      if (before === undefined) return 'none';
      const next = posts.find(({ index }) => index > before.index);
      if (next === undefined || next.index === before.index + 1) return before.index;
      [from, upTo] = [before.index, next.index - 1];
    }
  }

  private async lastIndex({ distributionId, phase }: PlannedPhase): Promise<number> {
    const last = await this.chunks().findOne(
      { distributionId, phase, secondChance: false },
      { sort: { index: -1 }, projection: { index: 1 }, maxTimeMS: MAX_TIME_MS },
    );
    return Number(last?.['index'] ?? -1);
  }

  private async posts({ distributionId, phase }: PlannedPhase, indexes: readonly number[]): Promise<Post[]> {
    if (indexes.length === 0) return [];
    return this.chunks()
      .find<Post>(
        { distributionId, phase, index: { $in: [...indexes] } },
        {
          projection: { index: 1, 'subjects.kind': 1, 'subjects.userIds': { $slice: 1 } },
          sort: { index: 1 },
          maxTimeMS: MAX_TIME_MS,
        },
      )
      .toArray();
  }

  private chunks() {
    return this.connection.collection(COLLECTIONS.distributionChunks);
  }
}

function begins({ userIds }: Post['subjects'], userId: Types.ObjectId): boolean {
  const [first] = userIds ?? [];
  return first !== undefined && first.toHexString() <= userId.toHexString();
}

/** Both ends and points between them, all of them where they are few. Pure. */
function pointsBetween(from: number, upTo: number): number[] {
  if (upTo < from) return [];
  const steps = Math.min(AT_ONCE - 1, upTo - from);
  if (steps === 0) return [from];
  return Array.from({ length: steps + 1 }, (_, step) => from + Math.floor(((upTo - from) * step) / steps));
}
