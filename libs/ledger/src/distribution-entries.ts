import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, mongo, type Connection } from 'mongoose';
import { COLLECTIONS, EXACT_NUMBERS, LAST_ID, idsAfter, rawPages } from '#lib/database';
import { REVERSAL_TYPES } from './entry.schema.js';
import type { StoredEntry } from './entry-view.js';
import { OUR_ENTRIES } from './our-entries.js';
import { UserRanges, type RangeRead } from './user-ranges.js';

/** The types of entries that distributions write: what they pay, and what they take back of it. */
export const DISTRIBUTION_ENTRY_TYPES = ['ROI_EARNED', 'PREMIUM_POOL', 'PERFORMANCE_POOL', ...REVERSAL_TYPES] as const;
export type DistributionEntryType = (typeof DISTRIBUTION_ENTRY_TYPES)[number];

/** Which of a distribution's entries; what is left out does not matter. */
export interface EntryFilter {
  readonly type?: DistributionEntryType | undefined;
  readonly userId?: Types.ObjectId | undefined;
}

/** Where an entry stands among those of its distribution: they are in the order of their users, then of their own ids. */
export interface EntryPlace {
  readonly userId: Types.ObjectId;
  readonly id: Types.ObjectId;
}

/** An entry of ours, and its place. */
export interface PlacedEntry {
  readonly _id: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly stored: StoredEntry;
}

/** Entries that are in memory at once, but for one user's own. */
const BATCH = 2_000;
/** After so many a new cursor goes on: none has to live, and to be worked for, as long as somebody reads. */
const ENTRIES_OF_A_CURSOR = 100_000;

/** An entry of ours as the database holds it, and its place. */
export interface RawEntry {
  readonly id: Uint8Array;
  readonly userId: Uint8Array;
  readonly bson: Uint8Array;
}

/** What the database is asked for. */
type EntryQuery = Readonly<Record<string, unknown>> & { readonly userId?: unknown };

type Found = StoredEntry & { readonly _id: Types.ObjectId; readonly userId: Types.ObjectId };

/**
 * Reads the entries of a distribution, in the order of an index: no read sorts more than one user's own, and none holds
 * more in memory than a batch.
 */
@Injectable()
export class DistributionEntries {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @returns the entries after a place, at most `limit` */
  async page(
    distributionId: Types.ObjectId,
    filter: EntryFilter,
    after: EntryPlace | null,
    limit: number,
  ): Promise<PlacedEntry[]> {
    const { userId } = filter;
    if (userId !== undefined) return this.ofUser(distributionId, filter, userId, after?.id ?? null, limit);
    const his = after === null ? [] : await this.ofUser(distributionId, filter, after.userId, after.id, limit);
    if (his.length >= limit) return his;
    return [...his, ...(await this.ofUsersAfter(distributionId, filter, after?.userId ?? null, limit - his.length))];
  }

  /** All of them, in batches of whole users. Whoever does not read on ends the cursor by it. */
  async *all(distributionId: Types.ObjectId, filter: EntryFilter = {}): AsyncGenerator<PlacedEntry[], void> {
    for await (const batch of this.rawOf(queryOf(distributionId, filter))) yield batch.map(decoded);
  }

  /**
   * Entries as they are stored, undecoded, in the order of their places, in batches of whole users.
   * @param users the first and the last of them; left out: all
   */
  raw(
    distributionId: Types.ObjectId,
    users: { readonly from: Types.ObjectId; readonly upTo: Types.ObjectId | null } | null = null,
  ): AsyncGenerator<RawEntry[], void> {
    if (users === null) return this.rawOf({ distributionId });
    return this.rawOf({ distributionId, userId: { $gte: users.from, $lte: users.upTo ?? LAST_ID } });
  }

  private async *rawOf(query: EntryQuery): AsyncGenerator<RawEntry[], void> {
    if (query.userId !== undefined) {
      yield* this.rawRange(query);
      return;
    }
    const ranges = new UserRanges(ENTRIES_OF_A_CURSOR);
    let read: RangeRead;
    do {
      const { after, upTo } = ranges.current();
      read = yield* this.rawRange({ ...query, userId: idsAfter(after, upTo) }, ENTRIES_OF_A_CURSOR);
    } while (ranges.advance(read));
  }

  /** @param most is not read on after so many and the last user's own; left out: to the end */
  private async *rawRange(filter: EntryQuery, most = Infinity): AsyncGenerator<RawEntry[], RangeRead> {
    const { transactions: collection } = COLLECTIONS;
    const pages = rawPages(this.connection, { collection, filter, sort: { userId: 1 }, batchSize: BATCH });
    let batch: RawEntry[] = [];
    let first: Types.ObjectId | null = null;
    let read = 0;
    for await (const page of pages) {
      for (const bson of page) {
        const entry = rawEntry(bson);
        const last = batch.at(-1);
        if (last !== undefined && batch.length >= BATCH && Buffer.compare(last.userId, entry.userId) !== 0) {
          yield batch.sort(byRawPlace);
          if (read >= most) return { entries: read, first, stoppedAfter: new Types.ObjectId(last.userId) };
          batch = [];
        }
        batch.push(entry);
        first ??= new Types.ObjectId(entry.userId);
        read += 1;
      }
    }
    if (batch.length > 0) yield batch.sort(byRawPlace);
    return { entries: read, first, stoppedAfter: null };
  }

  /** @returns how many `raw` would give */
  count(distributionId: Types.ObjectId): Promise<number> {
    return this.entries().countDocuments({ distributionId, userId: idsAfter(null) });
  }

  /** @returns an entry of ours as it is stored, or null */
  async rawById(id: Types.ObjectId): Promise<{ entry: RawEntry; distributionId: Types.ObjectId } | null> {
    const found = await this.entries().findOne({ _id: id, ...OUR_ENTRIES }, { raw: true });
    if (found === null) return null;
    const bson = found as unknown as Uint8Array;
    const { distributionId } = mongo.BSON.deserialize(bson) as { distributionId: Types.ObjectId };
    return { entry: rawEntry(bson), distributionId };
  }

  private async ofUser(
    distributionId: Types.ObjectId,
    filter: EntryFilter,
    userId: Types.ObjectId,
    after: Types.ObjectId | null,
    limit: number,
  ): Promise<PlacedEntry[]> {
    const found = await this.entries()
      .find<Found>(
        { ...queryOf(distributionId, filter), userId, ...(after === null ? {} : { _id: { $gt: after } }) },
        { ...EXACT_NUMBERS, sort: { _id: 1 }, limit },
      )
      .toArray();
    return found.map(placed);
  }

  private async ofUsersAfter(
    distributionId: Types.ObjectId,
    filter: EntryFilter,
    after: Types.ObjectId | null,
    limit: number,
  ): Promise<PlacedEntry[]> {
    const found = await this.entries()
      .find<Found>(
        { ...queryOf(distributionId, filter), userId: idsAfter(after) },
        { ...EXACT_NUMBERS, sort: { userId: 1 }, limit },
      )
      .toArray();
    const entries = found.map(placed).sort(byPlace);
    const last = entries.at(-1)?.userId;
    if (last === undefined || entries.length < limit) return entries;
    // Of the last user some may be left out, and not his last ones.
    const whole = entries.filter(({ userId }) => !userId.equals(last));
    return [...whole, ...(await this.ofUser(distributionId, filter, last, null, limit - whole.length))];
  }

  private entries() {
    return this.connection.collection(COLLECTIONS.transactions);
  }
}

function queryOf(distributionId: Types.ObjectId, { type, userId }: EntryFilter): EntryQuery {
  return { distributionId, ...(type === undefined ? {} : { type }), ...(userId === undefined ? {} : { userId }) };
}

function decoded({ bson }: RawEntry): PlacedEntry {
  return placed(mongo.BSON.deserialize(bson, EXACT_NUMBERS) as Found);
}

function placed(stored: Found): PlacedEntry {
  return { _id: stored._id, userId: stored.userId, stored };
}

function byPlace(a: PlacedEntry, b: PlacedEntry): number {
  return Buffer.compare(a.userId.id, b.userId.id) || Buffer.compare(a._id.id, b._id.id);
}

/** `_id` and `userId` as the first two fields of a document, both ObjectIds: as every entry of ours is written. */
const ID_FIELD = Buffer.from('\x07_id\0', 'latin1');
const USER_FIELD = Buffer.from('\x07userId\0', 'latin1');
const ID_AT = 4 + ID_FIELD.length;
const USER_AT = ID_AT + 12 + USER_FIELD.length;

function rawEntry(bson: Uint8Array): RawEntry {
  const bytes = Buffer.from(bson.buffer, bson.byteOffset, bson.byteLength);
  const isUsual =
    bytes.compare(ID_FIELD, 0, ID_FIELD.length, 4, ID_AT) === 0 &&
    bytes.compare(USER_FIELD, 0, USER_FIELD.length, ID_AT + 12, USER_AT) === 0;
  if (isUsual) {
    return { id: bytes.subarray(ID_AT, ID_AT + 12), userId: bytes.subarray(USER_AT, USER_AT + 12), bson: bytes };
  }
  const { _id, userId } = mongo.BSON.deserialize(bytes) as { _id: Types.ObjectId; userId: Types.ObjectId };
  return { id: _id.id, userId: userId.id, bson: bytes };
}

function byRawPlace(a: RawEntry, b: RawEntry): number {
  return Buffer.compare(a.userId, b.userId) || Buffer.compare(a.id, b.id);
}
