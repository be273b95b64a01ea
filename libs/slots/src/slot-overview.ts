import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import { mayBeClaimedAt } from './run.js';
import { SLOT_STATUSES, type SlotStatus } from './slot-moves.js';
import { slotFromStored, type Slot } from './slot.js';
import { StoredSlot, type DistributionKind, type FailureReason } from './slot.schema.js';

/** A slot or manual run as an operator looks at it. */
export interface SlotSummary {
  readonly key: string;
  readonly kind: DistributionKind;
  readonly date: string | null;
  readonly slotNumber: number | null;
  readonly status: SlotStatus;
  readonly scheduledFor: Date;
  readonly executedAt: Date | null;
  readonly attempts: number;
  readonly errors: number;
  readonly reason: FailureReason | null;
  readonly error: string | null;
}

/** Something that is due and that nobody runs. */
export interface OverdueSlot {
  readonly distribution: Slot;
  /** Its time; when its retry was asked for, or from when on it may run; or when its worker's lease ran out. */
  readonly since: Date;
  /** What runs meanwhile, its worker giving signs of life: slots run one at a time. Null: nothing does. */
  readonly waitsFor: Slot | null;
}

/** What runs is looked at as standing still when it has not got on for so long. */
export const STANDS_STILL_AFTER_MS = 60_000;

/** Whether a slot merely waits for its turn: what runs before it gets on. Pure. */
export function waitsItsTurn({ waitsFor }: OverdueSlot, now: Date): boolean {
  if (waitsFor === null) return false;
  const { progressAt } = waitsFor.run;
  return progressAt !== null && now.getTime() - progressAt.getTime() < STANDS_STILL_AFTER_MS;
}

/** Slots of all days, for those who watch over the execution (docs/specification.md 3.4). */
@Injectable()
export class SlotOverview {
  constructor(@InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>) {}

  /** @returns the slots whose time is still to come, soonest first */
  async next(now: Date, limit: number): Promise<SlotSummary[]> {
    const found = await this.distributions
      .find({ status: 'PENDING', scheduledFor: { $gt: now } })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .limit(limit)
      .lean<StoredSlot[]>();
    return found.map(toSlotSummary);
  }

  /** @returns the one that is running and whose worker gives signs of life, or null */
  async running(now: Date): Promise<SlotSummary | null> {
    const found = await this.distributions
      .findOne({ status: 'EXECUTING', 'run.leaseUntil': { $gt: now } })
      .lean<StoredSlot>();
    return found === null ? null : toSlotSummary(found);
  }

  /** @returns everything that is due and that nobody runs, the longest waiting first */
  async overdue(now: Date, session?: ClientSession): Promise<OverdueSlot[]> {
    const found = await this.distributions
      .find({
        $or: [
          { 'run.state': 'REQUESTED', scheduledFor: { $lte: now }, ...mayBeClaimedAt(now) },
          { status: 'EXECUTING' },
        ],
      })
      .session(session ?? null)
      .lean<StoredSlot[]>();
    const isRunning = ({ status, run }: StoredSlot): boolean =>
      status === 'EXECUTING' && run.leaseUntil !== null && run.leaseUntil > now;
    const running = found.find(isRunning);
    const waitsFor = running === undefined ? null : slotFromStored(running);
    return found
      .filter((stored) => !isRunning(stored))
      .map((stored) => ({ distribution: slotFromStored(stored), since: dueSince(stored), waitsFor }))
      .sort((a, b) => a.since.getTime() - b.since.getTime());
  }

  /** @returns what runs without having got on since `before`, whoever has its lease */
  async standingStill(before: Date): Promise<Slot[]> {
    const found = await this.distributions
      .find({ status: 'EXECUTING', 'run.progressAt': { $lte: before } })
      .lean<StoredSlot[]>();
    return found.map(slotFromStored);
  }

  /**
   * @returns those that FAILED or left records unpaid since then, wait for nothing, and do not stand reversed, the latest
   *   first
   */
  async leftUnpaid(since: Date, limit: number): Promise<Slot[]> {
    const found = await this.distributions
      .find({
        scheduledFor: { $gte: since },
        'run.state': 'ENDED',
        $nor: [{ reversal: { $exists: true }, 'reversal.reinstatedAt': null }],
        $or: [{ status: 'FAILED' }, { status: 'COMPLETED', errors: { $gt: 0 } }],
      })
      .sort({ scheduledFor: -1, _id: -1 })
      .limit(limit)
      .lean<StoredSlot[]>();
    return found.map(slotFromStored);
  }

  /** @returns the latest of those that FAILED, or that left records unpaid */
  async lastFailures(limit: number): Promise<SlotSummary[]> {
    const latest = (filter: QueryFilter<StoredSlot>, most: number): Promise<StoredSlot[]> =>
      this.distributions.find(filter).sort({ scheduledFor: -1 }).limit(most).lean<StoredSlot[]>();
    // Each in the order of an index of its own: of an `or` of the two, all that ever failed would be sorted. One that
    // runs again may be among those that left records unpaid.
    const [failed, leftUnpaid] = await Promise.all([
      latest({ status: 'FAILED' }, limit),
      latest({ errors: { $gt: 0 } }, limit + 1),
    ]);
    return [...failed, ...leftUnpaid.filter(({ status }) => status === 'COMPLETED')]
      .sort((a, b) => b.scheduledFor.getTime() - a.scheduledFor.getTime() || compareIds(b, a))
      .slice(0, limit)
      .map(toSlotSummary);
  }

  /** @returns how many slots there are from `from` on and before `to`, for every status */
  async countByStatus(from: Date, to: Date): Promise<ReadonlyMap<SlotStatus, number>> {
    const groups = await this.distributions.collection
      .aggregate<{ _id: SlotStatus; count: number }>([
        { $match: { status: { $in: [...SLOT_STATUSES] }, scheduledFor: { $gte: from, $lt: to } } },
        { $group: { _id: '$status', count: { $sum: 1 } } },
      ])
      .toArray();
    const counted = new Map(groups.map(({ _id, count }) => [_id, Number(count)]));
    return new Map(SLOT_STATUSES.map((status) => [status, counted.get(status) ?? 0]));
  }
}

export function toSlotSummary(distribution: SlotSummary): SlotSummary {
  const { key, kind, date, slotNumber, status, scheduledFor, executedAt, attempts, errors, reason, error } =
    distribution;
  return { key, kind, date, slotNumber, status, scheduledFor, executedAt, attempts, errors, reason, error };
}

function compareIds(a: StoredSlot, b: StoredSlot): number {
  return a._id.toHexString().localeCompare(b._id.toHexString());
}

function dueSince({ status, scheduledFor, run }: StoredSlot): Date {
  if (status === 'EXECUTING') return run.leaseUntil ?? scheduledFor;
  return status === 'PENDING' ? scheduledFor : (run.notBefore ?? run.requestedAt);
}
