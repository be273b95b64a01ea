import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import type { TakenSecret } from '#lib/auth';
import { COLLECTIONS } from '#lib/database';
import { RAW } from './survey/raw-values.js';

/** What adoption did with a user. Raw values, so that the types of numbers stay. */
export interface AdoptedUser {
  readonly id: Types.ObjectId;
  /** What `wallets.earnings` held; left out where it was not converted. */
  readonly before?: { readonly earnings: unknown };
  /** What it holds since, or held then; left out where there was none. */
  readonly after?: { readonly earnings: unknown };
  /** The opening entry. */
  readonly entryId?: Types.ObjectId;
  readonly secret?: TakenSecret;
}

/** What adoption did with a stake: fields as they were (those that were not there are left out) and as they are since. */
export interface AdoptedStake {
  readonly id: Types.ObjectId;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  /** What `totalEarned` held when `openingEarned` was set; left out where it was not set, or totalEarned was converted. */
  readonly seen?: { readonly totalEarned: unknown };
}

/** What one transaction has changed. */
export type Batch =
  | { readonly kind: 'users'; readonly replaced: readonly AdoptedUser[] }
  | { readonly kind: 'stakes'; readonly replaced: readonly AdoptedStake[] };

export interface BatchCounts {
  readonly wallets: number;
  readonly openings: number;
  readonly stakes: number;
  readonly secrets: number;
}

export const NO_COUNTS: BatchCounts = { wallets: 0, openings: 0, stakes: 0, secrets: 0 };

/** Pure. */
export function plusCounts(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    wallets: a.wallets + b.wallets,
    openings: a.openings + b.openings,
    stakes: a.stakes + b.stakes,
    secrets: a.secrets + b.secrets,
  };
}

export type StoredBatch = Batch & {
  readonly _id: string;
  readonly index: number;
  readonly counts: BatchCounts;
  readonly from: Types.ObjectId;
  readonly to: Types.ObjectId;
  readonly at: Date;
  readonly undoneAt?: Date;
};

const PREFIX = 'batch-';
const DIGITS = 10;
const ALL_BATCHES = { $gte: PREFIX, $lt: `${PREFIX}:` };

/**
 * What adoption replaced, one document for each transaction that changed something. Numbered without gaps: of two processes that
 * write the same number, one is refused.
 */
@Injectable()
export class Batches {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** The number that the next batch has. */
  async nextIndex(): Promise<number> {
    const [last] = await this.collection()
      .find({ _id: ALL_BATCHES }, { projection: { index: 1 }, sort: { _id: -1 }, limit: 1 })
      .toArray();
    return last === undefined ? 0 : Number(last.index) + 1;
  }

  async insert(
    session: ClientSession,
    index: number,
    { batch, counts }: { readonly batch: Batch; readonly counts: BatchCounts },
    at: Date,
  ): Promise<void> {
    const ids = batch.replaced.map(({ id }) => id);
    const [from, to] = [ids[0], ids.at(-1)];
    if (from === undefined || to === undefined) return;
    await this.collection().insertOne(
      { _id: idOf(index), index, counts, from, to, at, ...batch },
      {
        session,
      },
    );
  }

  /** The newest batch that stands; raw values. @param below its id, where those from there on are known to be undone */
  async newest(session: ClientSession, below: string | null): Promise<StoredBatch | null> {
    return this.collection().findOne(
      { _id: { ...ALL_BATCHES, ...(below === null ? {} : { $lt: below }) }, undoneAt: { $exists: false } },
      { ...RAW, session, sort: { _id: -1 } },
    );
  }

  async countStanding(): Promise<number> {
    return this.collection().countDocuments({ _id: ALL_BATCHES, undoneAt: { $exists: false } });
  }

  /** What all batches that stand have changed. */
  async changed(): Promise<BatchCounts> {
    let total = NO_COUNTS;
    const batches = this.collection().find(
      { _id: ALL_BATCHES, undoneAt: { $exists: false } },
      { projection: { counts: 1 } },
    );
    for await (const { counts } of batches) total = plusCounts(total, counts);
    return total;
  }

  async markUndone(session: ClientSession, { _id }: StoredBatch, at: Date): Promise<void> {
    await this.collection().updateOne({ _id }, { $set: { undoneAt: at } }, { session });
  }

  private collection() {
    return this.connection.collection<StoredBatch>(COLLECTIONS.adoption);
  }
}

function idOf(index: number): string {
  return `${PREFIX}${String(index).padStart(DIGITS, '0')}`;
}
