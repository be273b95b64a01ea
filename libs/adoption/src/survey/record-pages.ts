import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored } from '#lib/database';
import { NO_OTHER_ENTRIES, OUR_ENTRIES, readOtherEntries } from '#lib/ledger';
import type { Mapping } from '../mapping/mapping.js';
import { NO_ENTRIES, type UserEntries, type UserRecord } from './assess-user.js';
import type { StakeFacts, StakeRecord } from './assess-stake.js';
import { RAW } from './raw-values.js';

const FIRST_ID = new Types.ObjectId('000000000000000000000000');
const LAST_ID = new Types.ObjectId('ffffffffffffffffffffffff');

/** Some users in the order of their ids. */
export interface UserPage {
  readonly users: readonly UserRecord[];
  /** Null when this was the last page. */
  readonly last: Types.ObjectId | null;
}

/** Some stakes in the order of their ids, with what else is known of them. */
export interface StakePage {
  readonly stakes: readonly StakeRecord[];
  readonly factsOf: (stake: StakeRecord) => StakeFacts;
  readonly last: Types.ObjectId | null;
}

/** Where a page is read. */
export interface PageQuery {
  /** The transaction; null: none. */
  readonly session: ClientSession | null;
  readonly after: Types.ObjectId | null;
  readonly limit: number;
}

/**
 * Reads users and stakes page by page, with their numbers as they are stored. Pages are ranges of ids, so that memory stays flat
 * and nothing has to stay open between them.
 */
@Injectable()
export class RecordPages {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  async users(query: PageQuery, { users: fields }: Mapping): Promise<UserPage> {
    const projection = fieldsOf('wallets', 'email', 'role', 'rank', ...Object.values(fields));
    const users = await this.page<UserRecord>(COLLECTIONS.users, query, projection);
    return { users, last: users.length < query.limit ? null : (users.at(-1)?._id ?? null) };
  }

  /** What the ledger holds for the users of a page, read in its transaction: an index of ours leads there. */
  async entriesOf({ users }: UserPage, { session, after }: PageQuery): Promise<(user: UserRecord) => UserEntries> {
    const end = users.at(-1)?._id;
    if (end === undefined) return () => NO_ENTRIES;
    const range = rangeOf(after, end);
    const others = await readOtherEntries(this.connection, session, range);
    const ours = await this.ourSums(session, { userId: range }, '$userId');
    return ({ _id }) => {
      const id = _id.toHexString();
      const [theirs, paid] = [others.get(id), ours.get(id)];
      if (theirs === undefined && paid === undefined) return NO_ENTRIES;
      return { others: theirs ?? NO_OTHER_ENTRIES, ours: paid ?? 0n };
    };
  }

  async stakes({ session, after, limit }: PageQuery, { stakes: fields }: Mapping): Promise<StakePage> {
    const projection = fieldsOf(
      'userId',
      'amount',
      'totalEarned',
      'openingEarned',
      'status',
      'activatedAt',
      fields.activatedAt,
      this.config.stakeActivatedAtField,
    );
    const stakes = await this.page<StakeRecord>(COLLECTIONS.stakes, { session, after, limit }, projection);
    const owners = [...ownersOf(stakes).values()];
    const existing = await this.existing(session, owners);
    const ours = await this.ourSums(session, { userId: { $in: owners } }, '$stakeId');
    return {
      stakes,
      factsOf: ({ _id, userId }) => ({
        ours: ours.get(_id.toHexString()) ?? 0n,
        ownerExists: userId instanceof Types.ObjectId && existing.has(userId.toHexString()),
      }),
      last: stakes.length < limit ? null : (stakes.at(-1)?._id ?? null),
    };
  }

  private async page<T extends { readonly _id: Types.ObjectId }>(
    collection: string,
    { session, after, limit }: PageQuery,
    projection: Readonly<Record<string, 1>>,
  ): Promise<T[]> {
    const options = {
      ...RAW,
      ...inSession(session),
      projection,
      sort: { _id: 1 } as const,
      limit,
      batchSize: limit + 1,
    };
    const found = this.connection.collection(collection).find({ _id: rangeOf(after, LAST_ID) }, options);
    return (await found.toArray()) as unknown as T[];
  }

  private async existing(session: ClientSession | null, ids: readonly Types.ObjectId[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const found = await this.connection
      .collection(COLLECTIONS.users)
      .find({ _id: { $in: [...ids] } }, { ...inSession(session), projection: { _id: 1 }, batchSize: ids.length + 1 })
      .toArray();
    return new Set(found.map(({ _id }) => _id.toHexString()));
  }

  /** Sums of our entries in millionths; ours are exact, so that the server may add them up. */
  private async ourSums(
    session: ClientSession | null,
    whose: Readonly<Record<string, unknown>>,
    by: '$userId' | '$stakeId',
  ): Promise<ReadonlyMap<string, bigint>> {
    const sums = new Map<string, bigint>();
    const transactions = this.connection.collection(COLLECTIONS.transactions);
    // A database that was never paid from here has none, and one look tells.
    const any = await transactions.findOne(OUR_ENTRIES, { ...inSession(session), projection: { _id: 1 } });
    if (any === null) return sums;
    const groups = transactions.aggregate<{ _id: unknown; total: unknown }>(
      [{ $match: { ...whose, ...OUR_ENTRIES } }, { $group: { _id: by, total: { $sum: '$amount' } } }],
      { ...EXACT_NUMBERS, ...inSession(session) },
    );
    for await (const { _id, total } of groups) sums.set(String(_id), microsFromStored(total) ?? 0n);
    return sums;
  }
}

function ownersOf(stakes: readonly StakeRecord[]): Map<string, Types.ObjectId> {
  const owners = new Map<string, Types.ObjectId>();
  for (const { userId } of stakes) {
    if (userId instanceof Types.ObjectId) owners.set(userId.toHexString(), userId);
  }
  return owners;
}

function rangeOf(after: Types.ObjectId | null, last: Types.ObjectId) {
  return after === null ? { $gte: FIRST_ID, $lte: last } : { $gt: after, $lte: last };
}

function inSession(session: ClientSession | null): { session?: ClientSession } {
  return session === null ? {} : { session };
}

/** A field within another that is read anyway is left out: the server takes no such pair. */
function fieldsOf(...names: readonly string[]): Record<string, 1> {
  const all = [...new Set(names)];
  const top = all.filter((name) => !all.some((other) => name.startsWith(`${other}.`)));
  return Object.fromEntries(top.map((name) => [name, 1 as const]));
}
