import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, EXACT_NUMBERS, idsAfter } from '#lib/database';
import { activationOf } from '#lib/stakes';
import { firstAt, idOf, instantOf, wholeNumber } from './fields.js';
import type { OldDaysMapping } from './mapping.js';
import type { OldDayDocument } from './read-slots.js';
import type { OldPayout, OldStake } from './who-is-owed.js';
import { dateOn, type WallClock } from './wall-clock.js';

/** One user's ACTIVE stakes and what the old system wrote for him. */
export interface OldUser {
  readonly stakes: readonly OldStake[];
  readonly payouts: readonly OldPayout[];
}

/** How the documents are to be read. */
export interface Reading {
  readonly mapping: OldDaysMapping;
  readonly clock: WallClock;
  /** Fields of a stake that tell its activation, where the field of the configuration holds none. */
  readonly activatedAt: readonly string[];
}

const ANY_ID = idsAfter(null);
/** Stakes carry their histories: few at once, so that long ones do not add up in memory. */
const STAKES_AT_ONCE = 200;
const PAYOUTS_AT_ONCE = 2_000;

type Document = Readonly<Record<string, unknown>> & { readonly userId: Types.ObjectId };

/** Reads what the old system left, streamed; writes nothing. */
@Injectable()
export class OldPlatformReader {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /** Every document of the collections of days that there are. Days are few: one or two a day. */
  async days(mapping: OldDaysMapping): Promise<OldDayDocument[]> {
    const days: OldDayDocument[] = [];
    for (const collection of mapping.days) {
      const documents = this.connection.collection(collection.name).find({}, { ...EXACT_NUMBERS, sort: { _id: 1 } });
      for await (const document of documents) days.push({ collection, document });
    }
    return days;
  }

  /** Users with ACTIVE stakes, in ascending order of their ids, each with his payouts of the old system. */
  async *users(reading: Reading): AsyncGenerator<OldUser> {
    const payouts = new Ahead(this.payouts(reading.mapping));
    try {
      for await (const stakes of grouped(this.stakes(reading))) {
        const { userId } = stakes[0] as Document;
        const own = await payouts.of(userId);
        yield {
          stakes: stakes.map((stake) => this.toStake(stake, reading)),
          payouts: own.map((payout) => toPayout(payout, reading)),
        };
      }
    } finally {
      await payouts.close();
    }
  }

  /** Payouts that name no user by his id: nobody can tell whose they are. */
  async payoutsOfNobody({ payouts }: OldDaysMapping): Promise<number> {
    return this.connection.collection(COLLECTIONS.transactions).countDocuments({
      distributionId: null,
      type: { $in: [...payouts.types] },
      userId: { $not: { $type: 'objectId' } },
    });
  }

  private stakes({ mapping, activatedAt }: Reading): AsyncIterable<Document> {
    const { stakeActivatedAtField } = this.config;
    const fields = [...mapping.history.list, ...activatedAt, stakeActivatedAtField];
    return this.connection
      .collection(COLLECTIONS.stakes)
      .aggregate<Document>(
        [
          { $match: { status: 'ACTIVE', userId: ANY_ID } },
          { $project: { userId: 1, amount: 1, totalEarned: 1, ...projection(fields) } },
          { $sort: { userId: 1, _id: 1 } },
        ],
        { ...EXACT_NUMBERS, allowDiskUse: true, batchSize: STAKES_AT_ONCE },
      );
  }

  private payouts({ payouts }: OldDaysMapping): AsyncIterable<Document> {
    const fields = [...payouts.stakeId, ...payouts.date, ...payouts.slotNumber, ...payouts.at];
    return this.connection
      .collection(COLLECTIONS.transactions)
      .aggregate<Document>(
        [
          { $match: { distributionId: null, type: { $in: [...payouts.types] }, userId: ANY_ID } },
          { $project: { _id: 0, userId: 1, status: 1, ...projection(fields) } },
          { $sort: { userId: 1 } },
        ],
        { ...EXACT_NUMBERS, allowDiskUse: true, batchSize: PAYOUTS_AT_ONCE },
      );
  }

  private toStake(document: Document, { mapping, clock, activatedAt }: Reading): OldStake {
    const { history } = mapping;
    const lines = firstAt(document, history.list);
    return {
      _id: document['_id'] as Types.ObjectId,
      userId: document.userId,
      amount: document['amount'],
      totalEarned: document['totalEarned'],
      activatedAt: activationOf(document, this.config.stakeActivatedAtField) ?? firstDate(document, activatedAt),
      history: (Array.isArray(lines) ? lines : []).map((line: unknown) => ({
        stakeId: idOf(document['_id']),
        date: dateOn(clock, firstAt(line, history.date)),
        slotNumber: wholeNumber(firstAt(line, history.slotNumber)),
        completed: true,
      })),
    };
  }
}

/** Text is no date here: what decides about money is not guessed. */
function firstDate(document: Document, paths: readonly string[]): Date | null {
  const value = firstAt(document, paths);
  return value instanceof Date ? value : null;
}

function toPayout(document: Document, { mapping: { payouts }, clock }: Reading): OldPayout {
  const status = document['status'];
  const at = instantOf(firstAt(document, payouts.at));
  return {
    stakeId: idOf(firstAt(document, payouts.stakeId)),
    date: dateOn(clock, firstAt(document, payouts.date)) ?? (at === null ? null : clock.date(at)),
    slotNumber: wholeNumber(firstAt(document, payouts.slotNumber)),
    completed: typeof status === 'string' && payouts.completed.includes(status),
  };
}

function projection(paths: readonly string[]): Record<string, 1> {
  // A path within another one cannot stand beside it.
  const roots = new Set(paths.map((path) => path.split('.')[0] ?? path));
  return Object.fromEntries([...roots].map((root) => [root, 1]));
}

/** Documents that follow one another and are one user's. */
async function* grouped(documents: AsyncIterable<Document>): AsyncGenerator<Document[]> {
  let group: Document[] = [];
  for await (const document of documents) {
    if (group.length > 0 && !document.userId.equals((group[0] as Document).userId)) {
      yield group;
      group = [];
    }
    group.push(document);
  }
  if (group.length > 0) yield group;
}

/** A stream in ascending order of users, read beside another one. */
class Ahead {
  private readonly groups: AsyncGenerator<Document[]>;
  private next: Document[] | null = null;

  constructor(documents: AsyncIterable<Document>) {
    this.groups = grouped(documents);
  }

  /** @param userId after those that were asked for before */
  async of(userId: Types.ObjectId): Promise<readonly Document[]> {
    const wanted = userId.toHexString();
    for (;;) {
      this.next ??= ((await this.groups.next()).value as Document[] | undefined) ?? [];
      const [first] = this.next;
      if (first === undefined) return [];
      const id = first.userId.toHexString();
      if (id > wanted) return [];
      const group = this.next;
      this.next = null;
      if (id === wanted) return group;
    }
  }

  async close(): Promise<void> {
    await this.groups.return(undefined);
  }
}
