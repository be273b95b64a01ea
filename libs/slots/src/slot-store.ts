import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyToDecimal, rateToDecimal } from '#lib/database';
import { ZERO, perPool, toPoolFields, type Money, type PerPool, type Rate } from '#lib/money';
import { ranksInForce } from '#lib/qualifiers';
import { DatabaseClock } from '#lib/workers';
import { OrderSeals } from './orders/order-seals.js';
import { newOrder, type Order } from './orders/order.js';
import {
  AlreadyQueuedError,
  NotReversedError,
  NothingPaidError,
  PoolNotFoundError,
  SlotNotFoundError,
  SlotReversedError,
  SlotStateError,
} from './errors.js';
import { hasToPayAgain, isBeingReversed, isReversed } from './reversal-view.js';
import {
  RUNS_REMEMBERED,
  delayedTo,
  requestedRun,
  type AskedRun,
  type EndedRun,
  type Run,
  type RunKind,
} from './run.js';
import { hasPaid } from './slot-actions.js';
import { canMove, slotMove, stateOf, type ConditionalUpdate, type SlotState } from './slot-moves.js';
import { rulesToStored, slotFromStored, type Slot, type SlotRules } from './slot.js';
import { StoredSlot, type DistributionKind, type StoredReversal } from './slot.schema.js';

/** A slot or manual run as it is accepted. */
export interface NewSlot {
  readonly kind: DistributionKind;
  /** Null for a pool without a date. */
  readonly date: string | null;
  /** Null but for slots. */
  readonly slotNumber: number | null;
  readonly rate: Rate;
  readonly pools: PerPool<Money>;
  readonly scheduledFor: Date;
  /** Which of its kind on its date, for what is no slot; left out: the first. */
  readonly nth?: number;
}

/** What of a waiting slot may be changed. */
export type SlotChange = Partial<Pick<NewSlot, 'rate' | 'pools' | 'scheduledFor'>>;

/** Writes slots that wait for their time; each method in the transaction of whoever accepts, changes or cancels. */
@Injectable()
export class SlotStore {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    private readonly clock: DatabaseClock,
    private readonly seals: OrderSeals,
    private readonly config: AppConfig,
  ) {}

  /**
   * Accepts slots as PENDING, sealed, with the rules that are in force. A cancelled slot of the same key is queued anew.
   * @param by the admin who queues them
   * @param approvedBy the second admin, where two are needed
   * @throws AlreadyQueuedError if one of them exists and is not cancelled; E11000 if one was accepted meanwhile
   */
  async accept(
    session: ClientSession,
    slots: readonly NewSlot[],
    by: string | null,
    approvedBy: string | null = null,
  ): Promise<Slot[]> {
    const keyed = slots.map((slot) => ({ slot, key: keyOf(slot) }));
    const existing = await this.distributions
      .find({ key: { $in: keyed.map(({ key }) => key) } })
      .session(session)
      .lean<StoredSlot[]>();
    const taken = existing.find(({ status }) => status !== 'CANCELLED');
    if (taken !== undefined) throw new AlreadyQueuedError(`${taken.key} is queued already (${taken.status})`);

    const byKey = new Map(existing.map((distribution) => [distribution.key, distribution]));
    const now = this.clock.now();
    const rules = rulesOfSlots(this.config);
    const accepted = keyed.map(({ slot, key }) => {
      const document = fresh(slot, key, rules, requestedRun('schedule', now, by, approvedBy), byKey.get(key));
      return { ...document, seal: this.seals.seal(newOrder(document, { ...slot, rules }, 'admin')) };
    });
    const inserted = accepted.filter(({ key }) => !byKey.has(key));
    for (const distribution of accepted.filter(({ key }) => byKey.has(key))) {
      const { filter } = slotMove('requeue', 'CANCELLED/ENDED', { where: { _id: distribution._id } });
      const replaced = await this.distributions.collection.replaceOne(filter, distribution, { session });
      if (replaced.modifiedCount !== 1) throw new AlreadyQueuedError(`${distribution.key} is queued already`);
    }
    if (inserted.length > 0) await this.distributions.collection.insertMany(inserted, { session });
    return accepted.map(slotFromStored);
  }

  /** @returns every distribution of a date, cancelled ones too, in the order of their instants */
  async ofDate(date: string, session?: ClientSession): Promise<Slot[]> {
    const found = await this.distributions
      .find({ date })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .session(session ?? null)
      .lean<StoredSlot[]>();
    return found.map(slotFromStored);
  }

  /** @returns the distributions without a date whose instants lie from `start` on and before `end` */
  async dateless(start: Date, end: Date, session?: ClientSession): Promise<Slot[]> {
    const found = await this.distributions
      .find({ date: null, scheduledFor: { $gte: start, $lt: end } })
      .sort({ scheduledFor: 1, _id: 1 })
      .session(session ?? null)
      .lean<StoredSlot[]>();
    return found.map(slotFromStored);
  }

  /** @returns the distributions of these dates, by date */
  async ofDates(dates: readonly string[]): Promise<Map<string, Slot[]>> {
    const found = await this.distributions
      .find({ date: { $in: [...dates] } })
      .sort({ scheduledFor: 1, slotNumber: 1, _id: 1 })
      .lean<StoredSlot[]>();
    const byDate = new Map<string, Slot[]>();
    for (const distribution of found.map(slotFromStored)) {
      if (distribution.date === null) continue;
      byDate.set(distribution.date, [...(byDate.get(distribution.date) ?? []), distribution]);
    }
    return byDate;
  }

  /** @returns a distribution by its id, or null */
  async byId(id: Types.ObjectId): Promise<Slot | null> {
    const found = await this.distributions.findById(id).lean<StoredSlot>();
    return found === null ? null : slotFromStored(found);
  }

  /** @returns those of these distributions that there are, in the order of their instants */
  async byIds(ids: readonly Types.ObjectId[], session?: ClientSession): Promise<Slot[]> {
    if (ids.length === 0) return [];
    const found = await this.distributions
      .find({ _id: { $in: [...ids] } })
      .sort({ scheduledFor: 1, _id: 1 })
      .session(session ?? null)
      .lean<StoredSlot[]>();
    return found.map(slotFromStored);
  }

  /** @throws SlotNotFoundError */
  async slot(date: string, slotNumber: number, session?: ClientSession): Promise<Slot> {
    const slot = await this.distributions
      .findOne({ key: slotKey(date, slotNumber) })
      .session(session ?? null)
      .lean<StoredSlot>();
    if (slot === null) throw new SlotNotFoundError(date, slotNumber);
    return slotFromStored(slot);
  }

  /** @param id of pools without a date, as their key `pool/<id>` names it @throws PoolNotFoundError */
  async pool(id: string, session: ClientSession): Promise<Slot> {
    const pool = await this.distributions
      .findOne({ key: poolKey(id) })
      .session(session)
      .lean<StoredSlot>();
    if (pool === null) throw new PoolNotFoundError(id);
    return slotFromStored(pool);
  }

  /**
   * Changes a PENDING slot and seals it anew; it gets a new job.
   * @param approvedBy the second admin, where the change needs one; else it stays approved by whom it was
   * @throws SlotStateError if it is not PENDING any more; NotOrderedError if it is not as it was ordered
   */
  async change(
    session: ClientSession,
    slot: Slot,
    change: SlotChange,
    approvedBy: string | null = null,
  ): Promise<Slot> {
    const approval = approvedBy === null ? {} : { approvedBy };
    const order: Order = { ...this.seals.verified(slot), ...change, ...approval };
    const updated = await this.moved(
      session,
      slotMove('change', 'PENDING/REQUESTED', {
        where: { _id: slot._id },
        set: {
          ...ordered(order),
          ...(change.scheduledFor === undefined ? {} : { scheduledFor: change.scheduledFor }),
          seal: this.seals.seal(order),
          ...(approvedBy === null ? {} : { 'run.approvedBy': approvedBy }),
        },
        inc: { revision: 1 },
      }),
    );
    if (updated === null) throw new SlotStateError('changed', slot.status, 'only a PENDING one can');
    return updated;
  }

  /**
   * Cancels a PENDING slot, or the run that an ended one was asked for: it stands then as it stood before, and what was added
   * for that run is to be taken away in the same transaction.
   * @throws SlotStateError if nothing of it waits any more, or what was paid waits to be taken back
   */
  async cancel(session: ClientSession, slot: Slot): Promise<void> {
    const state = stateOf(slot);
    const now = this.clock.now();
    const cancelled =
      canMove(state, 'cancel') && !isBeingReversed(slot)
        ? await this.moved(
            session,
            slotMove('cancel', state, {
              where: { _id: slot._id, attempts: slot.attempts },
              set: { 'run.endedAt': now },
              ...(slot.status === 'PENDING'
                ? {}
                : { push: { runs: { $each: [cancelledRun(slot.run, now)], $slice: -RUNS_REMEMBERED } } }),
            }),
          )
        : null;
    if (cancelled === null) {
      throw new SlotStateError('cancelled', slot.status, 'only a PENDING one can, or one that waits to pay again');
    }
  }

  /**
   * Asks for what a FAILED slot, or a COMPLETED one with errors, has not paid. One that waits to run again already is
   * given a new job: it will pay the same.
   * What its document says is put back to what was ordered.
   * @throws SlotStateError in any other state; SlotReversedError if what it paid was taken back; NotOrderedError if it was
   *   never ordered
   */
  async requestRetry(session: ClientSession, slot: Slot, asked: AskedRun): Promise<Slot> {
    if (isReversed(slot)) throw new SlotReversedError(slot.key, slot.reversal?.requestedAt ?? slot.run.requestedAt);
    const state = stateOf(slot);
    const hasRest = slot.status === 'FAILED' || slot.errors > 0 || hasToPayAgain(slot);
    if (canMove(state, 'renewJob') && slot.status !== 'PENDING') return this.renewJob(session, slot);
    const updated =
      canMove(state, 'retry') && hasRest
        ? await this.moved(session, this.asking('retry', state, slot, this.furtherRun(slot, 'retry', asked)))
        : null;
    if (updated === null) {
      throw new SlotStateError('retried', slot.status, 'only a FAILED one can, or a COMPLETED one with errors');
    }
    return updated;
  }

  /**
   * Asks for an ended slot to run again, for subjects that are added to it in the same transaction. One that waits to
   * run again takes them along, and waits as long as they are to.
   * @param slot as it was when they were found; a slot that has run since is left alone
   * @param id of the compensation, which the chunks of what it adds name
   * @returns the slot, or null when it was left alone
   * @throws NotOrderedError if it was never ordered
   */
  async requestCompensation(session: ClientSession, slot: Slot, id: string, asked: AskedRun): Promise<Slot | null> {
    const state = stateOf(slot);
    if (!canMove(state, 'compensate') || isReversed(slot)) return null;
    const isAsked = slot.run.state === 'REQUESTED';
    const run = isAsked ? delayedTo(slot.run, asked.notBefore) : this.furtherRun(slot, 'compensation', asked);
    const compensations = [...(run.compensations ?? []), id];
    return this.moved(session, this.asking('compensate', state, slot, { ...run, compensations }));
  }

  private furtherRun({ legacy }: Slot, kind: RunKind, { by, approvedBy, notBefore }: AskedRun): Run {
    return delayedTo(
      requestedRun(legacy === null ? kind : 'legacy', this.clock.now(), by, approvedBy ?? null),
      notBefore,
    );
  }

  /**
   * Asks for everything that an ended slot has paid to be taken back, sealed. One that waits for that already is given a
   * new job.
   * @param reason in the words of the admin
   * @param by the admin who asks
   * @param approvedBy the second admin, where two are needed
   * @returns the slot; as it is where nothing is left to be taken back
   * @throws SlotStateError in any other state; NothingPaidError; NotOrderedError if it was never ordered
   */
  async requestReversal(
    session: ClientSession,
    slot: Slot,
    reason: string,
    by: string | null,
    approvedBy: string | null = null,
  ): Promise<{ slot: Slot; isAsked: boolean }> {
    const state = stateOf(slot);
    if (isBeingReversed(slot) && canMove(state, 'renewJob')) {
      return { slot: await this.renewJob(session, slot), isAsked: true };
    }
    if (!canMove(state, 'reverse')) throw new SlotStateError('reversed', slot.status, ONLY_ENDED);
    if (!hasPaid(slot)) {
      if (isReversed(slot)) return { slot, isAsked: false };
      throw new NothingPaidError(slot.key);
    }
    const run = requestedRun('reversal', this.clock.now(), by, approvedBy);
    const reversal = this.newReversal(slot, run, reason);
    const asked = await this.moved(session, this.asking('reverse', state, slot, run, { reversal }));
    if (asked === null) throw new SlotStateError('reversed', slot.status, ONLY_ENDED);
    return { slot: asked, isAsked: true };
  }

  /**
   * Allows a slot whose payouts were taken back to pay them again, by its next retry.
   * @param by the admin who allows it
   * @throws SlotStateError while it works or waits; NotReversedError
   */
  async reinstate(session: ClientSession, slot: Slot, by: string | null): Promise<Slot> {
    if (!isReversed(slot)) throw new NotReversedError(slot.key);
    const state = stateOf(slot);
    const reinstated = canMove(state, 'reinstate')
      ? await this.moved(
          session,
          slotMove('reinstate', state, {
            where: { _id: slot._id, attempts: slot.attempts },
            set: { 'reversal.reinstatedAt': this.clock.now(), 'reversal.reinstatedBy': by },
          }),
        )
      : null;
    if (reinstated === null) throw new SlotStateError('reinstated', slot.status, ONLY_ENDED);
    return reinstated;
  }

  private newReversal(slot: Slot, { requestedAt, requestedBy }: Run, reason: string): StoredReversal {
    const { status, reason: why, error, executedAt, executionTimeMs } = slot;
    if (status !== 'COMPLETED' && status !== 'FAILED') throw new SlotStateError('reversed', status, ONLY_ENDED);
    const ordered = { orderedBy: requestedBy, orderedAt: requestedAt };
    const none = { total: 0, reversed: 0, amount: ZERO };
    const { total, reversed, amount } = isReversed(slot) ? (slot.reversal ?? none) : none;
    return {
      ...{ reason, requestedAt, requestedBy },
      seal: this.seals.sealReversal({
        distributionId: slot._id.toHexString(),
        ...{ key: slot.key, reason, ...ordered },
      }),
      before: { status, reason: why, error, executedAt, executionTimeMs },
      isPlanned: false,
      ...{ total, reversed, failed: 0, amount: moneyToDecimal(amount) },
      ...{ outcome: null, error: null, endedAt: null },
      ...{ reinstatedAt: null, reinstatedBy: null },
    };
  }

  /** Gives a slot that waits, for its time or to run again, a new job in Redis. @throws SlotStateError in another state */
  async renewJob(session: ClientSession, slot: Slot): Promise<Slot> {
    const state = stateOf(slot);
    const updated = canMove(state, 'renewJob')
      ? await this.moved(session, slotMove('renewJob', state, { where: { _id: slot._id }, inc: { revision: 1 } }))
      : null;
    if (updated === null) throw new SlotStateError('given a new job', slot.status, 'only one that waits can');
    return updated;
  }

  private asking(
    move: 'retry' | 'compensate' | 'reverse',
    state: SlotState,
    slot: Slot,
    run: Run,
    more: { readonly reversal?: StoredReversal } = {},
  ): ConditionalUpdate {
    return slotMove(move, state, {
      where: { _id: slot._id, attempts: slot.attempts },
      set: { run: { ...run, state: 'REQUESTED' }, ...ordered(this.seals.orderOf(slot)), ...more },
      inc: { revision: 1 },
    });
  }

  private async moved(session: ClientSession, { filter, update }: ConditionalUpdate): Promise<Slot | null> {
    const moved = await this.distributions.collection.findOneAndUpdate(
      filter,
      { ...update, $set: { ...update['$set'], updatedAt: this.clock.now() } },
      { session, returnDocument: 'after' },
    );
    return moved === null ? null : slotFromStored(moved as StoredSlot);
  }
}

/** As the slot remembers it. */
function cancelledRun({ kind, requestedAt, requestedBy, approvedBy, worker, startedAt }: Run, now: Date): EndedRun {
  const approval = approvedBy === undefined ? {} : { approvedBy };
  return {
    ...{ kind, requestedAt, requestedBy, ...approval, worker, startedAt },
    ...{ endedAt: now, status: 'CANCELLED', reason: null },
  };
}

const ONLY_ENDED = 'only one that has ended and waits for nothing can';

/** `2026-02-12/slot-1` */
export function slotKey(date: string, slotNumber: number): string {
  return `${date}/slot-${slotNumber}`;
}

/** `pool/65b000000000000000000001` */
function poolKey(id: string): string {
  return `pool/${id}`;
}

/** `2026-02-12/manual-pools`, `2026-02-12/manual-pools-2` and so on. */
export function keyOfRun(date: string, kind: DistributionKind, nth: number): string {
  return nth === 1 ? `${date}/${kind}` : `${date}/${kind}-${nth}`;
}

function keyOf({ kind, date, slotNumber, nth = 1 }: NewSlot): string {
  if (date === null) return poolKey(new Types.ObjectId().toHexString());
  return kind === 'slot' && slotNumber !== null ? slotKey(date, slotNumber) : keyOfRun(date, kind, nth);
}

/** What a slot is paid by that is accepted now. */
export function rulesOfSlots(config: AppConfig): SlotRules {
  const { rosCapPercent: capPercent, timeZone } = config;
  return { capPercent, ranks: ranksInForce(config), timeZone };
}

function storedPools(pools: PerPool<Money>) {
  return toPoolFields(
    'amount',
    perPool((pool) => moneyToDecimal(pools[pool])),
  );
}

/** What an order says of money and rules, as the slot's document holds it. */
function ordered({ rate, pools, rules }: Pick<Order, 'rate' | 'pools' | 'rules'>) {
  return { rosPercentage: rateToDecimal(rate), ...storedPools(pools), rules: rulesToStored(rules) };
}

/** The document of a slot that is accepted; of one that is queued anew the cancelled one's. */
export function fresh(slot: NewSlot, key: string, rules: SlotRules, run: Run, cancelled?: StoredSlot): StoredSlot {
  return {
    _id: cancelled?._id ?? new Types.ObjectId(),
    key,
    kind: slot.kind,
    date: slot.date,
    slotNumber: slot.slotNumber,
    status: 'PENDING',
    ...ordered({ ...slot, rules }),
    scheduledFor: slot.scheduledFor,
    // Redis may remember the cancelled slot's job.
    revision: cancelled === undefined ? 0 : cancelled.revision + 1,
    attempts: 0,
    run,
    runs: [],
    startedAt: null,
    executedAt: null,
    executionTimeMs: null,
    plan: null,
    totals: null,
    accounted: null,
    usersProcessed: 0,
    processedStakes: 0,
    totalDistributed: moneyToDecimal(ZERO),
    errors: 0,
    reason: null,
    error: null,
    createdAt: cancelled?.createdAt ?? run.requestedAt,
    updatedAt: run.requestedAt,
  };
}
