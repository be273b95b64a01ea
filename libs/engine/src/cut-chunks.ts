import { Types } from 'mongoose';
import { FIRST_ID } from '#lib/database';
import type { ChunkSubjects } from '#lib/slots';
import type { StakeOwner } from '#lib/stakes';

/** Whom one chunk is to pay, and how many of them planning has seen. */
export interface CutChunk {
  readonly subjects: ChunkSubjects;
  readonly planned: number;
}

/** What is counted while stakes are cut. */
export interface StakesSeen {
  /** Those that are due, in whichever chunk. */
  stakes: number;
  /** ACTIVE stakes that are not due. */
  activatedLater: number;
  withoutActivation: number;
  /** Owners whose stakes are in several chunks. */
  splitOwners: number;
}

export const NO_STAKES_SEEN: Readonly<StakesSeen> = {
  stakes: 0,
  activatedLater: 0,
  withoutActivation: 0,
  splitOwners: 0,
};

/** Where a range begins: with an owner, or with one of his stakes. */
interface Place {
  readonly userId: Types.ObjectId | null;
  readonly stakeId: Types.ObjectId | null;
}

interface Stakes {
  /** In ascending order, each once. */
  readonly owners: AsyncIterable<StakeOwner>;
  /** The ids of the due stakes of an owner, or of all who are no ids, in ascending order. */
  readonly idsOf: (owner: Types.ObjectId | 'nobody') => AsyncIterable<unknown>;
}

/**
 * Cuts the due stakes into ranges of at most `size`, as they are read. Together the ranges cover every possible pair of
 * owner and stake, so that nobody falls between. The stakes of an owner fall in one range, unless he has more than `size`;
 * stakes whose owner is no id are cut by their own ids, and ids that are no ObjectIds are named where a range would leave
 * them out.
 * @param seen is added to while chunks are taken
 */
export async function* cutStakes({ owners, idsOf }: Stakes, size: number, seen: StakesSeen): AsyncGenerator<CutChunk> {
  let from: Place = { userId: null, stakeId: null };
  let inRange = 0;
  let ownerless = 0;

  const until = (before: Place): CutChunk => {
    const subjects = rangeOf(from, before);
    const planned = inRange;
    seen.stakes += planned;
    from = before;
    inRange = 0;
    return { subjects, planned };
  };

  for await (const owner of owners) {
    seen.activatedLater += owner.activatedLater;
    seen.withoutActivation += owner.withoutActivation;
    if (!(owner.id instanceof Types.ObjectId)) {
      ownerless += owner.stakes;
      continue;
    }
    const userId = owner.id;
    if (owner.stakes <= size) {
      if (inRange > 0 && inRange + owner.stakes > size) yield until({ userId, stakeId: null });
      inRange += owner.stakes;
      continue;
    }
    seen.splitOwners += 1;
    yield until({ userId, stakeId: null });
    from = { userId, stakeId: FIRST_ID };
    const others = new NamedStakes(size, seen);
    for await (const id of idsOf(userId)) {
      if (!(id instanceof Types.ObjectId)) yield* others.add(id);
      else if (inRange < size) inRange += 1;
      else {
        yield until({ userId, stakeId: id });
        inRange = 1;
      }
    }
    yield* others.rest();
  }
  yield until({ userId: null, stakeId: null });
  if (ownerless > 0) yield* cutOwnerless(idsOf('nobody'), ownerless, size, seen);
}

function rangeOf(from: Place, before: Place): ChunkSubjects {
  return {
    kind: 'range',
    fromUserId: from.userId,
    beforeUserId: before.userId,
    ...boundsOf(from.stakeId, before.stakeId),
  };
}

function boundsOf(fromStakeId: Types.ObjectId | null, beforeStakeId: Types.ObjectId | null) {
  return {
    ...(fromStakeId === null ? {} : { fromStakeId }),
    ...(beforeStakeId === null ? {} : { beforeStakeId }),
  };
}

/** Stakes that nobody owns: one chunk, or ranges of their ids that cover all of them. */
async function* cutOwnerless(
  ids: AsyncIterable<unknown>,
  count: number,
  size: number,
  seen: StakesSeen,
): AsyncGenerator<CutChunk> {
  if (count <= size) {
    seen.stakes += count;
    yield { subjects: { kind: 'ownerless' }, planned: count };
    return;
  }
  const others = new NamedStakes(size, seen);
  let from = FIRST_ID;
  let inRange = 0;
  for await (const id of ids) {
    if (!(id instanceof Types.ObjectId)) yield* others.add(id);
    else if (inRange < size) inRange += 1;
    else {
      seen.stakes += inRange;
      yield { subjects: { kind: 'ownerless', ...boundsOf(from, id) }, planned: inRange };
      from = id;
      inRange = 1;
    }
  }
  seen.stakes += inRange;
  yield { subjects: { kind: 'ownerless', ...boundsOf(from, null) }, planned: inRange };
  yield* others.rest();
}

/** Stakes whose ids are no ObjectIds: no range of ids holds them. */
class NamedStakes {
  private ids: Types.ObjectId[] = [];

  constructor(
    private readonly size: number,
    private readonly seen: StakesSeen,
  ) {}

  *add(id: unknown): Generator<CutChunk> {
    if (this.ids.length === this.size) yield* this.rest();
    // Whatever stands there: it is told as a stake that cannot be paid.
    this.ids.push(id as Types.ObjectId);
  }

  *rest(): Generator<CutChunk> {
    if (this.ids.length === 0) return;
    const stakeIds = this.ids;
    this.ids = [];
    this.seen.stakes += stakeIds.length;
    yield { subjects: { kind: 'named', stakeIds }, planned: stakeIds.length };
  }
}

/**
 * Cuts the users who share a pool into lists of at most `size`, as they are read.
 * @param userIds in ascending order
 * @param onSeen told how many there were, after the last of them
 */
export async function* cutReceivers(
  userIds: AsyncIterable<Types.ObjectId>,
  size: number,
  onSeen: (count: number) => void,
): AsyncGenerator<CutChunk> {
  let offset = 0;
  let list: Types.ObjectId[] = [];
  const cut = (): CutChunk => {
    const chunk: CutChunk = { subjects: { kind: 'receivers', userIds: list, offset }, planned: list.length };
    offset += list.length;
    list = [];
    return chunk;
  };
  for await (const userId of userIds) {
    if (list.length === size) yield cut();
    list.push(userId);
  }
  if (list.length > 0) yield cut();
  onSeen(offset);
}

/** Chunks in batches that are written at once: so many of them, or of ids that they list. */
export async function* inBatches<T extends CutChunk>(
  chunks: AsyncIterable<T>,
  limit: { readonly chunks: number; readonly ids: number },
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  let ids = 0;
  for await (const chunk of chunks) {
    const listed = listedBy(chunk.subjects);
    if (batch.length > 0 && (batch.length === limit.chunks || ids + listed > limit.ids)) {
      yield batch;
      batch = [];
      ids = 0;
    }
    batch.push(chunk);
    ids += listed;
  }
  yield batch;
}

function listedBy(subjects: ChunkSubjects): number {
  if (subjects.kind === 'named') return subjects.stakeIds.length;
  if (subjects.kind === 'payouts') return subjects.entryIds.length;
  return 'userIds' in subjects ? subjects.userIds.length : 0;
}
