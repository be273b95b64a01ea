import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection, Types } from 'mongoose';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { PHASES, type Distribution, type Phase } from '#lib/slots';
import type { EntryType } from '#lib/ledger';
import { ZERO } from '#lib/money';
import { summed, type Found } from './amounts.js';

export type PoolPhase = Exclude<Phase, 'ROS'>;
export const POOL_PHASES: readonly PoolPhase[] = ['PREMIUM', 'PERFORMANCE'];

export interface CountAndTotal {
  readonly count: number;
  readonly total: Found;
}

/** Entries of a distribution that are filed alike. */
export interface EntryGroup extends CountAndTotal {
  readonly type: EntryType;
  readonly date: string | null;
  readonly slotNumber: number | null;
}

/** All that is known of a distribution, as it was at one instant. */
export interface SlotFacts {
  readonly slot: Distribution;
  /** Chunks by status. */
  readonly chunks: Readonly<Record<'OPEN' | 'PAID' | 'FAILED', number>>;
  /** What its PAID chunks say they paid. */
  readonly paid: Readonly<Record<Phase, CountAndTotal>>;
  readonly entries: readonly EntryGroup[];
  /** Users who have an entry. */
  readonly users: number;
  /** The sum of the shares that planning froze. */
  readonly planned: Readonly<Record<PoolPhase, Found>>;
  /** Shares whose failure still stands, by type. */
  readonly owed: ReadonlyMap<EntryType, Found>;
}

interface ChunkGroup {
  readonly _id: { readonly phase: Phase; readonly status: 'OPEN' | 'PAID' | 'FAILED' };
  readonly chunks: number;
  readonly count: number;
  readonly total: unknown;
}

/** Reads the facts of a distribution straight from the collections: a proof shares no code with what it proves. */
@Injectable()
export class SlotFactsReader {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the facts, all of one snapshot, or null when the distribution has gone */
  async read(id: Types.ObjectId): Promise<SlotFacts | null> {
    return runInTransaction(this.connection, async (session) => {
      const slot = await this.connection
        .collection<Distribution>(COLLECTIONS.distributions)
        .findOne({ _id: id }, { session });
      return slot === null ? null : this.readIn(session, slot);
    });
  }

  /** The facts of a distribution that was read in the same transaction. */
  async readIn(session: ClientSession, slot: Distribution): Promise<SlotFacts> {
    const chunkGroups = await this.chunkGroups(session, slot._id);
    return {
      slot,
      chunks: byStatus(chunkGroups),
      paid: paidByPhase(chunkGroups),
      entries: await this.entries(session, slot._id),
      users: await this.users(session, slot._id),
      planned: await this.planned(session, slot._id),
      owed: await this.owed(session, slot._id),
    };
  }

  private async chunkGroups(session: ClientSession, distributionId: Types.ObjectId): Promise<ChunkGroup[]> {
    return this.connection
      .collection(COLLECTIONS.distributionChunks)
      .aggregate<ChunkGroup>(
        [
          { $match: { distributionId } },
          {
            $group: {
              _id: { phase: '$phase', status: '$status' },
              chunks: { $sum: 1 },
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
      _id: { type: EntryType; date?: string | null; slotNumber?: number | null };
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
              _id: { type: '$type', date: '$distributionDate', slotNumber: '$slotNumber' },
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
      count: Number(count),
      total: summed(total),
    }));
  }

  private async users(session: ClientSession, distributionId: Types.ObjectId): Promise<number> {
    const [found] = await this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<{ users: number }>(
        [{ $match: { distributionId } }, { $group: { _id: '$userId' } }, { $count: 'users' }],
        { session },
      )
      .toArray();
    return Number(found?.users ?? 0);
  }

  private async planned(session: ClientSession, distributionId: Types.ObjectId): Promise<Record<PoolPhase, Found>> {
    const groups = await this.connection
      .collection(COLLECTIONS.distributionChunks)
      .aggregate<{ _id: PoolPhase; total: unknown }>(
        [
          { $match: { distributionId, phase: { $in: [...POOL_PHASES] }, secondChance: false } },
          { $project: { phase: 1, shares: { $sum: '$subjects.amounts' } } },
          { $group: { _id: '$phase', total: { $sum: '$shares' } } },
        ],
        { session },
      )
      .toArray();
    const of = (phase: PoolPhase): Found => {
      const group = groups.find(({ _id }) => _id === phase);
      return group === undefined ? ZERO : summed(group.total);
    };
    return { PREMIUM: of('PREMIUM'), PERFORMANCE: of('PERFORMANCE') };
  }

  private async owed(session: ClientSession, distributionId: Types.ObjectId): Promise<Map<EntryType, Found>> {
    const groups = await this.connection
      .collection(COLLECTIONS.distributionFailures)
      .aggregate<{ _id: EntryType; total: unknown }>(
        [{ $match: { distributionId, resolved: false } }, { $group: { _id: '$type', total: { $sum: '$amount' } } }],
        { session },
      )
      .toArray();
    return new Map(groups.map(({ _id, total }) => [_id, summed(total)]));
  }
}

function byStatus(groups: readonly ChunkGroup[]): SlotFacts['chunks'] {
  const counts = { OPEN: 0, PAID: 0, FAILED: 0 };
  for (const { _id, chunks } of groups) counts[_id.status] += Number(chunks);
  return counts;
}

function paidByPhase(groups: readonly ChunkGroup[]): Record<Phase, CountAndTotal> {
  const of = (phase: Phase): CountAndTotal => {
    const group = groups.find(({ _id }) => _id.phase === phase && _id.status === 'PAID');
    if (group === undefined) return { count: 0, total: ZERO };
    return { count: Number(group.count), total: summed(group.total) };
  };
  return Object.fromEntries(PHASES.map((phase) => [phase, of(phase)])) as Record<Phase, CountAndTotal>;
}
