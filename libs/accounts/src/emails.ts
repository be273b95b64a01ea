import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { mongo, type Model, type Types } from 'mongoose';
import { ANY_CASE, anyCasePattern } from '#lib/database';
import { AnyCaseSearch } from './any-case-search.js';
import { User } from './user.schema.js';

/** A user as the database holds one: others write there too. */
export interface StoredUser {
  readonly _id: Types.ObjectId;
  readonly email?: unknown;
  readonly username?: unknown;
  readonly role?: unknown;
  readonly rank?: unknown;
  readonly isActive?: unknown;
}

/** Two are enough to know that an address is not one user's alone; one more may be the one that was meant. */
const ALIKE_READ = 20;

/** Finds users by their e-mail addresses. */
@Injectable()
export class Emails {
  private readonly anyCase = new AnyCaseSearch();

  constructor(@InjectModel(User.name) private readonly users: Model<User>) {}

  /**
   * Users whose address is this one but for case: one read, whether there are any or not, so that its time tells nothing.
   * A database without collations compares by a pattern, which reads the whole index.
   */
  async like(address: string): Promise<StoredUser[]> {
    return this.anyCase.by(
      () => this.find({ email: address }, { collation: ANY_CASE }),
      () => this.find({ email: anyCasePattern(address) }),
    );
  }

  private async find(
    filter: mongo.Filter<mongo.BSON.Document>,
    options: mongo.FindOptions = {},
  ): Promise<StoredUser[]> {
    return this.users.collection
      .find<StoredUser>(filter, { ...options, limit: ALIKE_READ, batchSize: ALIKE_READ + 1 })
      .toArray();
  }
}
