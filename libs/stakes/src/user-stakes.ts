import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type Model, type mongo } from 'mongoose';
import { AppConfig } from '#lib/config';
import { EXACT_NUMBERS, fromPageCursor, microsFromStored, toPageCursor, type PageId } from '#lib/database';
import { ZERO, moneyFromMicros, type Money } from '#lib/money';
import { activationOf } from './activation.js';
import { Stake } from './stake.schema.js';

/** A stake as its owner sees it. */
export interface UserStake {
  readonly id: PageId;
  /** Null when what is stored is no amount; such a stake is paid nothing, and reported. */
  readonly amount: Money | null;
  /** Zero, too, when what is stored is no amount. */
  readonly totalEarned: Money;
  /** As it is stored; empty where that is no text. */
  readonly status: string;
  readonly activatedAt: Date | null;
  readonly completedAt: Date | null;
}

export interface StakePage {
  readonly stakes: readonly UserStake[];
  /** Of the user, on all pages. */
  readonly total: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A person waits for it. */
const MAX_TIME_MS = 10_000;

/** Stakes by their owners, to read. */
@Injectable()
export class UserStakes {
  constructor(
    @InjectModel(Stake.name) private readonly stakes: Model<Stake>,
    private readonly config: AppConfig,
  ) {}

  /**
   * A page of a user's stakes, newest first.
   * @param cursor the `nextCursor` of the page before
   * @throws InvalidCursorError
   */
  async page(
    userId: Types.ObjectId,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<StakePage> {
    const after = cursor === undefined ? {} : idsBelow(fromPageCursor(cursor).id);
    const [found, total] = await Promise.all([
      this.stakes.collection
        .find(
          { userId, ...after },
          { ...EXACT_NUMBERS, projection: this.fields(), sort: { _id: -1 }, limit: limit + 1, maxTimeMS: MAX_TIME_MS },
        )
        .toArray(),
      this.stakes.collection.countDocuments({ userId }, { maxTimeMS: MAX_TIME_MS }),
    ]);
    const stakes = found.slice(0, limit).map((stake) => this.toUserStake(stake));
    const last = stakes.at(-1);
    return {
      stakes,
      total,
      nextCursor: found.length > limit && last !== undefined ? toPageCursor({ at: 0, id: last.id }) : null,
    };
  }

  /** @returns those of these stakes that are the user's, by id as text */
  async ownedAmong(userId: Types.ObjectId, stakeIds: readonly Types.ObjectId[]): Promise<ReadonlySet<string>> {
    const owned = await this.stakes.collection
      .find(
        { _id: { $in: [...stakeIds] }, userId },
        { projection: { _id: 1 }, maxTimeMS: MAX_TIME_MS, batchSize: stakeIds.length + 1 },
      )
      .toArray();
    return new Set(owned.map(({ _id }) => String(_id)));
  }

  /** @returns whose stake it is; null where there is no such stake, or its owner is no id */
  async ownerOf(stakeId: Types.ObjectId): Promise<Types.ObjectId | null> {
    const stake = await this.stakes.collection.findOne(
      { _id: stakeId },
      { projection: { userId: 1 }, maxTimeMS: MAX_TIME_MS },
    );
    const owner: unknown = stake?.['userId'];
    return owner instanceof Types.ObjectId ? owner : null;
  }

  private fields() {
    return { amount: 1, totalEarned: 1, status: 1, completedAt: 1, [this.config.stakeActivatedAtField]: 1 };
  }

  private toUserStake(stake: mongo.BSON.Document): UserStake {
    const { _id, amount, totalEarned, status, completedAt } = stake as Readonly<Record<string, unknown>>;
    return {
      id: _id as PageId,
      amount: moneyOf(amount),
      totalEarned: moneyOf(totalEarned) ?? ZERO,
      status: typeof status === 'string' ? status : '',
      activatedAt: activationOf(stake, this.config.stakeActivatedAtField),
      completedAt: completedAt instanceof Date ? completedAt : null,
    };
  }
}

/** MongoDB compares ids of one type with each other, and lists numbers before text, and text before ObjectIds. */
function idsBelow(id: PageId): Record<string, unknown> {
  const below = { _id: { $lt: id } };
  if (typeof id === 'number') return below;
  return { $or: [below, { _id: { $type: id instanceof Types.ObjectId ? ['number', 'string'] : ['number'] } }] };
}

function moneyOf(stored: unknown): Money | null {
  const micros = microsFromStored(stored);
  return micros === null ? null : moneyFromMicros(micros);
}
