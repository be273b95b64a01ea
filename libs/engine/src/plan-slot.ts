import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyFromDecimal, moneyToDecimal, rateFromDecimal, runInTransaction } from '#lib/database';
import { ZERO, splitPoolFloor6, type Money } from '#lib/money';
import { AppLogger } from '#lib/observability';
import { PoolQualifiers, type Pool } from '#lib/qualifiers';
import { DueStakes } from '#lib/stakes';
import {
  Chunk,
  Distribution,
  LeaseLostError,
  claimOf,
  newChunk,
  type ChunkSubjects,
  type Phase,
  type StoredPlan,
} from '#lib/slots';
import { cutOwnerRanges, cutShares } from './cut-chunks.js';

interface PlannedChunk {
  readonly phase: Phase;
  readonly subjects: ChunkSubjects;
}

const POOL_PHASES: readonly { pool: Pool; phase: Phase }[] = [
  { pool: 'premium', phase: 'PREMIUM' },
  { pool: 'performance', phase: 'PERFORMANCE' },
];

/** Cuts a slot into chunks and freezes them (design.md section 3, step 3). */
@Injectable()
export class PlanSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly stakes: DueStakes,
    private readonly qualifiers: PoolQualifiers,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /**
   * Plans the slot unless it is planned: all chunks and the mark on the slot in one transaction, so once at most.
   * @param distribution as it was claimed; its `attempts` is the fencing token
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async plan(distribution: Distribution): Promise<void> {
    if (distribution.plan !== null) return;
    const started = performance.now();
    const ros = await this.planRos(distribution);
    const pools = await this.planPools(distribution);
    const planned = [...ros.chunks, ...pools.chunks];
    const plan: StoredPlan = {
      at: new Date(),
      stakes: ros.stakes,
      premiumQualifiers: pools.qualifiers.premium,
      performanceQualifiers: pools.qualifiers.performance,
      tookMs: Math.round(performance.now() - started),
    };
    await runInTransaction(this.connection, (session) => this.freeze(session, distribution, plan, planned));
    this.log.write('info', 'Slot planned', {
      distributionId: distribution._id.toHexString(),
      chunks: planned.length,
      stakes: plan.stakes,
      tookMs: plan.tookMs,
    });
  }

  private async planRos(distribution: Distribution): Promise<{ chunks: PlannedChunk[]; stakes: number }> {
    if (rateFromDecimal(distribution.rosPercentage) === 0n) return { chunks: [], stakes: 0 };
    const owners = this.stakes.owners(distribution.scheduledFor);
    const { ranges, stakes, ownerless } = await cutOwnerRanges(owners, this.config.chunkSize);
    const chunks: PlannedChunk[] = ranges.map((range) => ({ phase: 'ROS', subjects: { kind: 'range', ...range } }));
    if (ownerless) chunks.push({ phase: 'ROS', subjects: { kind: 'ownerless' } });
    return { chunks, stakes };
  }

  private async planPools(
    distribution: Distribution,
  ): Promise<{ chunks: PlannedChunk[]; qualifiers: Record<Pool, number> }> {
    const amounts: Record<Pool, Money> = {
      premium: moneyFromDecimal(distribution.premiumPoolAmount),
      performance: moneyFromDecimal(distribution.performancePoolAmount),
    };
    const chunks: PlannedChunk[] = [];
    const qualifiers: Record<Pool, number> = { premium: 0, performance: 0 };
    for (const { pool, phase } of POOL_PHASES) {
      if (amounts[pool] === ZERO) continue;
      const userIds = await this.qualifiers.ids(pool);
      qualifiers[pool] = userIds.length;
      if (userIds.length === 0) {
        this.log.write('error', 'A pool has no qualifiers and stays undistributed', {
          distributionId: distribution._id.toHexString(),
          pool,
        });
        continue;
      }
      const split = splitPoolFloor6(amounts[pool], userIds.length);
      for (const list of cutShares(userIds, split, this.config.chunkSize)) {
        const subjects: ChunkSubjects = {
          kind: 'shares',
          userIds: [...list.userIds],
          amounts: list.amounts.map(moneyToDecimal),
        };
        chunks.push({ phase, subjects });
      }
    }
    return { chunks, qualifiers };
  }

  private async freeze(
    session: ClientSession,
    distribution: Distribution,
    plan: StoredPlan,
    planned: readonly PlannedChunk[],
  ): Promise<void> {
    const marked = await this.distributions.collection.updateOne(
      { ...claimOf(distribution), plan: null },
      { $set: { plan, updatedAt: plan.at } },
      { session },
    );
    if (marked.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
    if (planned.length === 0) return;
    const nextIndex: Record<Phase, number> = { ROS: 0, PREMIUM: 0, PERFORMANCE: 0 };
    const chunks = planned.map(({ phase, subjects }) =>
      newChunk(distribution, phase, nextIndex[phase]++, subjects, false),
    );
    await this.chunks.collection.insertMany(chunks, { session });
  }
}
