import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { moneyToDecimal, rateToDecimal } from '#lib/database';
import { ZERO, type Money, type Rate } from '#lib/money';
import { Distribution, type DistributionKind } from './distribution.schema.js';
import { AlreadyQueuedError, PoolNotFoundError, SlotNotFoundError, SlotStateError } from './errors.js';

/** A slot or manual run as it is accepted. */
export interface NewSlot {
  readonly kind: DistributionKind;
  /** Null for a pool without a date. */
  readonly date: string | null;
  /** Null but for slots. */
  readonly slotNumber: number | null;
  readonly rate: Rate;
  readonly premiumPool: Money;
  readonly performancePool: Money;
  readonly scheduledFor: Date;
}

/** What of a waiting slot may be changed. */
export type SlotChange = Partial<Pick<NewSlot, 'rate' | 'premiumPool' | 'performancePool' | 'scheduledFor'>>;

/** Writes slots that wait for their time; each method in the transaction of whoever accepts, changes or cancels. */
@Injectable()
export class SlotStore {
  constructor(@InjectModel(Distribution.name) private readonly distributions: Model<Distribution>) {}

  /**
   * Accepts slots as PENDING. A cancelled slot of the same key is queued anew.
   * @throws AlreadyQueuedError if one of them exists and is not cancelled; E11000 if one was accepted meanwhile
   */
  async accept(session: ClientSession, slots: readonly NewSlot[]): Promise<Distribution[]> {
    const keyed = slots.map((slot) => ({ slot, key: keyOf(slot) }));
    const existing = await this.distributions
      .find({ key: { $in: keyed.map(({ key }) => key) } })
      .session(session)
      .lean<Distribution[]>();
    const taken = existing.find(({ status }) => status !== 'CANCELLED');
    if (taken !== undefined) throw new AlreadyQueuedError(`${taken.key} is queued already (${taken.status})`);

    const byKey = new Map(existing.map((distribution) => [distribution.key, distribution]));
    const now = new Date();
    const accepted = keyed.map(({ slot, key }) => fresh(slot, key, now, byKey.get(key)));
    const inserted = accepted.filter(({ key }) => !byKey.has(key));
    for (const distribution of accepted.filter(({ key }) => byKey.has(key))) {
      await this.distributions.collection.replaceOne({ _id: distribution._id, status: 'CANCELLED' }, distribution, {
        session,
      });
    }
    if (inserted.length > 0) await this.distributions.collection.insertMany(inserted, { session });
    return accepted;
  }

  /** @returns every distribution of a date, cancelled ones too, in the order of their instants */
  async ofDate(date: string, session?: ClientSession): Promise<Distribution[]> {
    return this.distributions
      .find({ date })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .session(session ?? null)
      .lean<Distribution[]>();
  }

  /** @returns the distributions without a date whose instants lie from `start` on and before `end` */
  async dateless(start: Date, end: Date): Promise<Distribution[]> {
    return this.distributions
      .find({ date: null, scheduledFor: { $gte: start, $lt: end } })
      .sort({ scheduledFor: 1, _id: 1 })
      .lean<Distribution[]>();
  }

  /** @returns the distributions of these dates, by date */
  async ofDates(dates: readonly string[]): Promise<Map<string, Distribution[]>> {
    const found = await this.distributions
      .find({ date: { $in: [...dates] } })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .lean<Distribution[]>();
    const byDate = new Map<string, Distribution[]>();
    for (const distribution of found) {
      if (distribution.date === null) continue;
      byDate.set(distribution.date, [...(byDate.get(distribution.date) ?? []), distribution]);
    }
    return byDate;
  }

  /** @returns a distribution by its id, or null */
  async byId(id: Types.ObjectId): Promise<Distribution | null> {
    return this.distributions.findById(id).lean<Distribution>();
  }

  /** @throws SlotNotFoundError */
  async slot(date: string, slotNumber: number, session?: ClientSession): Promise<Distribution> {
    const slot = await this.distributions
      .findOne({ key: slotKey(date, slotNumber) })
      .session(session ?? null)
      .lean<Distribution>();
    if (slot === null) throw new SlotNotFoundError(date, slotNumber);
    return slot;
  }

  /** @param id of pools without a date, as their key `pool/<id>` names it @throws PoolNotFoundError */
  async pool(id: string, session: ClientSession): Promise<Distribution> {
    const pool = await this.distributions
      .findOne({ key: poolKey(id) })
      .session(session)
      .lean<Distribution>();
    if (pool === null) throw new PoolNotFoundError(id);
    return pool;
  }

  /** Changes a PENDING slot; it gets a new job. @throws SlotStateError if it is not PENDING any more */
  async change(session: ClientSession, slot: Distribution, change: SlotChange): Promise<Distribution> {
    const updated = await this.distributions
      .findOneAndUpdate(
        { _id: slot._id, status: 'PENDING' },
        {
          $set: {
            ...(change.rate === undefined ? {} : { rosPercentage: rateToDecimal(change.rate) }),
            ...(change.premiumPool === undefined ? {} : { premiumPoolAmount: moneyToDecimal(change.premiumPool) }),
            ...(change.performancePool === undefined
              ? {}
              : { performancePoolAmount: moneyToDecimal(change.performancePool) }),
            ...(change.scheduledFor === undefined ? {} : { scheduledFor: change.scheduledFor }),
          },
          $inc: { revision: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<Distribution>();
    if (updated === null) throw new SlotStateError('changed', slot.status, 'only a PENDING one can');
    return updated;
  }

  /** Cancels a PENDING slot. @throws SlotStateError if it is not PENDING any more */
  async cancel(session: ClientSession, slot: Distribution): Promise<void> {
    const cancelled = await this.distributions.updateOne(
      { _id: slot._id, status: 'PENDING' },
      { $set: { status: 'CANCELLED' } },
      { session },
    );
    if (cancelled.modifiedCount !== 1) throw new SlotStateError('cancelled', slot.status, 'only a PENDING one can');
  }

  /**
   * Asks for what a FAILED slot, or a COMPLETED one with errors, has not paid.
   * @throws SlotStateError in any other state
   */
  async requestRetry(session: ClientSession, slot: Distribution, at: Date): Promise<Distribution> {
    const updated = await this.distributions
      .findOneAndUpdate(
        { _id: slot._id, $or: [{ status: 'FAILED' }, { status: 'COMPLETED', errors: { $gt: 0 } }] },
        { $set: { retryRequestedAt: at }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<Distribution>();
    if (updated === null) {
      throw new SlotStateError('retried', slot.status, 'only a FAILED one can, or a COMPLETED one with errors');
    }
    return updated;
  }

  /**
   * Asks for an ended slot to run again, for subjects that were added to it in the same transaction.
   * @param slot as it was when they were found; a slot that has run or was asked to run since is left alone
   * @returns the slot, or null when it was left alone
   */
  async requestAnotherRun(session: ClientSession, slot: Distribution, at: Date): Promise<Distribution | null> {
    return this.distributions
      .findOneAndUpdate(
        { _id: slot._id, status: { $in: ['COMPLETED', 'FAILED'] }, attempts: slot.attempts, retryRequestedAt: null },
        { $set: { retryRequestedAt: at }, $inc: { revision: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<Distribution>();
  }
}

/** `2026-02-12/slot-1` */
export function slotKey(date: string, slotNumber: number): string {
  return `${date}/slot-${slotNumber}`;
}

/** `pool/65b000000000000000000001` */
function poolKey(id: string): string {
  return `pool/${id}`;
}

function keyOf({ kind, date, slotNumber }: NewSlot): string {
  if (date === null) return poolKey(new Types.ObjectId().toHexString());
  return kind === 'slot' && slotNumber !== null ? slotKey(date, slotNumber) : `${date}/${kind}`;
}

function fresh(slot: NewSlot, key: string, now: Date, cancelled: Distribution | undefined): Distribution {
  return {
    _id: cancelled?._id ?? new Types.ObjectId(),
    key,
    kind: slot.kind,
    date: slot.date,
    slotNumber: slot.slotNumber,
    status: 'PENDING',
    rosPercentage: rateToDecimal(slot.rate),
    premiumPoolAmount: moneyToDecimal(slot.premiumPool),
    performancePoolAmount: moneyToDecimal(slot.performancePool),
    scheduledFor: slot.scheduledFor,
    // Redis may remember the cancelled slot's job.
    revision: cancelled === undefined ? 0 : cancelled.revision + 1,
    attempts: 0,
    startedAt: null,
    attemptStartedAt: null,
    executedAt: null,
    executionTimeMs: null,
    leaseUntil: null,
    leaseOwner: null,
    retryRequestedAt: null,
    interruptions: null,
    plan: null,
    totals: null,
    usersProcessed: 0,
    processedStakes: 0,
    totalDistributed: moneyToDecimal(ZERO),
    errors: 0,
    reason: null,
    error: null,
    createdAt: cancelled?.createdAt ?? now,
    updatedAt: now,
  };
}
