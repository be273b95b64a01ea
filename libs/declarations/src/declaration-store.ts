import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { moneyFromDecimal, moneyToDecimal, rateFromDecimal, rateToDecimal } from '#lib/database';
import { Declaration } from './declaration.schema.js';
import type { DayValues, PoolField } from './day-rules.js';
import { PlatformDay } from './platform-day.js';
import { DeclarationExistsError, DeclarationNotFoundError } from './errors.js';

export interface NewDeclaration extends DayValues {
  readonly date: string;
  readonly description: string;
  readonly declaredBy: Types.ObjectId;
  readonly multiSlotEnabled?: boolean;
  readonly poolsWithLastSlot?: readonly PoolField[];
}

export type DeclarationChange = Partial<Omit<NewDeclaration, 'date' | 'declaredBy'>>;

/** Declarations as they are stored; writing always raises the revision of the day. */
@Injectable()
export class DeclarationStore {
  constructor(
    @InjectModel(Declaration.name) private readonly declarations: Model<Declaration>,
    private readonly day: PlatformDay,
  ) {}

  async find(date: string, session?: ClientSession): Promise<Declaration | null> {
    return this.declarations
      .findOne({ date })
      .session(session ?? null)
      .lean<Declaration>();
  }

  /** @throws DeclarationNotFoundError */
  async get(date: string, session?: ClientSession): Promise<Declaration> {
    const declaration = await this.find(date, session);
    if (declaration === null) throw new DeclarationNotFoundError(date);
    return declaration;
  }

  /** @returns the declarations from `from` to `to`, both included, in order */
  async between(from: string, to: string): Promise<Declaration[]> {
    return this.declarations
      .find({ date: { $gte: from, $lte: to } })
      .sort({ date: 1 })
      .lean<Declaration[]>();
  }

  /** @throws DeclarationExistsError; E11000 if the date was declared meanwhile */
  async create(session: ClientSession, { date, declaredBy, ...values }: NewDeclaration): Promise<Declaration> {
    if ((await this.find(date, session)) !== null) throw new DeclarationExistsError(date);
    const now = this.day.now();
    const declaration: Declaration = {
      _id: new Types.ObjectId(),
      date,
      declaredBy,
      declaredAt: now,
      ...stored(values),
      description: values.description,
      multiSlotEnabled: values.multiSlotEnabled ?? false,
      poolsWithLastSlot: values.poolsWithLastSlot ?? [],
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.declarations.collection.insertOne(declaration, { session });
    return declaration;
  }

  /** Changes a day, or merely raises its revision when `change` is empty. */
  async update(session: ClientSession, date: string, change: DeclarationChange): Promise<Declaration> {
    const { description, multiSlotEnabled, poolsWithLastSlot } = change;
    const updated = await this.declarations.collection.findOneAndUpdate(
      { date },
      {
        $set: {
          ...stored(change),
          ...(description === undefined ? {} : { description }),
          ...(multiSlotEnabled === undefined ? {} : { multiSlotEnabled }),
          ...(poolsWithLastSlot === undefined ? {} : { poolsWithLastSlot }),
          updatedAt: this.day.now(),
        },
        $inc: { revision: 1 },
      },
      { session, returnDocument: 'after' },
    );
    if (updated === null) throw new DeclarationNotFoundError(date);
    return updated as unknown as Declaration;
  }

  async remove(session: ClientSession, date: string): Promise<void> {
    await this.declarations.deleteOne({ date }, { session });
  }
}

/** The amounts of a stored declaration, exact. */
export function valuesOf(declaration: StoredValues): DayValues {
  return {
    rate: rateFromDecimal(declaration.rosPercentage),
    premiumPool: moneyFromDecimal(declaration.premiumPoolAmount),
    performancePool: moneyFromDecimal(declaration.performancePoolAmount),
  };
}

type StoredValues = Pick<Declaration, 'rosPercentage' | 'premiumPoolAmount' | 'performancePoolAmount'>;

function stored(values: DayValues): StoredValues;
function stored(values: Partial<DayValues>): Partial<StoredValues>;
function stored({ rate, premiumPool, performancePool }: Partial<DayValues>): Partial<StoredValues> {
  return {
    ...(rate === undefined ? {} : { rosPercentage: rateToDecimal(rate) }),
    ...(premiumPool === undefined ? {} : { premiumPoolAmount: moneyToDecimal(premiumPool) }),
    ...(performancePool === undefined ? {} : { performancePoolAmount: moneyToDecimal(performancePool) }),
  };
}
