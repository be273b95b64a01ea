import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, Types } from 'mongoose';
import { moneyFromDecimal, type Decimal128 } from '#lib/database';
import {
  POOLS,
  ZERO,
  addMoney,
  moneyToNumber,
  perPool,
  rateToNumber,
  subtractMoney,
  sumMoney,
  toPoolFields,
} from '#lib/money';
import { StoredChunk } from './chunk.schema.js';
import { PHASES, type PerPhase, type Phase } from './phases.js';
import { RecordFailures } from './record-failures.js';
import type { Run } from './run.js';
import type { SlotStatus } from './slot-moves.js';
import { isBeingReversed, toReversalView, type ReversalView } from './reversal-view.js';
import type { PhaseTotal, Reversal, Slot } from './slot.js';
import type { DistributionKind } from './slot.schema.js';
import { toStakesView, type StakesView } from './stakes-view.js';

/** What a slot has paid up to now, and out of how much. */
export interface SlotProgress {
  readonly paid: PerPhase<PhaseTotal>;
  readonly users: number;
  readonly errors: number;
  /** Subjects that nothing is left to be done for: paid, or due nothing. */
  readonly settled: number;
  /** What a running reversal has taken back; absent where none runs. */
  readonly reversal?: Pick<Reversal, 'reversed' | 'failed' | 'amount'>;
}

/** A slot as JSON tells it (docs/specification.md 3.2). Money is USDT as a number. */
export interface SlotView {
  readonly slotNumber: number | null;
  readonly kind: DistributionKind;
  readonly status: SlotStatus;
  readonly rosPercentage: number;
  readonly premiumPoolAmount: number;
  readonly performancePoolAmount: number;
  readonly scheduledFor: Date;
  readonly startedAt: Date | null;
  readonly executedAt: Date | null;
  readonly latenessMs: number | null;
  readonly executionTimeMs: number | null;
  readonly attempts: number;
  readonly usersProcessed: number;
  readonly processedStakes: number;
  readonly totalDistributed: number;
  readonly errors: number;
  readonly reason: string | null;
  readonly error: string | null;
  /** The run that waits, works, or was the last. */
  readonly run: Pick<Run, 'kind' | 'state' | 'requestedAt' | 'requestedBy'> & {
    /** Of one that waits: before when it is not claimed, so that somebody can cancel it; null where nothing is waited for. */
    readonly notBefore: Date | null;
  };
  readonly stakes: StakesView | null;
  /** Null where nothing that it paid was ever taken back. */
  readonly reversal: ReversalView | null;
  readonly progress: { readonly totalStakes: number; readonly processedStakes: number; readonly percent: number };
}

const NOTHING: PhaseTotal = { count: 0, total: ZERO };

/** Reads what slots have paid: of a running one from its chunks, of an ended one from itself. */
@Injectable()
export class SlotProgressReader {
  constructor(
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly failures: RecordFailures,
  ) {}

  /** @returns the progress of each of these, by id as text */
  async read(distributions: readonly Slot[]): Promise<Map<string, SlotProgress>> {
    const running = distributions.filter(({ status }) => status === 'EXECUTING');
    const live = running.length === 0 ? new Map<string, SlotProgress>() : await this.readLive(running);
    const progress = new Map<string, SlotProgress>();
    for (const distribution of distributions) {
      const id = distribution._id.toHexString();
      const one = live.get(id) ?? settledProgress(distribution);
      const reverses = distribution.status === 'EXECUTING' && isBeingReversed(distribution);
      progress.set(id, reverses ? { ...one, reversal: await this.takenBack(distribution._id) } : one);
    }
    return progress;
  }

  /** What the reversals of a slot have taken back that was not paid again. */
  private async takenBack(distributionId: Types.ObjectId): Promise<NonNullable<SlotProgress['reversal']>> {
    const [sums] = await this.chunks.collection
      .aggregate<{ reversed: number; total: Decimal128 }>([
        { $match: { distributionId, status: 'PAID', reversed: { $gt: 0 }, paidAgain: { $ne: true } } },
        { $group: { _id: null, reversed: { $sum: '$reversed' }, total: { $sum: '$total' } } },
      ])
      .toArray();
    const failed = await this.failures.countOpen(distributionId, 'reversals');
    if (sums === undefined) return { reversed: 0, failed, amount: ZERO };
    return { reversed: Number(sums.reversed), failed, amount: subtractMoney(ZERO, moneyFromDecimal(sums.total)) };
  }

  private async readLive(running: readonly Slot[]): Promise<Map<string, SlotProgress>> {
    const ids = running.map(({ _id }) => _id);
    interface Group {
      _id: { distributionId: Types.ObjectId; phase: Phase };
      count: number;
      users: number;
      errors: number;
      settled: number;
      total: Decimal128;
    }
    const groups = await this.chunks.collection
      .aggregate<Group>([
        { $match: { distributionId: { $in: [...ids] }, status: 'PAID' } },
        {
          $group: {
            _id: { distributionId: '$distributionId', phase: '$phase' },
            count: { $sum: '$paid' },
            users: { $sum: '$users' },
            errors: { $sum: '$errors' },
            settled: { $sum: { $add: ['$paid', '$capped', '$nothing', { $max: ['$left', 0] }] } },
            total: { $sum: '$total' },
          },
        },
      ])
      .toArray();
    const errors = new Map<string, number>();
    for (const { _id } of groups.filter((group) => Number(group.errors) > 0)) {
      // What a chunk could not pay another may have paid since.
      errors.set(_id.distributionId.toHexString(), await this.failures.countOpen(_id.distributionId, 'payouts'));
    }
    const live = new Map<string, SlotProgress>();
    for (const group of groups) {
      const id = group._id.distributionId.toHexString();
      const before = live.get(id) ?? { paid: nothingPaid(), users: 0, errors: errors.get(id) ?? 0, settled: 0 };
      live.set(id, {
        paid: {
          ...before.paid,
          [group._id.phase]: { count: Number(group.count), total: moneyFromDecimal(group.total) },
        },
        users: Math.max(before.users, Number(group.users)),
        errors: before.errors,
        settled: before.settled + Number(group.settled),
      });
    }
    return live;
  }
}

function settledProgress(distribution: Slot): SlotProgress {
  const paid = distribution.totals ?? nothingPaid();
  const { capped = 0, nothing = 0, left = 0 } = distribution.accounted ?? {};
  return {
    paid,
    users: distribution.usersProcessed,
    errors: distribution.errors,
    settled: PHASES.reduce((sum, phase) => sum + paid[phase].count, 0) + (capped + nothing + left),
  };
}

function nothingPaid(): Record<Phase, PhaseTotal> {
  return { ROS: NOTHING, PREMIUM: NOTHING, PERFORMANCE: NOTHING };
}

/** One slot in the words of the REST contract. Pure. */
export function toSlotView(slot: Slot, progress: SlotProgress): SlotView {
  const { paid } = progress;
  return {
    slotNumber: slot.slotNumber,
    kind: slot.kind,
    status: slot.status,
    rosPercentage: rateToNumber(slot.rate),
    ...toPoolFields(
      'amount',
      perPool((pool) => moneyToNumber(slot.pools[pool])),
    ),
    scheduledFor: slot.scheduledFor,
    startedAt: slot.startedAt,
    executedAt: slot.executedAt,
    latenessMs: latenessOf(slot),
    executionTimeMs: slot.executionTimeMs,
    attempts: slot.attempts,
    usersProcessed: progress.users,
    processedStakes: paid.ROS.count,
    totalDistributed: moneyToNumber(sumMoney(PHASES.map((phase) => paid[phase].total))),
    errors: progress.errors,
    reason: slot.reason,
    error: slot.error,
    run: {
      kind: slot.run.kind,
      state: slot.run.state,
      requestedAt: slot.run.requestedAt,
      requestedBy: slot.run.requestedBy,
      notBefore: slot.run.state === 'REQUESTED' ? (slot.run.notBefore ?? null) : null,
    },
    stakes: toStakesView(slot),
    reversal: toReversalView(slot, progress.reversal),
    progress: {
      totalStakes: slot.plan?.stakes ?? 0,
      processedStakes: paid.ROS.count,
      percent: percentOf(slot, progress),
    },
  };
}

/** What another system left unpaid was late there, not here. */
export function latenessOf({ startedAt, scheduledFor, legacy }: Slot): number | null {
  return startedAt === null || legacy !== null ? null : startedAt.getTime() - scheduledFor.getTime();
}

/** Whole percents of the stakes and pool shares that planning counted; 100 only when everything due is paid. */
function percentOf(slot: Slot, { settled, errors }: SlotProgress): number {
  if (slot.status === 'COMPLETED' && errors === 0 && (slot.reversal?.reversed ?? 0) === 0) return 100;
  if (slot.plan === null) return 0;
  const { stakes, qualifiers } = slot.plan;
  const due = POOLS.reduce((sum, pool) => sum + qualifiers[pool], stakes);
  return due === 0 ? 0 : Math.min(99, Math.floor((100 * settled) / due));
}

/** Adds up what several slots have paid, by phase. Pure. */
export function sumPaid(progresses: readonly SlotProgress[]): Record<Phase, PhaseTotal> {
  const sum = nothingPaid();
  for (const { paid } of progresses) {
    for (const phase of PHASES) {
      sum[phase] = {
        count: sum[phase].count + paid[phase].count,
        total: addMoney(sum[phase].total, paid[phase].total),
      };
    }
  }
  return sum;
}
