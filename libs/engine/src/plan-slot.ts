import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyFromDecimal, moneyToDecimal, rateFromDecimal, runInTransaction } from '#lib/database';
import { ZERO, splitPoolFloor6, type Money } from '#lib/money';
import { AppLogger } from '#lib/observability';
import { PoolQualifiers, type Pool } from '#lib/qualifiers';
import {
  Chunk,
  Distribution,
  LeaseLostError,
  PHASES,
  claimedMove,
  newChunk,
  type ChunkSubjects,
  type Phase,
  type StoredPlan,
} from '#lib/slots';
import { DueStakes } from '#lib/stakes';
import { DatabaseClock } from '#lib/workers';
import { cutOwnerRanges, cutShares } from './cut-chunks.js';

interface PlannedChunk {
  readonly phase: Phase;
  readonly subjects: ChunkSubjects;
  readonly planned: number;
}

type RosPlan = { readonly chunks: readonly PlannedChunk[] } & Pick<
  StoredPlan,
  'stakes' | 'activatedLater' | 'withoutActivation'
>;

const POOL_PHASES: readonly { pool: Pool; phase: Phase }[] = [
  { pool: 'premium', phase: 'PREMIUM' },
  { pool: 'performance', phase: 'PERFORMANCE' },
];

/** Cuts a slot into chunks and freezes them, with what becomes of every ACTIVE stake. */
@Injectable()
export class PlanSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(Distribution.name) private readonly distributions: Model<Distribution>,
    @InjectModel(Chunk.name) private readonly chunks: Model<Chunk>,
    private readonly stakes: DueStakes,
    private readonly qualifiers: PoolQualifiers,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /**
   * Plans the slot unless it is planned: all chunks and the mark on the slot in one transaction, so once at most.
   * @param distribution as it was claimed
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async plan(distribution: Distribution): Promise<void> {
    if (distribution.plan !== null) return;
    const started = performance.now();
    const { chunks: rosChunks, ...ros } = await this.planRos(distribution);
    const pools = await this.planPools(distribution);
    const planned = [...rosChunks, ...pools.chunks];
    const plan: StoredPlan = {
      at: this.clock.now(),
      active: ros.stakes + ros.activatedLater + ros.withoutActivation,
      ...ros,
      premiumQualifiers: pools.qualifiers.premium,
      performanceQualifiers: pools.qualifiers.performance,
      chunks: countByPhase(planned),
      tookMs: Math.round(performance.now() - started),
    };
    await runInTransaction(this.connection, (session) => this.freeze(session, distribution, plan, planned));
    this.log.write('info', 'Slot planned', {
      distributionId: distribution._id.toHexString(),
      chunks: planned.length,
      stakes: plan.stakes,
      notDue: plan.activatedLater + plan.withoutActivation,
      tookMs: plan.tookMs,
    });
  }

  private async planRos(distribution: Distribution): Promise<RosPlan> {
    if (rateFromDecimal(distribution.rosPercentage) === 0n) {
      return { chunks: [], stakes: 0, activatedLater: 0, withoutActivation: 0 };
    }
    const owners = this.stakes.owners(distribution.scheduledFor);
    const { ranges, ownerless, ...counts } = await cutOwnerRanges(owners, this.config.chunkSize);
    const chunks: PlannedChunk[] = ranges.map(({ stakes, ...range }) => ({
      phase: 'ROS',
      subjects: { kind: 'range', ...range },
      planned: stakes,
    }));
    if (ownerless > 0) chunks.push({ phase: 'ROS', subjects: { kind: 'ownerless' }, planned: ownerless });
    return { chunks, ...counts };
  }

  private async planPools(
    distribution: Distribution,
  ): Promise<{ chunks: PlannedChunk[]; qualifiers: Record<Pool, number> }> {
    const amounts: Record<Pool, Money> = {
      premium: moneyFromDecimal(distribution.premiumPoolAmount),
      performance: moneyFromDecimal(distribution.performancePoolAmount),
    };
    const ranks: Record<Pool, readonly string[]> = {
      premium: distribution.rules.premiumRanks,
      performance: distribution.rules.performanceRanks,
    };
    const chunks: PlannedChunk[] = [];
    const qualifiers: Record<Pool, number> = { premium: 0, performance: 0 };
    for (const { pool, phase } of POOL_PHASES) {
      if (amounts[pool] === ZERO) continue;
      const userIds = await this.qualifiers.ids(pool, ranks[pool]);
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
        chunks.push({ phase, subjects, planned: list.userIds.length });
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
    const { filter, update } = claimedMove('hold', distribution, {
      where: { plan: null },
      set: { plan, 'run.progressAt': plan.at, updatedAt: plan.at },
    });
    const marked = await this.distributions.collection.updateOne(filter, update, { session });
    if (marked.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
    if (planned.length === 0) return;
    const nextIndex: Record<Phase, number> = { ROS: 0, PREMIUM: 0, PERFORMANCE: 0 };
    const order = distribution.run.order ?? 0;
    const chunks = planned.map(({ phase, subjects, planned: count }) =>
      newChunk(distribution, phase, nextIndex[phase]++, subjects, { planned: count, secondChance: false, order }),
    );
    await this.chunks.collection.insertMany(chunks, { session });
  }
}

function countByPhase(planned: readonly PlannedChunk[]): Record<Phase, number> {
  const counts: Record<Phase, number> = { ROS: 0, PREMIUM: 0, PERFORMANCE: 0 };
  for (const phase of PHASES) counts[phase] = planned.filter((chunk) => chunk.phase === phase).length;
  return counts;
}
