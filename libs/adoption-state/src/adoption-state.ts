import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, FIRST_ID, LAST_ID } from '#lib/database';
import { ADOPTION_STATE_ID, type AdoptionRecord } from './adoption-record.js';
import { ACTIVATION_SOURCE, NOTHING_TO_MEND, mendable, type Mendable } from './mendable.js';

/** Counting stops here: whether it is a thousand or a million changes nothing for who reads it. */
const COUNTED_AT_MOST = 10_000;
/** A process that starts or answers waits for it. */
const MAX_TIME_MS = 2_000;
/** Where there is nothing to mend, finding that out reads whole collections: seldom. */
const KEEP_MS = 10 * 60_000;

/** What is known of adoption. */
export interface AdoptionOutlook {
  /** Null: this database was never adopted, or it was undone. */
  readonly appliedAt: Date | null;
  /** At most 10,000 of each; null where counting takes too long. */
  readonly mendable: { readonly [kind in keyof Mendable]: number | null };
  readonly countedAtMost: number;
}

/** How far this database is adopted (docs/specification.md 6). It only reads. */
@Injectable()
export class AdoptionState {
  private kept: { readonly at: number; readonly mendable: AdoptionOutlook['mendable'] } | null = null;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: AppConfig,
  ) {}

  /** @returns null if it was never adopted */
  async record(): Promise<AdoptionRecord | null> {
    return this.connection
      .collection<AdoptionRecord & { _id: string }>(COLLECTIONS.adoption)
      .findOne({ _id: ADOPTION_STATE_ID });
  }

  /** What adoption would mend. Within a few seconds, whatever the size; kept for ten minutes. */
  async outlook(): Promise<AdoptionOutlook> {
    const record = await this.record();
    const countedAtMost = COUNTED_AT_MOST;
    if (record !== null && record.undoneAt === null) {
      return { appliedAt: record.appliedAt, mendable: NOTHING_TO_MEND, countedAtMost };
    }
    const now = performance.now();
    if (this.kept === null || now - this.kept.at >= KEEP_MS) {
      this.kept = { at: now, mendable: await this.countSome() };
    }
    return { appliedAt: null, mendable: this.kept.mendable, countedAtMost };
  }

  /**
   * Counts all of it, however long that takes.
   * @param source from which `activatedAt` is filled
   * @param madeBefore given: records with a later id are left out
   */
  async countAll(source: string, madeBefore?: Types.ObjectId): Promise<Mendable> {
    const made = madeBefore === undefined ? {} : { madeBefore };
    return {
      wallets: await this.count('wallets', source, made),
      amounts: await this.count('amounts', source, made),
      earnings: await this.count('earnings', source, made),
      activations: await this.count('activations', source, made),
    };
  }

  private async countSome(): Promise<AdoptionOutlook['mendable']> {
    const some = async (kind: keyof Mendable): Promise<number | null> => {
      try {
        return await this.count(kind, ACTIVATION_SOURCE, { limit: COUNTED_AT_MOST, maxTimeMS: MAX_TIME_MS });
      } catch (error) {
        if ((error as { code?: unknown }).code === MAX_TIME_EXPIRED) return null;
        throw error;
      }
    };
    const [wallets, amounts, earnings, activations] = await Promise.all([
      some('wallets'),
      some('amounts'),
      some('earnings'),
      some('activations'),
    ]);
    return { wallets, amounts, earnings, activations };
  }

  private async count(
    kind: keyof Mendable,
    source: string,
    { madeBefore = LAST_ID, ...options }: { madeBefore?: Types.ObjectId; limit?: number; maxTimeMS?: number } = {},
  ): Promise<number> {
    const { collection, filter } = mendable(kind, this.config.stakeActivatedAtField, source);
    return this.connection
      .collection(collection)
      .countDocuments({ ...filter, _id: { $gte: FIRST_ID, $lte: madeBefore } }, options);
  }
}

const MAX_TIME_EXPIRED = 50;

/** Records with another id than an ObjectId are taken over by nobody. */
