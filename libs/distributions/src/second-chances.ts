import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model, Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyToDecimal, runInTransaction, type Decimal128 } from '#lib/database';
import { ZERO } from '#lib/money';
import { Chunk, type ChunkSubjects } from './chunk.schema.js';
import { Distribution, PHASES, type Phase } from './distribution.schema.js';
import { ENTRY_TYPE_OF_PHASE } from './pay-chunk.js';
import { newChunk } from './plan-slot.js';
import { RecordFailures } from './record-failures.js';

/** Somebody who is owed: a stake (its payout is worked out when it is paid) or a user with a share. */
export interface OwedSubject {
  readonly subjectId: Types.ObjectId;
  /** Null for ROS. */
  readonly amount: Decimal128 | null;
}

/** Gives what a slot left unpaid another chance: chunks that failed, records that failed, subjects found missing. */
@Injectable()
export class SecondChances {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly failures: RecordFailures,
    private readonly config: AppConfig,
  ) {}

  /** Reopens a claimed slot for its requested retry; does nothing when none was requested or it was done before. */
  async reopen(distribution: Distribution): Promise<void> {
    if (distribution.retryRequestedAt === null) return;
    await runInTransaction(this.connection, async (session) => {
      const cleared = await this.distributions.collection.updateOne(
        { _id: distribution._id, retryRequestedAt: { $ne: null } },
        { $set: { retryRequestedAt: null } },
        { session },
      );
      if (cleared.modifiedCount === 0) return;
      await this.chunks.collection.updateMany(
        { distributionId: distribution._id, status: 'FAILED' },
        { $set: { status: 'OPEN', attempts: 0, lastError: null } },
        { session },
      );
      const open = await this.failures.open(distribution._id, session);
      for (const phase of PHASES) {
        const owed = open.filter(({ type }) => type === ENTRY_TYPE_OF_PHASE[phase]);
        await this.add(session, distribution, phase, owed);
      }
    });
  }

  /** Adds chunks that name exactly these subjects. Paying one of them twice is impossible: see the ledger's index. */
  async add(
    session: ClientSession,
    distribution: Distribution,
    phase: Phase,
    owed: readonly OwedSubject[],
  ): Promise<void> {
    if (owed.length === 0) return;
    const last = await this.chunks.collection.findOne(
      { distributionId: distribution._id, phase },
      { session, sort: { index: -1 }, projection: { index: 1 } },
    );
    let index = last === null ? 0 : Number(last['index']) + 1;
    const chunks: Chunk[] = [];
    for (let start = 0; start < owed.length; start += this.config.chunkSize) {
      const part = owed.slice(start, start + this.config.chunkSize);
      chunks.push(newChunk(distribution, phase, index, subjectsOf(phase, part), true));
      index += 1;
    }
    await this.chunks.collection.insertMany(chunks, { session });
  }
}

function subjectsOf(phase: Phase, owed: readonly OwedSubject[]): ChunkSubjects {
  const ids = owed.map(({ subjectId }) => subjectId);
  if (phase === 'ROS') return { kind: 'named', stakeIds: ids };
  return { kind: 'shares', userIds: ids, amounts: owed.map(({ amount }) => amount ?? moneyToDecimal(ZERO)) };
}
