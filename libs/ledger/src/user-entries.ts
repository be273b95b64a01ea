import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type Model, type PipelineStage } from 'mongoose';
import { EXACT_NUMBERS, fromPageCursor, microsFromStored, toPageCursor } from '#lib/database';
import { moneyFromMicros, type Money } from '#lib/money';
import { LedgerEntry, REVERSAL_OF } from './entry.schema.js';
import { toUserEntry, type StoredEntry, type UserEntry } from './entry-view.js';
import { comparePlaces, newestFirst, type HistoryPlace } from './newest-first.js';
import { OTHER_ENTRIES, OUR_ENTRIES } from './our-entries.js';

export interface EntryQuery {
  readonly type?: string | undefined;
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

/** A person waits for it. */
const MAX_TIME_MS = 10_000;
/** A day can be planned this long before it begins, and its distributions have their ids from then; and clocks differ. */
const PLANNED_BEFORE_MS = 32 * 86_400_000;
/** A bound for users with very many stakes; the history is of recent returns, not of all. */
const MAX_HISTORY_READ = 10_000;

const ROS = { $in: ['ROI_EARNED', REVERSAL_OF.ROI_EARNED] };

/** What users were paid, to read; each method of one user's own entries only. */
@Injectable()
export class UserEntries {
  constructor(@InjectModel(LedgerEntry.name) private readonly entries: Model<LedgerEntry>) {}

  /**
   * A page of a user's entries, newest first: ours, and those of other services. What arrives while somebody turns the
   * pages comes before the first.
   * @throws InvalidCursorError
   */
  async page(userId: Types.ObjectId, { type, date, cursor, limit }: EntryQuery): Promise<EntryPage> {
    const after = cursor === undefined ? null : fromPageCursor(cursor);
    const asked = {
      ...(type === undefined ? {} : { type }),
      ...(date === undefined ? {} : { distributionDate: date }),
    };
    // Two reads, because two indexes lead to them.
    const [ours, others] = await Promise.all([
      this.read([{ $match: { userId, ...OUR_ENTRIES, ...asked } }, ...newestFirst('ours', after, limit + 1)]),
      this.read([{ $match: { userId, ...OTHER_ENTRIES, ...asked } }, ...newestFirst('others', after, limit + 1)]),
    ]);
    const found = [...ours, ...others]
      .map((stored) => toPlaced(stored))
      .sort((a, b) => comparePlaces(a.place, b.place));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map(({ entry }) => entry),
      nextCursor: found.length > limit && last !== undefined ? toPageCursor(last.place) : null,
    };
  }

  /**
   * What each stake was paid for a date, less what was taken back.
   * @param dayStart when that date began
   * @returns by stake id as text; stakes that were paid nothing are not in it
   */
  async rosOfDay(userId: Types.ObjectId, date: string, dayStart: Date): Promise<ReadonlyMap<string, Money>> {
    const since = Types.ObjectId.createFromTime((dayStart.getTime() - PLANNED_BEFORE_MS) / 1_000);
    const groups = await this.read([
      { $match: { userId, distributionId: { $gte: since }, type: ROS, distributionDate: date } },
      { $group: { _id: '$stakeId', total: { $sum: '$amount' } } },
    ]);
    const totals = new Map<string, Money>();
    for (const { _id, total } of groups) {
      const micros = microsFromStored(total);
      if (micros !== null) totals.set(String(_id), moneyFromMicros(micros));
    }
    return totals;
  }

  /**
   * The latest ROS payouts of stakes, and what took some of them back.
   * @param perStake how many of each
   * @returns by stake id as text, newest first
   */
  async rosHistory(
    userId: Types.ObjectId,
    stakeIds: readonly Types.ObjectId[],
    perStake: number,
  ): Promise<ReadonlyMap<string, readonly UserEntry[]>> {
    const histories = new Map<string, UserEntry[]>(stakeIds.map((id) => [id.toHexString(), []]));
    if (stakeIds.length === 0) return histories;
    const newest = await this.read([
      { $match: { userId, ...OUR_ENTRIES, type: ROS, stakeId: { $in: [...stakeIds] } } },
      ...newestFirst('ours', null, Math.min(stakeIds.length * perStake, MAX_HISTORY_READ)),
    ]);
    for (const stored of newest) {
      const history = histories.get(String(stored['stakeId']));
      if (history !== undefined && history.length < perStake) history.push(toUserEntry(stored));
    }
    return histories;
  }

  private async read(pipeline: PipelineStage[]): Promise<StoredEntry[]> {
    return this.entries.collection
      .aggregate<StoredEntry>(pipeline, { ...EXACT_NUMBERS, maxTimeMS: MAX_TIME_MS, allowDiskUse: true })
      .toArray();
  }
}

function toPlaced(stored: StoredEntry): { readonly entry: UserEntry; readonly place: HistoryPlace } {
  const entry = toUserEntry(stored);
  return { entry, place: { at: Number(stored['at']), id: entry.id } };
}
