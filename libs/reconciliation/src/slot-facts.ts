import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { COLLECTIONS, NotAnAmountError, runInTransaction } from '#lib/database';
import { perPhase, slotFromStored, type PerPhase, type Phase, type Slot, type StoredSlot } from '#lib/slots';
import { REVERSAL_TYPES, type EntryType } from '#lib/ledger';
import {
  POOLS,
  POOL_NAMES,
  ZERO,
  fromPoolFields,
  moneyFromMicros,
  perPool,
  type PerPool,
  type PoolSplit,
} from '#lib/money';
import { plus, stored, type Found } from './amounts.js';

export interface CountAndTotal {
  readonly count: number;
  readonly total: Found;
}

/** Entries of a distribution that are filed alike. */
export interface EntryGroup extends CountAndTotal {
  readonly type: EntryType;
  readonly date: string | null;
  readonly slotNumber: number | null;
  /** The percentage that the entries name; null where they name none. */
  readonly rate: Found | null;
  /** They pay again what was taken back. */
  readonly isAgain: boolean;
}

/** What the document of a distribution says of money, as it stands there. */
export interface Told {
  readonly pools: PerPool<Found>;
  readonly totals: PerPhase<CountAndTotal>;
  readonly totalDistributed: Found;
}

/** All that is known of a distribution, as it was at one instant. */
export interface SlotFacts extends PaidFacts {
  readonly told: Told;
}

/** What the chunks and the ledger say of a distribution. */
export interface PaidFacts {
  readonly slot: Slot;
  /** Chunks by status. */
  readonly chunks: Readonly<Record<'OPEN' | 'PAID' | 'FAILED', number>>;
  /** Of the chunks that planning made: how many there are, and how many stakes those that are PAID account for. */
  readonly plannedChunks: PerPhase<number>;
  readonly accountedStakes: number;
  /** What its PAID chunks say they paid. */
  readonly paid: PerPhase<CountAndTotal>;
  readonly entries: readonly EntryGroup[];
  /** Users of whom a payout stands. */
  readonly users: number;
  /** The sum of the shares that planning froze. */
  readonly planned: PerPool<Found>;
  /** Shares whose failure still stands, by type. */
  readonly owed: ReadonlyMap<EntryType, Found>;
}

interface ChunkGroup {
  readonly _id: { readonly phase: Phase; readonly status: 'OPEN' | 'PAID' | 'FAILED' };
  readonly chunks: number;
  readonly planned: number;
  readonly accounted: number;
  readonly count: number;
  readonly total: unknown;
}

/** Those of a plan that was not frozen are none of the slot's. */
const NO_DRAFT = { status: { $ne: 'DRAFT' } } as const;
const PLANNED = { $eq: ['$secondChance', false] };
/** What can become of a stake. */
const PARTS = ['$paid', '$capped', '$nothing', '$errors', '$left'];

const IS_REVERSAL = { $in: ['$type', [...REVERSAL_TYPES]] };
/** A payout counts as one, and what takes it back as one less. */
const STANDS = { $cond: [IS_REVERSAL, -1, 1] };
/** An entry that names neither its stake nor its user as its subject, and takes nothing back. */
const IS_AGAIN = {
  $and: [{ $not: [IS_REVERSAL] }, { $ne: ['$subjectId', '$userId'] }, { $ne: ['$subjectId', '$stakeId'] }],
};

/** Reads the facts of a distribution straight from the collections: a proof shares no code with what it proves. */
@Injectable()
export class SlotFactsReader {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the facts, all of one snapshot, or null when the distribution has gone */
  async read(id: Types.ObjectId): Promise<SlotFacts | null> {
    return runInTransaction(this.connection, async (session) => {
      const document = await this.connection
        .collection<StoredSlot>(COLLECTIONS.distributions)
        .findOne({ _id: id }, { session });
      if (document === null) return null;
      return { ...(await this.readIn(session, slotFromStored(document))), told: toldBy(document) };
    });
  }

  /** What was paid by a distribution that was read in the same transaction. */
  async readIn(session: ClientSession, slot: Slot): Promise<PaidFacts> {
    const chunkGroups = await this.chunkGroups(session, slot._id);
    return {
      slot,
      chunks: byStatus(chunkGroups),
      plannedChunks: perPhase((phase) =>
        chunkGroups.reduce((sum, group) => sum + (group._id.phase === phase ? Number(group.planned) : 0), 0),
      ),
      accountedStakes: accountedStakes(chunkGroups),
      paid: paidByPhase(chunkGroups),
      entries: await this.entries(session, slot._id),
      users: await this.users(session, slot._id),
      planned: await this.planned(session, slot),
      owed: await this.owed(session, slot._id),
    };
  }

  private async chunkGroups(session: ClientSession, distributionId: Types.ObjectId): Promise<ChunkGroup[]> {
    return this.connection
      .collection(COLLECTIONS.distributionChunks)
      .aggregate<ChunkGroup>(
        [
          { $match: { distributionId, ...NO_DRAFT } },
          {
            $group: {
              _id: { phase: '$phase', status: '$status' },
              chunks: { $sum: 1 },
              planned: { $sum: { $cond: [PLANNED, 1, 0] } },
              accounted: { $sum: { $cond: [PLANNED, { $add: PARTS }, 0] } },
              count: { $sum: '$paid' },
              total: { $sum: '$total' },
            },
          },
        ],
        { session },
      )
      .toArray();
  }

  private async entries(session: ClientSession, distributionId: Types.ObjectId): Promise<EntryGroup[]> {
    interface Group {
      _id: { type: EntryType; date?: string | null; slotNumber?: number | null; rate?: unknown; isAgain: boolean };
      count: number;
      total: unknown;
    }
    const groups = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<Group>(
        [
          { $match: { distributionId } },
          {
            $group: {
              _id: {
                type: '$type',
                date: '$distributionDate',
                slotNumber: '$slotNumber',
                rate: '$metadata.rosPercentage',
                isAgain: IS_AGAIN,
              },
              count: { $sum: 1 },
              total: { $sum: '$amount' },
            },
          },
        ],
        { session },
      )
      .toArray();
    return groups.map(({ _id, count, total }) => ({
      type: _id.type,
      date: _id.date ?? null,
      slotNumber: _id.slotNumber ?? null,
      rate: _id.rate === undefined || _id.rate === null ? null : stored(_id.rate),
      isAgain: _id.isAgain,
      count: Number(count),
      total: stored(total),
    }));
  }

  private async users(session: ClientSession, distributionId: Types.ObjectId): Promise<number> {
    const [found] = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ users: number }>(
        [
          { $match: { distributionId } },
          { $group: { _id: '$userId', standing: { $sum: STANDS } } },
          { $match: { standing: { $gt: 0 } } },
          { $count: 'users' },
        ],
        { session },
      )
      .toArray();
    return Number(found?.users ?? 0);
  }

  /** Shares that chunks hold, and those of users who share as the plan splits the pool. */
  private async planned(session: ClientSession, { _id, plan }: Slot): Promise<PerPool<Found>> {
    const splits = exactSplits(plan);
    const receivers = { $cond: [{ $eq: ['$subjects.kind', 'receivers'] }, { $size: '$subjects.userIds' }, 0] };
    const extraCount = {
      $switch: {
        branches: POOLS.map((pool) => ({
          case: { $eq: ['$phase', POOL_NAMES[pool].phase] },
          then: splits[pool]?.extraCount ?? 0,
        })),
        default: 0,
      },
    };
    const extras = {
      $max: [0, { $min: [receivers, { $subtract: [extraCount, { $ifNull: ['$subjects.offset', 0] }] }] }],
    };
    const groups = await this.connection
      .collection(COLLECTIONS.distributionChunks)
      .aggregate<{ _id: Phase; total: unknown; receivers: number; extras: number }>(
        [
          {
            $match: {
              distributionId: _id,
              phase: { $in: POOLS.map((pool) => POOL_NAMES[pool].phase) },
              secondChance: false,
              ...NO_DRAFT,
            },
          },
          { $project: { phase: 1, shares: { $sum: '$subjects.amounts' }, receivers, extras } },
          {
            $group: {
              _id: '$phase',
              total: { $sum: '$shares' },
              receivers: { $sum: '$receivers' },
              extras: { $sum: '$extras' },
            },
          },
        ],
        { session },
      )
      .toArray();
    return perPool((pool) => {
      const group = groups.find(({ _id: phase }) => phase === POOL_NAMES[pool].phase);
      if (group === undefined) return ZERO;
      const share = splits[pool]?.share ?? ZERO;
      const split = share * BigInt(Number(group.receivers)) + BigInt(Number(group.extras));
      return plus(stored(group.total), moneyFromMicros(split));
    });
  }

  private async owed(session: ClientSession, distributionId: Types.ObjectId): Promise<Map<EntryType, Found>> {
    const groups = await this.connection
      .collection(COLLECTIONS.distributionFailures)
      .aggregate<{ _id: EntryType; total: unknown }>(
        [{ $match: { distributionId, resolved: false } }, { $group: { _id: '$type', total: { $sum: '$amount' } } }],
        { session },
      )
      .toArray();
    return new Map(groups.map(({ _id, total }) => [_id, stored(total)]));
  }
}

/** None where no exact share stands there: the shares do not add up to the pool then, which is told. */
function exactSplits(plan: Slot['plan']): PerPool<PoolSplit | null> {
  try {
    return plan?.splits ?? perPool(() => null);
  } catch (error) {
    if (error instanceof NotAnAmountError) return perPool(() => null);
    throw error;
  }
}

function accountedStakes(groups: readonly ChunkGroup[]): number {
  const group = groups.find(({ _id }) => _id.phase === 'ROS' && _id.status === 'PAID');
  return Number(group?.accounted ?? 0);
}

function byStatus(groups: readonly ChunkGroup[]): PaidFacts['chunks'] {
  const counts = { OPEN: 0, PAID: 0, FAILED: 0 };
  for (const { _id, chunks } of groups) counts[_id.status] += Number(chunks);
  return counts;
}

function paidByPhase(groups: readonly ChunkGroup[]): PerPhase<CountAndTotal> {
  return perPhase((phase) => {
    const group = groups.find(({ _id }) => _id.phase === phase && _id.status === 'PAID');
    if (group === undefined) return { count: 0, total: ZERO };
    return { count: Number(group.count), total: stored(group.total) };
  });
}

function toldBy(document: StoredSlot): Told {
  const amounts = fromPoolFields('amount', document);
  return {
    pools: perPool((pool) => stored(amounts[pool])),
    totals: perPhase((phase) => {
      const total = document.totals?.[phase];
      return { count: total?.count ?? 0, total: stored(total?.total) };
    }),
    totalDistributed: stored(document.totalDistributed),
  };
}
