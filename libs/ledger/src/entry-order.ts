import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { COLLECTIONS } from '#lib/database';
import { OUR_ENTRIES } from './our-entries.js';

const BATCH = 2_000;

/** Entries of ours that have no order yet: version 0.1.0 gave them none. */
const UNORDERED = { ...OUR_ENTRIES, order: { $exists: false } } as const;

/** What is known of an entry without an order. */
interface Unordered {
  readonly _id: Types.ObjectId;
  readonly distributionId: Types.ObjectId;
  readonly createdAt?: unknown;
}

/**
 * Gives the entries of version 0.1.0 their place in their users' histories. It is the one thing that is ever added to an entry;
 * without it the history is in the order of `createdAt`, which comes to the same.
 */
@Injectable()
export class EntryOrder {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * In batches, in the order of their ids; broken off and run again, it goes on where it was.
   * @param progress called with the number of entries filled so far
   * @returns how many were filled
   */
  async fill(progress: (done: number) => void = () => undefined): Promise<number> {
    let done = 0;
    let after: Types.ObjectId | null = null;
    for (;;) {
      const batch = await this.next(after);
      const last = batch.at(-1);
      if (last === undefined) return done;
      const starts = await this.startsOf(batch);
      const updates = batch.map((entry) => ({
        updateOne: {
          filter: { _id: entry._id, order: { $exists: false } },
          update: { $set: { order: orderOf(entry, starts) } },
        },
      }));
      await this.connection.collection(COLLECTIONS.transactions).bulkWrite(updates, { ordered: false });
      done += batch.length;
      progress(done);
      after = last._id;
    }
  }

  /** @returns how many are left to fill */
  async left(): Promise<number> {
    return this.connection.collection(COLLECTIONS.transactions).countDocuments(UNORDERED);
  }

  private async next(after: Types.ObjectId | null): Promise<Unordered[]> {
    return this.connection
      .collection(COLLECTIONS.transactions)
      .find<Unordered>(
        { ...UNORDERED, ...(after === null ? {} : { _id: { $gt: after } }) },
        { projection: { distributionId: 1, createdAt: 1 }, sort: { _id: 1 }, limit: BATCH, batchSize: BATCH + 1 },
      )
      .toArray();
  }

  /** When the distributions of these entries started, in milliseconds, by id as text. */
  private async startsOf(entries: readonly Unordered[]): Promise<ReadonlyMap<string, number>> {
    const ids = new Map(entries.map(({ distributionId }) => [distributionId.toHexString(), distributionId]));
    const slots = await this.connection
      .collection(COLLECTIONS.distributions)
      .find({ _id: { $in: [...ids.values()] } }, { projection: { startedAt: 1, scheduledFor: 1 } })
      .toArray();
    return new Map(
      slots.map(({ _id, startedAt, scheduledFor }) => [
        _id.toHexString(),
        timeOf(startedAt) ?? timeOf(scheduledFor) ?? 0,
      ]),
    );
  }
}

/** When it was paid; never before its slot started, whichever worker's clock told the time. */
function orderOf({ _id, distributionId, createdAt }: Unordered, starts: ReadonlyMap<string, number>): number {
  return Math.max(timeOf(createdAt) ?? _id.getTimestamp().getTime(), starts.get(distributionId.toHexString()) ?? 0);
}

function timeOf(value: unknown): number | null {
  return value instanceof Date ? value.getTime() : null;
}
