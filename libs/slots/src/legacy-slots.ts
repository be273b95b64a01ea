import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { moneyToDecimal } from '#lib/database';
import { NO_POOLS, perPool, type Rate } from '#lib/money';
import { DatabaseClock } from '#lib/workers';
import { newChunk } from './new-chunk.js';
import { requestedRun, type Run } from './run.js';
import { StoredChunk } from './chunk.schema.js';
import { planToStored, slotFromStored, type LegacyOrigin } from './slot.js';
import { StoredSlot } from './slot.schema.js';
import { OrderSeals } from './orders/order-seals.js';
import { newOrder } from './orders/order.js';
import { fresh, rulesOfSlots, slotKey } from './slot-store.js';

/** A slot of the system that paid before this one, which left somebody unpaid. */
export interface LegacySlot {
  readonly id: Types.ObjectId;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly slotNumber: number;
  readonly rate: Rate;
  /** Its instant in that system. */
  readonly scheduledFor: Date;
  readonly legacy: LegacyOrigin;
}

/**
 * Slots that another system left unpaid, with exactly whom it owes: they stand as FAILED with `LEFT_UNPAID`, their stakes
 * named in chunks that wait for a run of kind `legacy` (docs/specification.md 6). Their chunks are written first, in any
 * number of batches; nobody sees them until the slot itself is recorded.
 */
@Injectable()
export class LegacySlots {
  constructor(
    @InjectModel(StoredSlot.name) private readonly distributions: Model<StoredSlot>,
    @InjectModel(StoredChunk.name) private readonly chunks: Model<StoredChunk>,
    private readonly clock: DatabaseClock,
    private readonly seals: OrderSeals,
    private readonly config: AppConfig,
  ) {}

  /** @returns what stands for a date and slot number, or null */
  async find(date: string, slotNumber: number): Promise<Pick<StoredSlot, '_id' | 'legacy'> | null> {
    return this.distributions
      .findOne({ key: slotKey(date, slotNumber) })
      .select({ legacy: 1 })
      .lean<Pick<StoredSlot, '_id' | 'legacy'>>();
  }

  /** Takes away the chunks of a slot that was never recorded. */
  async dropChunks(id: Types.ObjectId): Promise<void> {
    await this.chunks.deleteMany({ distributionId: id });
  }

  /** Adds one chunk that names stakes which the slot owes. @param index 0, 1, 2, … */
  async addChunk(slot: LegacySlot, index: number, stakeIds: readonly Types.ObjectId[]): Promise<void> {
    const owing = slotFromStored(this.stored(slot, 0, 0));
    const chunk = newChunk(
      owing,
      'ROS',
      index,
      { kind: 'named', stakeIds: [...stakeIds] },
      { planned: stakeIds.length, secondChance: false, order: 0 },
    );
    await this.chunks.collection.insertOne({
      ...chunk,
      status: 'FAILED',
      lastError: 'left unpaid by the system before this one',
    });
  }

  /**
   * Records the slot after its chunks, sealed.
   * @throws E11000 if another of this date and number was accepted meanwhile; Error in a process that cannot seal
   */
  async record(session: ClientSession, slot: LegacySlot, stakes: number, chunks: number): Promise<void> {
    const document = this.stored(slot, stakes, chunks);
    const order = { ...slot, pools: NO_POOLS, rules: rulesOfSlots(this.config) };
    const seal = this.seals.seal(newOrder(document, order, 'adoption'));
    await this.distributions.collection.insertOne({ ...document, seal }, { session });
  }

  /**
   * Takes a slot away that was recorded and never asked to run.
   * @returns whether it was; one that ran, or waits to, stays
   */
  async remove(session: ClientSession, id: Types.ObjectId): Promise<boolean> {
    const untouched = { _id: id, legacy: { $exists: true }, attempts: 0, 'run.state': 'ENDED' };
    const { deletedCount } = await this.distributions.collection.deleteOne(untouched, { session });
    return deletedCount === 1;
  }

  private stored(slot: LegacySlot, stakes: number, chunks: number): StoredSlot {
    const now = this.clock.now();
    const { legacy, scheduledFor } = slot;
    const plan = {
      at: now,
      ...{ active: stakes, stakes, activatedLater: 0, withoutActivation: 0 },
      splitOwners: 0,
      qualifiers: perPool(() => 0),
      splits: perPool(() => null),
      receivers: perPool(() => null),
      chunks: { ROS: chunks, PREMIUM: 0, PERFORMANCE: 0 },
      tookMs: 0,
    };
    const { date, slotNumber, rate } = slot;
    const accepted = { kind: 'slot', date, slotNumber, rate, pools: NO_POOLS, scheduledFor } as const;
    const run: Run = { ...requestedRun('legacy', now, null), state: 'ENDED', endedAt: now };
    const left = stakes === 1 ? '1 stake' : `${stakes} stakes`;
    return {
      ...fresh(accepted, slotKey(date, slotNumber), rulesOfSlots(this.config), run),
      _id: slot.id,
      status: 'FAILED',
      legacy: { ...legacy, amount: moneyToDecimal(legacy.amount) },
      executedAt: legacy.executedAt,
      plan: planToStored(plan),
      reason: 'LEFT_UNPAID',
      error: `LEFT_UNPAID: ${left} of ${legacy.due} that the system before this one did not pay`,
    };
  }
}
