import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { Audit, type JsonObject } from '#lib/audit';
import { AwaitEnd, PoolNotFoundError, SlotJobs, SlotStore, hasToPayAgain, type Slot } from '#lib/slots';
import { ZERO_RATE, moneyToNumber, perPool, toPoolFields, type Money, type PerPool } from '#lib/money';
import { assertPaid } from './assert-paid.js';
import { DayTransaction, adminId, admit, askedBy, notBefore, waitOf, type Change } from './change.js';
import { areEmpty } from './day-rules.js';
import { DeclarationReader } from './declaration-reader.js';
import type { DeclarationView } from './declaration-view.js';
import { poolsFromStored, poolsToStored } from './declaration.js';
import { AlreadyDistributedError } from './errors.js';
import { paysNothing, restOf, takenOf } from './parts.js';
import { PlatformDay } from './platform-day.js';
import { StoredPoolDeclaration } from './pool-declaration.schema.js';
import { RenewJobs } from './renew-jobs.js';

/** The body of a declared day; `declaration.date` is null for pools without one, which have an `id`. */
export type PoolDeclarationView = DeclarationView<string | null> & { readonly id: string | null };

type Qualifiers = DeclarationView['qualifiers'];

export interface UndatedPoolsRequest {
  readonly pools: PerPool<Money>;
  readonly autoDistribute: boolean;
  readonly notes: string;
}

/** Pools that belong to no date (docs/specification.md 3.3): declared, listed, distributed, retried and deleted. */
@Injectable()
export class UndatedPools {
  constructor(
    @InjectModel(StoredPoolDeclaration.name) private readonly declared: Model<StoredPoolDeclaration>,
    private readonly transaction: DayTransaction,
    private readonly slots: SlotStore,
    private readonly enqueueSlots: SlotJobs,
    private readonly renewJobs: RenewJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly reader: DeclarationReader,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * @param waitMs how long to wait for what is distributed at once; left out: as long as a request does
   * @returns the pools, and whether what was to be distributed at once has ended by then
   * @throws DistributionFailedError, DistributionCancelledError
   */
  async declare(
    request: UndatedPoolsRequest,
    change: Change,
    waitMs?: number,
  ): Promise<{ view: PoolDeclarationView; ended: boolean }> {
    const { pool, started } = await this.inTransaction((session, qualifiers) =>
      this.accept(session, qualifiers, request, change),
    );
    return this.run(pool, started, waitOf(change, waitMs));
  }

  /**
   * Pays pools that were declared and not distributed, or what of them nobody qualified for.
   * @returns as `declare` @throws PoolNotFoundError, AlreadyDistributedError, DistributionFailedError
   */
  async distribute(
    id: string,
    change: Change,
    waitMs?: number,
  ): Promise<{ view: PoolDeclarationView; ended: boolean }> {
    const { pool, started } = await this.inTransaction((session, qualifiers) =>
      this.start(session, qualifiers, id, change),
    );
    return this.run(pool, started, waitOf(change, waitMs));
  }

  /**
   * Pays what FAILED pools, or COMPLETED ones with errors, left unpaid.
   * @param id of the pools, or as the key `pool/<id>` of their distribution names it
   * @returns as `declare` @throws PoolNotFoundError, SlotStateError, DistributionFailedError
   */
  async retry(id: string, change: Change, waitMs?: number): Promise<{ view: PoolDeclarationView; ended: boolean }> {
    const { pool, started } = await this.inTransaction((session, qualifiers) =>
      this.askAgain(session, qualifiers, id, change),
    );
    return this.run(pool, started, waitOf(change, waitMs));
  }

  /**
   * Deletes pools of which nothing was paid; what waits is cancelled.
   * @throws PoolNotFoundError, AlreadyDistributedError
   */
  async remove(id: string, change: Change): Promise<void> {
    const withdrawn = await this.transaction.run(async (session) => {
      const pool = await this.touch(session, id);
      const standing = (await this.distributionsOf(pool, session)).filter(isStanding);
      const waiting = standing.filter(({ status }) => status === 'PENDING');
      const begun = standing.filter((one) => !waiting.includes(one));
      if (begun.some(({ run }) => run.state !== 'ENDED') || !paysNothing(takenOf(begun))) {
        throw new AlreadyDistributedError(`The pools ${id} are distributed, or on their way; they cannot be deleted`);
      }
      for (const slot of waiting) await this.slots.cancel(session, slot);
      await this.declared.deleteOne({ _id: pool._id }, { session });
      await this.audit.record(session, {
        ...change.origin,
        action: 'pool.delete',
        target: targetOf(pool),
        before: factsOf(pool),
      });
      await change.remember(session, undefined);
      return waiting;
    });
    await this.renewJobs.apply({ withdrawn, enqueued: [] });
  }

  /** @param id as of `retry` @returns the distributions of pools that were not cancelled @throws PoolNotFoundError */
  async distributions(session: ClientSession, id: string): Promise<Slot[]> {
    return (await this.distributionsOf(await this.pool(session, id), session)).filter(isStanding);
  }

  /** Keeps two changes of the same pools from both being committed. @param id as of `retry` @throws PoolNotFoundError */
  async touchOwn(session: ClientSession, id: string): Promise<void> {
    const pool = await this.pool(session, id);
    await this.touch(session, pool._id.toHexString());
  }

  /** @throws PoolNotFoundError */
  async get(id: string): Promise<PoolDeclarationView> {
    const pool = await this.declared.findById(new Types.ObjectId(id)).lean<StoredPoolDeclaration>();
    if (pool === null) throw new PoolNotFoundError(id);
    return this.view(pool, await this.distributionsOf(pool));
  }

  /** @param before the id of the last one of the page before @returns the newest first */
  async list(limit: number, before?: string): Promise<PoolDeclarationView[]> {
    const found = await this.declared
      .find(before === undefined ? {} : { _id: { $lt: new Types.ObjectId(before) } })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<StoredPoolDeclaration[]>();
    const qualifiers = await this.reader.qualifiers();
    return Promise.all(found.map(async (pool) => this.view(pool, await this.distributionsOf(pool), qualifiers)));
  }

  private async accept(
    session: ClientSession,
    qualifiers: Qualifiers,
    { pools, notes, autoDistribute }: UndatedPoolsRequest,
    change: Change,
  ): Promise<{ pool: StoredPoolDeclaration; started: Slot | null }> {
    const started = autoDistribute ? await this.acceptRun(session, pools, change) : null;
    const pool: StoredPoolDeclaration = {
      _id: new Types.ObjectId(),
      ...poolsToStored(pools),
      description: notes,
      declaredBy: adminId(change),
      declaredAt: this.day.now(),
      distributionId: started?._id ?? null,
    };
    await this.declared.collection.insertOne(pool, { session });
    await this.audit.record(session, {
      ...change.origin,
      action: 'pool.declare',
      target: started?.key ?? targetOf(pool),
      after: { ...factsOf(pool), autoDistribute },
    });
    await this.remember(session, pool, started, change, qualifiers);
    return { pool, started };
  }

  private async start(
    session: ClientSession,
    qualifiers: Qualifiers,
    id: string,
    change: Change,
  ): Promise<{ pool: StoredPoolDeclaration; started: Slot }> {
    const before = await this.touch(session, id);
    const standing = (await this.distributionsOf(before, session)).filter(isStanding);
    const open = standing.find(({ run }) => run.state !== 'ENDED');
    if (open !== undefined)
      throw new AlreadyDistributedError(`The pools ${id} are being distributed; ${open.key} is ${open.status}`);
    const left = standing.find(({ status, errors }) => status === 'FAILED' || errors > 0);
    if (left !== undefined) {
      throw new AlreadyDistributedError(
        `The pools ${id} are ${left.status}; POST /admin/pool/${id}/retry pays the rest`,
      );
    }
    const rest = restOf({ rate: ZERO_RATE, pools: poolsFromStored(before) }, standing);
    if (areEmpty(rest.pools)) throw new AlreadyDistributedError(`The pools ${id} are distributed already`);
    const started = await this.acceptRun(session, rest.pools, change);
    const first = before.distributionId === null;
    const pool = {
      ...before,
      ...(first ? { distributionId: started._id } : { furtherIds: [...(before.furtherIds ?? []), started._id] }),
    };
    await this.declared.updateOne(
      { _id: pool._id },
      first ? { $set: { distributionId: started._id } } : { $push: { furtherIds: started._id } },
      { session },
    );
    await this.audit.record(session, {
      ...change.origin,
      action: 'pool.distribute',
      target: started.key,
      before: { standing: standing.map(({ key }) => key) },
      after: { pool: targetOf(pool), ...amountsOf(rest.pools) },
    });
    await this.remember(session, pool, started, change, qualifiers);
    return { pool, started };
  }

  private async askAgain(
    session: ClientSession,
    qualifiers: Qualifiers,
    id: string,
    change: Change,
  ): Promise<{ pool: StoredPoolDeclaration; started: Slot }> {
    const { pool, slot: before } = await this.failed(session, id);
    const started = await this.slots.requestRetry(session, before, askedBy(change));
    await admit(session, change, { date: null, now: this.day.now(), slots: [started] });
    await this.audit.record(session, {
      ...change.origin,
      action: 'pool.retry',
      target: before.key,
      before: { status: before.status, errors: before.errors, error: before.error },
      after: { retryRequestedAt: started.run.requestedAt.toISOString() },
    });
    await this.remember(session, pool, started, change, qualifiers);
    return { pool, started };
  }

  /** What of pools is to be retried, by the id of either. */
  private async failed(session: ClientSession, id: string): Promise<{ pool: StoredPoolDeclaration; slot: Slot }> {
    const pool = await this.pool(session, id);
    if (!pool._id.equals(id)) return { pool, slot: await this.slots.pool(id, session) };
    const all = await this.distributionsOf(pool, session);
    const slot = all.find(hasRest) ?? all.at(-1);
    if (slot === undefined) throw new PoolNotFoundError(id);
    return { pool, slot };
  }

  /** Pools by their id, or by that of one of their distributions. */
  private async pool(session: ClientSession, id: string): Promise<StoredPoolDeclaration> {
    const own = await this.declared.findById(new Types.ObjectId(id)).session(session).lean<StoredPoolDeclaration>();
    if (own !== null) return own;
    const slot = await this.slots.pool(id, session);
    const pool = await this.declared
      .findOne({ $or: [{ distributionId: slot._id }, { furtherIds: slot._id }] })
      .session(session)
      .lean<StoredPoolDeclaration>();
    if (pool === null) throw new PoolNotFoundError(id);
    return pool;
  }

  /** Qualifiers are counted before: a transaction is not to wait for it. */
  private async inTransaction<T>(work: (session: ClientSession, qualifiers: Qualifiers) => Promise<T>): Promise<T> {
    const qualifiers = await this.reader.qualifiers();
    return this.transaction.run((session) => work(session, qualifiers));
  }

  private async run(
    pool: StoredPoolDeclaration,
    started: Slot | null,
    waitMs?: number,
  ): Promise<{ view: PoolDeclarationView; ended: boolean }> {
    if (started === null) return { view: await this.view(pool, []), ended: true };
    await this.enqueueSlots.enqueue([started]);
    const { ended, distributions } = await this.awaitEnd.of([started._id], waitMs);
    if (ended) {
      // Declaring them anew is another pool, and pays another time.
      const retry = `POST /admin/pool/${pool._id.toHexString()}/retry pays the rest`;
      assertPaid(distributions, () => `do not declare them again, that would pay the pools anew; ${retry}.`);
    }
    return { view: await this.view(pool, await this.distributionsOf(pool)), ended };
  }

  private async acceptRun(session: ClientSession, pools: PerPool<Money>, change: Change): Promise<Slot> {
    const now = this.day.now();
    const values = { rate: ZERO_RATE, pools, scheduledFor: notBefore(change, now) };
    const wanted = { kind: 'pool', date: null, slotNumber: null, ...values } as const;
    const { origin, approvedBy } = change;
    const [accepted] = await this.slots.accept(session, [wanted], origin.actor.email, approvedBy);
    if (accepted === undefined) throw new AlreadyDistributedError('The pools could not be accepted');
    await admit(session, change, { date: null, now, slots: [accepted] });
    return accepted;
  }

  private async remember(
    session: ClientSession,
    pool: StoredPoolDeclaration,
    started: Slot | null,
    change: Change,
    qualifiers: Qualifiers,
  ): Promise<void> {
    const view = await this.view(pool, started === null ? [] : [started], qualifiers);
    await change.remember(session, view, started !== null);
  }

  /** Keeps two changes of the same pools from both being committed. */
  private async touch(session: ClientSession, id: string): Promise<StoredPoolDeclaration> {
    const found = await this.declared.collection.findOneAndUpdate(
      { _id: new Types.ObjectId(id) },
      { $inc: { revision: 1 } },
      { session, returnDocument: 'after' },
    );
    if (found === null) throw new PoolNotFoundError(id);
    return found as unknown as StoredPoolDeclaration;
  }

  private async distributionsOf(pool: StoredPoolDeclaration, session?: ClientSession): Promise<Slot[]> {
    const ids = [...(pool.distributionId === null ? [] : [pool.distributionId]), ...(pool.furtherIds ?? [])];
    return this.slots.byIds(ids, session);
  }

  private async view(
    pool: StoredPoolDeclaration,
    distributions: readonly Slot[],
    qualifiers?: Qualifiers,
  ): Promise<PoolDeclarationView> {
    const { description, declaredBy, declaredAt } = pool;
    const declared = { description, declaredBy, declaredAt, date: null, rate: ZERO_RATE, pools: poolsFromStored(pool) };
    return { ...(await this.reader.view(declared, distributions, qualifiers)), id: pool._id.toHexString() };
  }
}

function hasRest(slot: Slot): boolean {
  return slot.status === 'FAILED' || slot.errors > 0 || hasToPayAgain(slot);
}

function isStanding({ status }: Slot): boolean {
  return status !== 'CANCELLED';
}

function targetOf(pool: StoredPoolDeclaration): string {
  return `pool-declaration/${pool._id.toHexString()}`;
}

function amountsOf(pools: PerPool<Money>): JsonObject {
  return toPoolFields(
    'amount',
    perPool((of) => moneyToNumber(pools[of])),
  );
}

function factsOf(pool: StoredPoolDeclaration): JsonObject {
  return { ...amountsOf(poolsFromStored(pool)), notes: pool.description };
}
