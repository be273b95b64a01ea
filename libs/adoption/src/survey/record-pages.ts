import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, EXACT_NUMBERS, microsFromStored, idsAfter } from '#lib/database';
import { NO_OTHER_ENTRIES, oursOf, readOtherEntries } from '#lib/ledger';
import type { Mapping } from '../mapping/mapping.js';
import { NO_ENTRIES, type UserEntries, type UserRecord } from './assess-user.js';
import type { StakeFacts, StakeRecord } from './assess-stake.js';
import { RAW } from './raw-values.js';

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
  /** Given: only records that it matches. */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reads users and stakes page by page, with their numbers as they are stored. Pages are ranges of ids, so that memory stays flat
 * and nothing has to stay open between them.
 */
@Injectable()
export class RecordPages {
  private hasOurs = false;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /** To be told when an entry of ours was seen, wherever it comes from. */
  noteOurs(): void {
    this.hasOurs = true;
  }

  async users(query: PageQuery, { users: fields }: Mapping): Promise<UserPage> {
    const projection = fieldsOf('wallets', 'email', 'role', 'rank', ...Object.values(fields));
    const users = await this.page<UserRecord>(COLLECTIONS.users, query, projection);
    return { users, last: users.length < query.limit ? null : (users.at(-1)?._id ?? null) };
  }

  /** What the ledger holds for the users of a page, read in its transaction: an index of ours leads there. */
  async entriesOf(
    { users }: UserPage,
    { session, after, filter }: PageQuery,
  ): Promise<(user: UserRecord) => UserEntries> {
    const end = users.at(-1)?._id;
    if (end === undefined) return () => NO_ENTRIES;
    const owners = filter === undefined ? idsAfter(after, end) : { $in: users.map(({ _id }) => _id) };
    const others = await readOtherEntries(this.connection, session, owners);
    const ours = await this.ourSums(session, owners, '$userId');
    return ({ _id }) => {
      const id = _id.toHexString();
      const [theirs, paid] = [others.get(id), ours.get(id)];
      if (theirs === undefined && paid === undefined) return NO_ENTRIES;
      return { others: theirs ?? NO_OTHER_ENTRIES, ours: paid ?? 0n };
    };
  }

  /** @param lookForOwners whether facts tell if a stake's user exists; otherwise it is taken for granted */
  async stakes(query: PageQuery, { stakes: fields }: Mapping, lookForOwners: boolean): Promise<StakePage> {
    const { session, limit } = query;
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
    const stakes = await this.page<StakeRecord>(COLLECTIONS.stakes, query, projection);
    const owners = [...ownersOf(stakes).values()];
    const existing = lookForOwners ? await this.existing(session, owners) : null;
    const ours = await this.ourSums(session, { $in: owners }, '$stakeId');
    return {
      stakes,
      factsOf: ({ _id, userId }) => ({
        ours: ours.get(_id.toHexString()) ?? 0n,
        ownerExists: existing === null || (userId instanceof Types.ObjectId && existing.has(userId.toHexString())),
      }),
      last: stakes.length < limit ? null : (stakes.at(-1)?._id ?? null),
    };
  }

  private async page<T extends { readonly _id: Types.ObjectId }>(
    collection: string,
    { session, after, limit, filter = {} }: PageQuery,
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
    const found = this.connection.collection(collection).find({ ...filter, _id: idsAfter(after) }, options);
    return (await found.toArray()) as unknown as T[];
  }

  /** Where there is no distribution, nothing was paid from here: one look at a small collection spares many at a large one. */
  private async mayHaveOurs(session: ClientSession | null): Promise<boolean> {
    if (this.hasOurs) return true;
    const distributions = this.connection.collection(COLLECTIONS.distributions);
    return (await distributions.findOne({}, { ...inSession(session), projection: { _id: 1 } })) !== null;
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
    users: Readonly<Record<string, unknown>>,
    by: '$userId' | '$stakeId',
  ): Promise<ReadonlyMap<string, bigint>> {
    const sums = new Map<string, bigint>();
    if (!(await this.mayHaveOurs(session))) return sums;
    const transactions = this.connection.collection(COLLECTIONS.transactions);
    const groups = transactions.aggregate<{ _id: unknown; total: unknown }>(
      [{ $match: oursOf(users) }, { $group: { _id: by, total: { $sum: '$amount' } } }],
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

function inSession(session: ClientSession | null): { session?: ClientSession } {
  return session === null ? {} : { session };
}

/** A field within another that is read anyway is left out: the server takes no such pair. */
function fieldsOf(...names: readonly string[]): Record<string, 1> {
  const all = [...new Set(names)];
  const top = all.filter((name) => !all.some((other) => name.startsWith(`${other}.`)));
  return Object.fromEntries(top.map((name) => [name, 1 as const]));
}
