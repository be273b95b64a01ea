import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Connection, Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { runInTransaction } from '#lib/database';
import { POOLS, POOL_NAMES, ZERO, perPool, splitPoolFloor6, type PerPool } from '#lib/money';
import { AppLogger } from '#lib/observability';
import { PoolQualifiers } from '#lib/qualifiers';
import {
  LeaseLostError,
  StoredChunk,
  StoredSlot,
  claimedMove,
  newChunk,
  perPhase,
  planToStored,
  type ChunkSubjects,
  type PerPhase,
  type Phase,
  type Slot,
  type SlotPlan,
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
  SlotPlan,
  'stakes' | 'activatedLater' | 'withoutActivation'
>;

/** Cuts a slot into chunks and freezes them, with what becomes of every ACTIVE stake. */
@Injectable()
export class PlanSlot {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly stakes: DueStakes,
    private readonly qualifiers: PoolQualifiers,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /**
   * Plans the slot unless it is planned: all chunks and the mark on the slot in one transaction, so once at most.
   * @param distribution as it was claimed
   * @returns it with its plan
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async plan(distribution: Slot): Promise<Slot> {
    if (distribution.plan !== null) return distribution;
    const started = performance.now();
    const { chunks: rosChunks, ...ros } = await this.planRos(distribution);
    const pools = await this.planPools(distribution);
    const planned = [...rosChunks, ...pools.chunks];
    const plan: SlotPlan = {
      at: this.clock.now(),
      active: ros.stakes + ros.activatedLater + ros.withoutActivation,
      ...ros,
      qualifiers: pools.qualifiers,
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
    return { ...distribution, plan };
  }

  private async planRos(distribution: Slot): Promise<RosPlan> {
    if (distribution.rate === 0n) {
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

  private async planPools({
    _id,
    pools,
    rules,
  }: Slot): Promise<{ chunks: PlannedChunk[]; qualifiers: PerPool<number> }> {
    const chunks: PlannedChunk[] = [];
    const qualifiers = { ...perPool(() => 0) };
    for (const pool of POOLS) {
      if (pools[pool] === ZERO) continue;
      const userIds = await this.qualifiers.ids(pool, rules.ranks[pool]);
      qualifiers[pool] = userIds.length;
      if (userIds.length === 0) {
        this.log.write('error', 'A pool has no qualifiers and stays undistributed', {
          distributionId: _id.toHexString(),
          pool,
        });
        continue;
      }
      const split = splitPoolFloor6(pools[pool], userIds.length);
      for (const list of cutShares(userIds, split, this.config.chunkSize)) {
        const { phase } = POOL_NAMES[pool];
        chunks.push({ phase, subjects: { kind: 'shares', ...list }, planned: list.userIds.length });
      }
    }
    return { chunks, qualifiers };
  }

  private async freeze(
    session: ClientSession,
    distribution: Slot,
    plan: SlotPlan,
    planned: readonly PlannedChunk[],
  ): Promise<void> {
    const { filter, update } = claimedMove('hold', distribution, {
      where: { plan: null },
      set: { plan: planToStored(plan), 'run.progressAt': plan.at, updatedAt: plan.at },
    });
    const marked = await this.distributions.collection.updateOne(filter, update, { session });
    if (marked.modifiedCount !== 1) throw new LeaseLostError(distribution.key);
    if (planned.length === 0) return;
    const nextIndex = { ...perPhase(() => 0) };
    const order = distribution.run.order ?? 0;
    const chunks = planned.map(({ phase, subjects, planned: count }) =>
      newChunk(distribution, phase, nextIndex[phase]++, subjects, { planned: count, secondChance: false, order }),
    );
    await this.chunks.collection.insertMany(chunks, { session });
  }
}

function countByPhase(planned: readonly PlannedChunk[]): PerPhase<number> {
  return perPhase((phase) => planned.filter((chunk) => chunk.phase === phase).length);
}
