import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyToDecimal } from '#lib/database';
import { ZERO, subtractMoney, type Money } from '#lib/money';
import type { ChunkSubjects } from './chunk.js';
import { StoredChunk, type StoredSubjects } from './chunk.schema.js';
import { newChunk } from './new-chunk.js';
import { ENTRY_TYPE_OF_PHASE, type Phase } from './phases.js';
import { RecordFailures } from './record-failures.js';
import { slicesOf } from './slices-of.js';
import type { Slot } from './slot.js';

/** Somebody who is owed: a stake (its payout is worked out when it is paid) or a user with a share. */
export interface OwedSubject {
  readonly subjectId: Types.ObjectId;
  /** Null for ROS. */
  readonly amount: Money | null;
}

/** Somebody who is owed, with the user who would get it. */
export interface UnpaidSubject extends OwedSubject {
  readonly userId: Types.ObjectId;
}

/** They get their place in the order of payments when the slot is claimed. */
const ADDED = { planned: 0, secondChance: true, order: 0 } as const;

/** Chunks whose subjects are held in memory. */
const READ_AT_ONCE = 100;

/** Chunks that are added to a slot after planning, for subjects that it left unpaid. */
@Injectable()
export class AddedChunks {
  constructor(
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly failures: RecordFailures,
    private readonly config: AppConfig,
  ) {}

  /**
   * @returns those of these subjects of an ended slot whom its next run does not reach anyway: by a chunk that failed or
   *   waits, or because their failure still stands
   */
  async unreached(
    session: ClientSession,
    distribution: Slot,
    phase: Phase,
    owed: readonly UnpaidSubject[],
  ): Promise<readonly UnpaidSubject[]> {
    if (owed.length === 0) return [];
    const failures = await this.failures.openAmong(
      session,
      distribution._id,
      ENTRY_TYPE_OF_PHASE[phase],
      owed.map(({ subjectId }) => subjectId),
    );
    let unreached = owed.filter(({ subjectId }) => !failures.has(subjectId.toHexString()));
    const unpaid = this.chunks.collection.find<Pick<StoredChunk, 'subjects'>>(
      { distributionId: distribution._id, phase, status: { $in: ['FAILED', 'OPEN'] } },
      { session, projection: { subjects: 1 }, batchSize: READ_AT_ONCE },
    );
    for await (const some of slicesOf(unpaid, READ_AT_ONCE)) {
      if (unreached.length === 0) break;
      const isReached = whoIsReached(some.map(({ subjects }) => subjects));
      unreached = unreached.filter((subject) => !isReached(subject));
    }
    return unreached;
  }

  /** Takes away what compensations have added to an ended slot for a run that was cancelled before it was claimed. */
  async takeAway(session: ClientSession, { _id, run: { compensations = [] } }: Slot): Promise<void> {
    // Open is only what was added since; an earlier version did not say by which compensation.
    const added = [{ status: 'OPEN' }, { compensation: { $in: [...compensations] } }];
    await this.chunks.collection.deleteMany({ distributionId: _id, secondChance: true, $or: added }, { session });
  }

  /**
   * Takes out of the chunks' totals what the ledger does not hold, by a chunk of its own: what was counted is never
   * edited. Without it a slot whose entries were lost could not be finished again.
   * @param lost `left`: of these, who is not named by the chunks of the same compensation
   * @param compensation which one does
   */
  async takeOut(
    session: ClientSession,
    distribution: Slot,
    phase: Phase,
    lost: { readonly count: number; readonly left: number; readonly total: Money },
    at: Date,
    compensation: string,
  ): Promise<void> {
    const index = await this.nextIndex(session, distribution, phase);
    const correction: StoredChunk = {
      ...newChunk(distribution, phase, index, subjectsOf(phase, []), { ...ADDED, compensation }),
      status: 'PAID',
      paidAt: at,
      paid: -lost.count,
      left: lost.left,
      total: moneyToDecimal(subtractMoney(ZERO, lost.total)),
      lastError: 'correction: the ledger lacks these entries',
    };
    await this.chunks.collection.insertOne(correction, { session });
  }

  /**
   * Adds chunks that name exactly these subjects. Paying one of them twice is impossible: see the ledger's index.
   * @param as their order: of the claim that adds them, 0 until the slot is claimed; how many of them the slot has
   *   counted before, as due, all unless it is said: the others join it; and what else they are
   */
  async add(
    session: ClientSession,
    distribution: Slot,
    phase: Phase,
    owed: readonly OwedSubject[],
    as: {
      readonly order?: number;
      readonly counted?: number;
      readonly isDraft?: boolean;
      readonly namesFailures?: boolean;
      readonly compensation?: string;
      readonly paysAgain?: boolean;
    } = {},
  ): Promise<void> {
    if (owed.length === 0) return;
    const { counted = owed.length, ...rest } = as;
    let index = await this.nextIndex(session, distribution, phase);
    const chunks: StoredChunk[] = [];
    for (let start = 0; start < owed.length; start += this.config.chunkSize) {
      const part = owed.slice(start, start + this.config.chunkSize);
      const planned = Math.min(part.length, Math.max(0, counted - start));
      chunks.push(newChunk(distribution, phase, index, subjectsOf(phase, part), { ...ADDED, ...rest, planned }));
      index += 1;
    }
    await this.chunks.collection.insertMany(chunks, { session });
  }

  private async nextIndex(session: ClientSession, distribution: Slot, phase: Phase): Promise<number> {
    const last = await this.chunks.collection.findOne(
      { distributionId: distribution._id, phase },
      { session, sort: { index: -1 }, projection: { index: 1 } },
    );
    return last === null ? 0 : Number(last['index']) + 1;
  }
}

function subjectsOf(phase: Phase, owed: readonly OwedSubject[]): ChunkSubjects {
  const ids = owed.map(({ subjectId }) => subjectId);
  if (phase === 'ROS') return { kind: 'named', stakeIds: ids };
  return { kind: 'shares', userIds: ids, amounts: owed.map(({ amount }) => amount ?? ZERO) };
}

/** Who is paid by these chunks. Pure. */
export function whoIsReached(
  chunks: readonly StoredSubjects[],
): (subject: Pick<UnpaidSubject, 'subjectId' | 'userId'>) => boolean {
  const named = new Set<string>();
  const ranges: Extract<StoredSubjects, { kind: 'range' }>[] = [];
  for (const subjects of chunks) {
    switch (subjects.kind) {
      case 'range':
        ranges.push(subjects);
        break;
      case 'named':
        for (const id of subjects.stakeIds) named.add(String(id));
        break;
      case 'receivers':
      case 'shares':
        for (const id of subjects.userIds) named.add(id.toHexString());
        break;
      case 'payouts':
        // It pays nobody.
        break;
      case 'ownerless':
        // Whoever is owed has an owner.
        break;
    }
  }
  return ({ subjectId, userId }) =>
    named.has(subjectId.toHexString()) || ranges.some((range) => isInRange(range, userId, subjectId));
}

/** Ranges are of owners and, within one owner, of stakes: the texts of both ids, put together, are in the same order. */
function isInRange(
  { fromUserId, fromStakeId, beforeUserId, beforeStakeId }: Extract<StoredSubjects, { kind: 'range' }>,
  userId: Types.ObjectId,
  stakeId: Types.ObjectId,
): boolean {
  const place = placeOf(userId, stakeId);
  return (
    (fromUserId === null || placeOf(fromUserId, fromStakeId) <= place) &&
    (beforeUserId === null || place < placeOf(beforeUserId, beforeStakeId))
  );
}

function placeOf(userId: Types.ObjectId, stakeId: Types.ObjectId | null | undefined): string {
  return userId.toHexString() + (stakeId?.toHexString() ?? '');
}
