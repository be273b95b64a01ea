import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { StoredChunk, type Phase, type Slot } from '#lib/slots';
import { inStrides } from './strides.js';

/** Chunks that are looked for in one query. */
const SLICE = 256;
const WITH_ID = { index: 1, attempts: 1, passing: 1 } as const;

export interface OpenChunk {
  readonly _id: Types.ObjectId;
  readonly index: number;
  readonly attempts: number;
  readonly passing: number;
}

/** The OPEN chunks of a phase that were not looked for yet. */
export interface ChunksAhead {
  /** @returns some hundred of them, ranges that are neighbours far apart; none when there are no more */
  next(): Promise<readonly OpenChunk[]>;
}

/** Which chunks are OPEN: read from an index, and never more of them at once than some hundred. */
@Injectable()
export class OpenChunks {
  constructor(@InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>) {}

  /** Looks through the chunks of a phase that are there now: all of them, unless few are OPEN. */
  async ahead(distribution: Slot, phase: Phase): Promise<ChunksAhead> {
    const some = await this.find<OpenChunk>(distribution, phase, {}, WITH_ID, SLICE + 1);
    if (some.length <= SLICE) {
      const slices = [strided(some)];
      return { next: () => Promise.resolve(slices.pop() ?? []) };
    }
    const indexes = inStrides(await this.count(distribution, phase));
    return {
      next: async () => {
        for (;;) {
          const slice = take(indexes, SLICE);
          if (slice.length === 0) return [];
          const open = await this.find<OpenChunk>(distribution, phase, { index: { $in: slice } }, WITH_ID, SLICE);
          if (open.length > 0) return sortedLike(slice, open);
        }
      },
    };
  }

  /** @returns those of these chunks that are still OPEN, as they stand now, in the same order */
  async still(distribution: Slot, phase: Phase, some: readonly OpenChunk[]): Promise<OpenChunk[]> {
    const found = await this.find<Omit<OpenChunk, '_id'>>(
      distribution,
      phase,
      { index: { $in: some.map(({ index }) => index) } },
      // No field but those of the index.
      { ...WITH_ID, _id: 0 },
      some.length,
    );
    const byIndex = new Map(found.map((chunk) => [chunk.index, chunk]));
    return some.flatMap(({ _id, index }) => {
      const now = byIndex.get(index);
      return now === undefined ? [] : [{ ...now, _id }];
    });
  }

  private async find<T extends { readonly index: number }>(
    { _id }: Slot,
    phase: Phase,
    which: Readonly<Record<string, unknown>>,
    projection: Readonly<Record<string, 0 | 1>>,
    limit: number,
  ): Promise<T[]> {
    if (limit === 0) return [];
    return this.chunks.collection
      .find<T>({ distributionId: _id, status: 'OPEN', phase, ...which }, { projection, limit, batchSize: limit + 1 })
      .toArray();
  }

  private async count({ _id }: Slot, phase: Phase): Promise<number> {
    const last = await this.chunks.collection.findOne<Pick<StoredChunk, 'index'>>(
      { distributionId: _id, phase },
      { sort: { index: -1 }, projection: { _id: 0, index: 1 } },
    );
    return last === null ? 0 : last.index + 1;
  }
}

function take(numbers: Iterator<number>, count: number): number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const next = numbers.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function strided(chunks: readonly OpenChunk[]): OpenChunk[] {
  const ascending = [...chunks].sort((a, b) => a.index - b.index);
  return [...inStrides(ascending.length)].flatMap((at) => ascending[at] ?? []);
}

function sortedLike(indexes: readonly number[], chunks: readonly OpenChunk[]): OpenChunk[] {
  const place = new Map(indexes.map((index, at) => [index, at]));
  return [...chunks].sort((a, b) => (place.get(a.index) ?? 0) - (place.get(b.index) ?? 0));
}
