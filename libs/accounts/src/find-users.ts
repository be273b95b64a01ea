import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, mongo, type Model } from 'mongoose';
import { ANY_CASE, InvalidCursorError, anyCasePrefix, fromPageCursor, toPageCursor, FIRST_ID } from '#lib/database';
import { toAccount, type Account } from './account.js';
import type { StoredUser } from './emails.js';
import { AnyCaseSearch } from './any-case-search.js';
import { User } from './user.schema.js';

export interface FoundUsers {
  readonly users: readonly Account[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A person waits for it. */
const MAX_TIME_MS = 10_000;
const ID = /^[0-9a-f]{24}$/i;
/** Sorts after every letter there is. */
const LAST_LETTER = '\uffff';

/** Finds users as a person asks for them. */
@Injectable()
export class FindUsers {
  private readonly anyCase = new AnyCaseSearch();

  constructor(@InjectModel(User.name) private readonly users: Model<User>) {}

  /**
   * A page of the users whose e-mail address or username begins with a text, in any case, or whose id it is; in the order
   * of their ids. With an `@` in it addresses alone are looked at, by their index. All users where no text is given.
   * @throws InvalidCursorError
   */
  async page(
    text: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<FoundUsers> {
    const after = cursor === undefined ? { $gte: FIRST_ID } : { $gt: idIn(cursor) };
    const found = await this.find(text.trim(), { _id: after }, limit + 1);
    const users = found.slice(0, limit).map(toAccount);
    const last = users.at(-1);
    const isLast = found.length <= limit || last === undefined;
    return { users, nextCursor: isLast ? null : toPageCursor({ at: 0, id: last.id }) };
  }

  /** A database without collations compares by a pattern, which reads the whole index. */
  private async find(text: string, after: Filter, limit: number): Promise<StoredUser[]> {
    const range = { $gte: text, $lt: `${text}${LAST_LETTER}` };
    return this.anyCase.by(
      () => this.read({ $and: [after, matching(text, range)] }, limit, { collation: ANY_CASE }),
      () => this.read({ $and: [after, matching(text, anyCasePrefix(text))] }, limit, {}),
    );
  }

  private async read(filter: Filter, limit: number, options: mongo.FindOptions): Promise<StoredUser[]> {
    return this.users.collection
      .find<StoredUser>(filter, {
        ...options,
        projection: { email: 1, username: 1, role: 1, rank: 1, isActive: 1 },
        sort: { _id: 1 },
        limit,
        batchSize: limit + 1,
        maxTimeMS: MAX_TIME_MS,
      })
      .toArray();
  }
}

function idIn(cursor: string): Types.ObjectId {
  const { id } = fromPageCursor(cursor);
  if (!(id instanceof Types.ObjectId)) throw new InvalidCursorError('The cursor is not one of this list.');
  return id;
}

type Filter = mongo.Filter<mongo.BSON.Document>;

function matching(text: string, beginning: object): Filter {
  if (text === '') return {};
  if (text.includes('@')) return { email: beginning };
  const named = [{ email: beginning }, { username: beginning }];
  return { $or: ID.test(text) ? [...named, { _id: new Types.ObjectId(text) }] : named };
}
