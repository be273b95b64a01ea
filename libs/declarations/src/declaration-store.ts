import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { rateToDecimal } from '#lib/database';
import { POOL_NAMES, type Pool } from '#lib/money';
import type { DayValues } from './day-rules.js';
import { declarationFromStored, poolsToStored, type Declaration } from './declaration.js';
import { StoredDeclaration } from './declaration.schema.js';
import { PlatformDay } from './platform-day.js';
import { DeclarationExistsError, DeclarationNotFoundError } from './errors.js';

export interface NewDeclaration extends DayValues {
  readonly date: string;
  readonly description: string;
  readonly declaredBy: Types.ObjectId;
  readonly multiSlotEnabled?: boolean;
  readonly poolsWithLastSlot?: readonly Pool[];
}

export type DeclarationChange = Partial<Omit<NewDeclaration, 'date' | 'declaredBy'>>;

/** Declarations as they are stored; writing always raises the revision of the day. */
@Injectable()
export class DeclarationStore {
  constructor(
    @InjectModel(StoredDeclaration.name) private readonly declarations: Model<StoredDeclaration>,
    private readonly day: PlatformDay,
  ) {}

  async find(date: string, session?: ClientSession): Promise<Declaration | null> {
    const found = await this.declarations
      .findOne({ date })
      .session(session ?? null)
      .lean<StoredDeclaration>();
    return found === null ? null : declarationFromStored(found);
  }

  /** @throws DeclarationNotFoundError */
  async get(date: string, session?: ClientSession): Promise<Declaration> {
    const declaration = await this.find(date, session);
    if (declaration === null) throw new DeclarationNotFoundError(date);
    return declaration;
  }

  /** @returns the declarations from `from` to `to`, both included, in order */
  async between(from: string, to: string): Promise<Declaration[]> {
    const found = await this.declarations
      .find({ date: { $gte: from, $lte: to } })
      .sort({ date: 1 })
      .lean<StoredDeclaration[]>();
    return found.map(declarationFromStored);
  }

  /** @throws DeclarationExistsError; E11000 if the date was declared meanwhile */
  async create(
    session: ClientSession,
    { date, declaredBy, description, ...values }: NewDeclaration,
  ): Promise<Declaration> {
    if ((await this.find(date, session)) !== null) throw new DeclarationExistsError(date);
    const now = this.day.now();
    const declaration: StoredDeclaration = {
      _id: new Types.ObjectId(),
      date,
      declaredBy,
      declaredAt: now,
      rosPercentage: rateToDecimal(values.rate),
      ...poolsToStored(values.pools),
      description,
      multiSlotEnabled: values.multiSlotEnabled ?? false,
      poolsWithLastSlot: viewsOf(values.poolsWithLastSlot ?? []),
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.declarations.collection.insertOne(declaration, { session });
    return declarationFromStored(declaration);
  }

  /** Changes a day, or merely raises its revision when `change` is empty. */
  async update(session: ClientSession, date: string, change: DeclarationChange): Promise<Declaration> {
    const { rate, pools, description, multiSlotEnabled, poolsWithLastSlot } = change;
    const updated = await this.declarations.collection.findOneAndUpdate(
      { date },
      {
        $set: {
          ...(rate === undefined ? {} : { rosPercentage: rateToDecimal(rate) }),
          ...(pools === undefined ? {} : poolsToStored(pools)),
          ...(description === undefined ? {} : { description }),
          ...(multiSlotEnabled === undefined ? {} : { multiSlotEnabled }),
          ...(poolsWithLastSlot === undefined ? {} : { poolsWithLastSlot: viewsOf(poolsWithLastSlot) }),
          updatedAt: this.day.now(),
        },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    );
    if (updated === null) throw new DeclarationNotFoundError(date);
    return declarationFromStored(updated as unknown as StoredDeclaration);
  }

  /** Raises the revision of a day. @throws DeclarationNotFoundError */
  async touch(session: ClientSession, date: string): Promise<void> {
    const touched = await this.declarations.collection.updateOne(
      { date },
      { $set: { updatedAt: this.day.now() }, $inc: { revision: 1 } },
      { session },
    );
    if (touched.matchedCount === 0) throw new DeclarationNotFoundError(date);
  }

  async remove(session: ClientSession, date: string): Promise<void> {
    await this.declarations.deleteOne({ date }, { session });
  }
}

function viewsOf(pools: readonly Pool[]) {
  return pools.map((pool) => POOL_NAMES[pool].view);
}
