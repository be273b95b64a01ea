import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type Model } from 'mongoose';
import { moneyFromDecimal, rateFromDecimal, type Decimal128 } from '#lib/database';
import type { Money, Rate } from '#lib/money';
import { fromEntryCursor, toEntryCursor } from './entry-cursor.js';
import { LedgerEntry, type EntryType } from './entry.schema.js';

/** A ledger entry as its owner sees it. */
export interface UserEntry {
  readonly id: Types.ObjectId;
  readonly type: EntryType;
  readonly description: string;
  readonly amount: Money;
  readonly status: 'Completed';
  /** Null for pool shares. */
  readonly stakeId: Types.ObjectId | null;
  readonly distributionDate: string | null;
  readonly slotNumber: number | null;
  /** Null but for ROS. */
  readonly rate: Rate | null;
  readonly createdAt: Date;
}

export interface EntryQuery {
  readonly type?: EntryType | undefined;
  /** The calendar date for which it was paid. */
  readonly date?: string | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface EntryPage {
  readonly entries: readonly UserEntry[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Workers' clocks differ; an entry may be this much older by its id than by the API's clock. */
const CLOCK_TOLERANCE_MS = 3_600_000;
/** The index that each of these reads takes; by the date alone the database would read everybody's entries of it. */
const BY_USER = { userId: 1, _id: 1 } as const;
/** A bound for users with very many stakes; the history is of recent returns, not of all. */
const MAX_HISTORY_READ = 5_000;

/** What users were paid, to read; each method of one user's own entries only. */
@Injectable()
export class UserEntries {
  constructor(@InjectModel(LedgerEntry.name) private readonly entries: Model<LedgerEntry>) {}

  /**
   * A page of a user's entries, newest first. Entries that arrive while somebody turns the pages come before the first.
   * @throws InvalidEntryCursorError
   */
  async page(userId: Types.ObjectId, { type, date, cursor, limit }: EntryQuery): Promise<EntryPage> {
    const found = await this.entries
      .find({
        userId,
        ...(type === undefined ? {} : { type }),
        ...(date === undefined ? {} : { distributionDate: date }),
        ...(cursor === undefined ? {} : { _id: { $lt: fromEntryCursor(cursor) } }),
      })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .hint(BY_USER)
      .lean<LedgerEntry[]>();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map(toUserEntry),
      nextCursor: found.length > limit && last !== undefined ? toEntryCursor(last._id) : null,
    };
  }

  /**
   * What each stake was paid for a date.
   * @param dayStart when that date began; nothing was paid for it earlier
   * @returns by stake id as text; stakes that were paid nothing are not in it
   */
  async rosOfDay(userId: Types.ObjectId, date: string, dayStart: Date): Promise<ReadonlyMap<string, Money>> {
    const since = Types.ObjectId.createFromTime((dayStart.getTime() - CLOCK_TOLERANCE_MS) / 1_000);
    const groups = await this.entries.collection
      .aggregate<{ _id: Types.ObjectId; total: Decimal128 }>(
        [
          { $match: { userId, _id: { $gte: since }, type: 'ROI_EARNED', distributionDate: date } },
          { $group: { _id: '$stakeId', total: { $sum: '$amount' } } },
        ],
        { hint: BY_USER },
      )
      .toArray();
    return new Map(groups.map(({ _id, total }) => [_id.toHexString(), moneyFromDecimal(total)]));
  }

  /**
   * The latest ROS payouts of stakes.
   * @param perStake how many of each
   * @returns by stake id as text, newest first
   */
  async rosHistory(
    userId: Types.ObjectId,
    stakeIds: readonly Types.ObjectId[],
    perStake: number,
  ): Promise<ReadonlyMap<string, readonly UserEntry[]>> {
    const histories = new Map<string, UserEntry[]>(stakeIds.map((id) => [id.toHexString(), []]));
    let missing = stakeIds.length * perStake;
    if (missing === 0) return histories;
    const newest = this.entries
      .find({ userId, type: 'ROI_EARNED' })
      .sort({ _id: -1 })
      .limit(MAX_HISTORY_READ)
      .hint(BY_USER)
      .lean<LedgerEntry[]>()
      .cursor({ batchSize: Math.min(missing, 1_000) + 1 });
    for await (const entry of newest) {
      const history = histories.get(entry.stakeId?.toHexString() ?? '');
      if (history === undefined || history.length >= perStake) continue;
      history.push(toUserEntry(entry));
      missing -= 1;
      if (missing === 0) break;
    }
    return histories;
  }
}

function toUserEntry(entry: LedgerEntry): UserEntry {
  const { _id, type, description, status, stakeId, distributionDate, slotNumber, createdAt } = entry;
  const rate = (entry.metadata as LedgerEntry['metadata'] | undefined)?.rosPercentage;
  return {
    id: _id,
    ...{ type, description, status, createdAt },
    amount: moneyFromDecimal(entry.amount),
    stakeId: stakeId ?? null,
    distributionDate: distributionDate ?? null,
    slotNumber: slotNumber ?? null,
    rate: rate === undefined ? null : rateFromDecimal(rate),
  };
}
