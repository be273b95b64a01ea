import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { Audit } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { AwaitEnd, PoolNotFoundError, SlotJobs, SlotStore, type Slot } from '#lib/slots';
import { ZERO_RATE, moneyToNumber, perPool, toPoolFields, type Money, type PerPool, type Rate } from '#lib/money';
import { DayTransaction, adminId, type Change } from './change.js';
import { AMOUNT_FIELDS, areEmpty } from './day-rules.js';
import { DeclarationReader } from './declaration-reader.js';
import type { DeclarationView, QualifiersView } from './declaration-view.js';
import { poolsFromStored, poolsToStored } from './declaration.js';
import { DeclareDay } from './declare-day.js';
import { DistributionFailedError, InvalidDeclarationError } from './errors.js';
import { PlatformDay } from './platform-day.js';
import { StoredPoolDeclaration } from './pool-declaration.schema.js';
import { reasonsOf } from './reasons.js';

export interface DeclarePoolRequest {
  readonly pools: PerPool<Money>;
  /** Left out: the pools belong to no date. */
  readonly date?: CalendarDate | undefined;
  /** Only with a date. */
  readonly rate?: Rate | undefined;
  /** Of the pools; a ROS that is declared with them waits for its own word. */
  readonly autoDistribute: boolean;
  readonly notes?: string | undefined;
}

/** The body of a declared day; `declaration.date` is null for pools without one. */
export type PoolDeclarationView = DeclarationView<string | null>;

/**
 * Declares pools by their older endpoint (docs/specification.md 3.3). With a date they are that date's declaration.
 * Without one they are kept in a collection of their own, which says who declared what and when; if they are to be
 * distributed, it names the distribution that does it at once. Declared without being distributed they are a record and
 * nothing more: no worker, sweep or queue ever looks at them.
 */
@Injectable()
export class DeclarePool {
  constructor(
    @InjectModel(StoredPoolDeclaration.name) private readonly declared: Model<StoredPoolDeclaration>,
    private readonly declareDay: DeclareDay,
    private readonly transaction: DayTransaction,
    private readonly slots: SlotStore,
    private readonly enqueueSlots: SlotJobs,
    private readonly awaitEnd: AwaitEnd,
    private readonly reader: DeclarationReader,
    private readonly audit: Audit,
    private readonly day: PlatformDay,
  ) {}

  /**
   * @returns what is declared and what of it was distributed within 10 seconds; `trouble` as `DeclareDay` tells it
   * @throws InvalidDeclarationError, DeclarationExistsError, DistributionFailedError
   */
  async declare(
    request: DeclarePoolRequest,
    change: Change,
  ): Promise<{ view: PoolDeclarationView; trouble: string | null }> {
    const { date, rate, pools, notes, autoDistribute } = request;
    if (date === undefined) return { view: await this.declareForNow(request, change), trouble: null };
    return this.declareDay.declare(
      {
        date,
        rate: rate ?? ZERO_RATE,
        pools,
        description: notes ?? '',
        autoDistributePools: autoDistribute,
        autoDistributeRos: false,
      },
      change,
    );
  }

  private async declareForNow(request: DeclarePoolRequest, change: Change): Promise<PoolDeclarationView> {
    assertPoolsAlone(request);
    const qualifiers = await this.reader.qualifiers();
    const { pool, distribution } = await this.transaction.run((session) =>
      this.accept(session, request, change, qualifiers),
    );
    if (distribution === null) return this.view(pool, []);
    await this.enqueueSlots.enqueue([distribution]);
    const { distributions } = await this.awaitEnd.of([distribution._id]);
    assertNotFailed(distributions);
    return this.view(pool, distributions);
  }

  /**
   * Pays what pools without a date left unpaid.
   * @param id as the distribution's key `pool/<id>` names it
   * @returns as `declare`
   * @throws PoolNotFoundError, SlotStateError, DistributionFailedError
   */
  async retry(id: string, change: Change): Promise<PoolDeclarationView> {
    const qualifiers = await this.reader.qualifiers();
    const { pool, distribution } = await this.transaction.run((session) =>
      this.askAgain(session, id, change, qualifiers),
    );
    await this.enqueueSlots.enqueue([distribution]);
    const { distributions } = await this.awaitEnd.of([distribution._id]);
    assertNotFailed(distributions);
    return this.view(pool, distributions);
  }

  private async askAgain(
    session: ClientSession,
    id: string,
    change: Change,
    qualifiers: QualifiersView,
  ): Promise<{ pool: StoredPoolDeclaration; distribution: Slot }> {
    const before = await this.slots.pool(id, session);
    const pool = await this.declared
      .findOne({ distributionId: before._id })
      .session(session)
      .lean<StoredPoolDeclaration>();
    if (pool === null) throw new PoolNotFoundError(id);
    const distribution = await this.slots.requestRetry(session, before, change.origin.actor.email);
    await this.audit.record(session, {
      ...change.origin,
      action: 'pool.retry',
      target: before.key,
      before: { status: before.status, errors: before.errors, error: before.error },
      after: { retryRequestedAt: distribution.run.requestedAt.toISOString() },
    });
    await change.remember(session, await this.view(pool, [distribution], qualifiers));
    return { pool, distribution };
  }

  private async accept(
    session: ClientSession,
    { pools, notes, autoDistribute }: DeclarePoolRequest,
    change: Change,
    qualifiers: QualifiersView,
  ): Promise<{ pool: StoredPoolDeclaration; distribution: Slot | null }> {
    const now = this.day.now();
    const accepted = await this.slots.accept(
      session,
      autoDistribute ? [{ kind: 'pool', date: null, slotNumber: null, rate: ZERO_RATE, pools, scheduledFor: now }] : [],
      change.origin.actor.email,
    );
    const distribution = accepted[0] ?? null;
    const pool: StoredPoolDeclaration = {
      _id: new Types.ObjectId(),
      ...poolsToStored(pools),
      description: notes ?? '',
      declaredBy: adminId(change),
      declaredAt: now,
      distributionId: distribution?._id ?? null,
    };
    await this.declared.collection.insertOne(pool, { session });
    await this.audit.record(session, {
      ...change.origin,
      action: 'pool.declare',
      target: distribution?.key ?? `pool-declaration/${pool._id.toHexString()}`,
      after: {
        ...toPoolFields(
          'amount',
          perPool((of) => moneyToNumber(pools[of])),
        ),
        autoDistribute,
        notes: pool.description,
      },
    });
    await change.remember(session, await this.view(pool, accepted, qualifiers));
    return { pool, distribution };
  }

  private async view(
    pool: StoredPoolDeclaration,
    distributions: readonly Slot[],
    qualifiers?: QualifiersView,
  ): Promise<PoolDeclarationView> {
    const { description, declaredBy, declaredAt } = pool;
    return this.reader.view(
      { description, declaredBy, declaredAt, date: null, rate: ZERO_RATE, pools: poolsFromStored(pool) },
      distributions,
      qualifiers,
    );
  }
}

function assertPoolsAlone({ rate, pools }: DeclarePoolRequest): void {
  if (rate !== undefined && rate !== ZERO_RATE) {
    throw new InvalidDeclarationError([
      { field: 'rosPercentage', message: 'must be left out without a date: a ROS belongs to a day' },
    ]);
  }
  if (areEmpty(pools)) {
    throw new InvalidDeclarationError(
      AMOUNT_FIELDS.map((field) => ({
        field,
        message: 'must be above 0, or the other must',
      })),
    );
  }
}

/** Pools without a date cannot be declared again: another request is another pool. */
function assertNotFailed(distributions: readonly Slot[]): void {
  const failed = distributions.find(({ status }) => status === 'FAILED');
  if (failed === undefined) return;
  throw new DistributionFailedError(
    `The distribution of the pools FAILED (${reasonsOf([failed])}). What was paid is paid. ` +
      `Do not declare them again, that would pay the pools anew; POST /admin/${failed.key}/retry pays the rest.`,
  );
}
