import { Injectable } from '@nestjs/common';
import { AppConfig } from '#lib/config';
import { POOLS, POOL_NAMES, ZERO, perPool, splitPoolFloor6, type PerPool, type Pool } from '#lib/money';
import { AppLogger } from '#lib/observability';
import { PoolQualifiers } from '#lib/qualifiers';
import {
  ReceiversDigest,
  newChunk,
  perPhase,
  type Phase,
  type Slot,
  type SlotPlan,
  type StoredChunk,
} from '#lib/slots';
import { DueStakes } from '#lib/stakes';
import { DatabaseClock } from '#lib/workers';
import { NO_STAKES_SEEN, cutReceivers, cutStakes, inBatches, type CutChunk, type StakesSeen } from './cut-chunks.js';
import { DraftChunks } from './draft-chunks.js';
import { NOBODY, type Progress } from './progress.js';

/** What one transaction writes of a plan: chunks, or ids that they list. */
const AT_ONCE = { chunks: 200, ids: 20_000 };

interface PlannedChunk extends CutChunk {
  readonly phase: Phase;
}

/** What is counted while a slot is cut. */
interface Seen extends StakesSeen {
  readonly qualifiers: Record<Pool, number>;
  readonly receivers: PerPool<ReceiversDigest>;
  readonly chunks: Record<Phase, number>;
}

/**
 * Cuts a slot into chunks and freezes them, with what becomes of every ACTIVE stake. What is read is written at once, so
 * that a plan of any size is made in the same memory.
 */
@Injectable()
export class PlanSlot {
  constructor(
    private readonly drafts: DraftChunks,
    private readonly stakes: DueStakes,
    private readonly qualifiers: PoolQualifiers,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
    private readonly log: AppLogger,
  ) {}

  /**
   * Plans the slot unless it is planned: the mark on the slot is written once at most, and only what belongs to it is ever
   * paid. What an earlier claim left half made is dropped, or opened if it was frozen.
   * @param distribution as it was claimed
   * @param progress told whenever the plan gets on
   * @param signal stops it between two batches
   * @returns it with its plan; without one when it was stopped
   * @throws LeaseLostError if somebody else has claimed the slot since
   */
  async plan(distribution: Slot, progress: Progress = NOBODY, signal?: AbortSignal): Promise<Slot> {
    if (distribution.attempts > 1) await this.drafts.settle(distribution, progress);
    if (distribution.plan !== null) return distribution;
    const started = performance.now();
    const seen = nothingSeen();
    let last: readonly PlannedChunk[] = [];
    let hasDrafts = false;
    for await (const batch of inBatches(this.cut(distribution, seen), AT_ONCE)) {
      if (signal?.aborted === true) return distribution;
      if (last.length > 0) {
        await this.drafts.write(distribution, toDocuments(distribution, last, seen, true));
        progress.progressed();
        hasDrafts = true;
      }
      last = batch;
    }
    const documents = toDocuments(distribution, last, seen, false);
    const plan = this.planOf(distribution, seen, Math.round(performance.now() - started));
    await this.drafts.freeze(distribution, plan, documents);
    if (hasDrafts) await this.drafts.settle(distribution, progress);
    this.note(distribution, plan);
    return { ...distribution, plan };
  }

  private async *cut(distribution: Slot, seen: Seen): AsyncGenerator<PlannedChunk> {
    const { rate, pools, rules, scheduledFor } = distribution;
    const { chunkSize } = this.config;
    if (rate > 0n) {
      const stakes = {
        owners: this.stakes.owners(scheduledFor),
        idsOf: (owner: Parameters<DueStakes['idsOf']>[0]) => this.stakes.idsOf(owner, scheduledFor),
      };
      for await (const chunk of cutStakes(stakes, chunkSize, seen)) yield { ...chunk, phase: 'ROS' };
    }
    for (const pool of POOLS) {
      if (pools[pool] === ZERO) continue;
      const users = seen.receivers[pool].over(this.qualifiers.stream(pool, rules.ranks[pool]));
      const { phase } = POOL_NAMES[pool];
      const receivers = cutReceivers(users, chunkSize, (count) => {
        seen.qualifiers[pool] = count;
      });
      for await (const chunk of receivers) yield { ...chunk, phase };
    }
  }

  private planOf({ pools }: Slot, { qualifiers, receivers, chunks, ...stakes }: Seen, tookMs: number): SlotPlan {
    return {
      at: this.clock.now(),
      active: stakes.stakes + stakes.activatedLater + stakes.withoutActivation,
      ...stakes,
      qualifiers,
      splits: perPool((pool) => (qualifiers[pool] === 0 ? null : splitPoolFloor6(pools[pool], qualifiers[pool]))),
      receivers: perPool((pool) => (qualifiers[pool] === 0 ? null : receivers[pool].hex())),
      chunks,
      tookMs,
    };
  }

  private note({ _id, pools }: Slot, plan: SlotPlan): void {
    const distributionId = _id.toHexString();
    for (const pool of POOLS) {
      if (pools[pool] === ZERO || plan.qualifiers[pool] > 0) continue;
      this.log.write('error', 'A pool has no qualifiers and stays undistributed', { distributionId, pool });
    }
    this.log.write('info', 'Slot planned', {
      distributionId,
      chunks: plan.chunks === null ? 0 : Object.values(plan.chunks).reduce((sum, count) => sum + count, 0),
      stakes: plan.stakes,
      notDue: plan.activatedLater + plan.withoutActivation,
      tookMs: plan.tookMs,
    });
  }
}

function nothingSeen(): Seen {
  return {
    ...NO_STAKES_SEEN,
    qualifiers: { ...perPool(() => 0) },
    receivers: perPool(() => new ReceiversDigest()),
    chunks: { ...perPhase(() => 0) },
  };
}

/** The documents of the next chunks of their phases. */
function toDocuments(
  distribution: Slot,
  planned: readonly PlannedChunk[],
  { chunks }: Seen,
  isDraft: boolean,
): StoredChunk[] {
  const order = distribution.run.order ?? 0;
  return planned.map(({ phase, subjects, planned: count }) =>
    newChunk(distribution, phase, chunks[phase]++, subjects, { planned: count, secondChance: false, order, isDraft }),
  );
}
