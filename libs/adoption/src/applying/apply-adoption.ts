import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { mendable, type Mendable } from '#lib/adoption-state';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, isDuplicateKey, runInTransaction } from '#lib/database';
import { checkpoint } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import { AdoptionLostError, TAKEN_OVER, type HeldLock } from '../adoption-lock.js';
import { Batches } from '../batches.js';
import type { Mapping } from '../mapping/mapping.js';
import type { Progress } from '../progress.js';
import type { Changes } from '../report.js';
import { ApplyStakes } from './apply-stakes.js';
import { ApplyUsers, type AppliedPage } from './apply-users.js';

/** What others write while it runs is looked for again; a platform that never rests is not waited for. */
const LOOKS = 3;
/** The ids of records that others make carry their clocks' seconds, which may be behind. */
const CLOCKS_APART_MS = 10 * 60_000;

export interface ApplyWork {
  readonly mapping: Mapping;
  /** Records of one transaction. */
  readonly batch: number;
  readonly progress: Progress;
  readonly lock: HeldLock;
}

type Filter = Readonly<Record<string, unknown>>;
type Page = (session: ClientSession, after: Types.ObjectId | null) => Promise<AppliedPage>;

/** Goes through users and stakes, batch by batch, each one transaction. What is done already is only read. */
@Injectable()
export class ApplyAdoption {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: ApplyUsers,
    private readonly stakes: ApplyStakes,
    private readonly batches: Batches,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  async run(work: ApplyWork): Promise<Changes> {
    const changes = new ChangeCounts();
    const since = this.clock.nowMs() - CLOCKS_APART_MS;
    await this.look(work, changes, 'adopted', undefined, undefined);
    for (let look = 1; look <= LOOKS; look += 1) {
      const before = changes.batches;
      const { users, stakes } = this.writtenSince(new Date(since), work.mapping);
      await this.look(work, changes, 'adopted that came meanwhile', users, stakes);
      if (changes.batches === before) break;
    }
    return changes.toChanges();
  }

  /** New records, and numbers that others have written where there was a Decimal128. */
  private writtenSince(since: Date, { stakes }: Mapping): { users: Filter; stakes: Filter } {
    const made = { _id: { $gte: Types.ObjectId.createFromTime(Math.floor(since.getTime() / 1_000)) } };
    const filterOf = (kind: keyof Mendable): Filter =>
      mendable(kind, this.config.stakeActivatedAtField, stakes.activatedAt).filter;
    return {
      users: { $or: [made, filterOf('wallets')] },
      stakes: { $or: [made, filterOf('amounts'), filterOf('earnings'), filterOf('activations')] },
    };
  }

  private async look(
    work: ApplyWork,
    changes: ChangeCounts,
    what: string,
    users: Filter | undefined,
    stakes: Filter | undefined,
  ): Promise<void> {
    const { mapping, batch: limit } = work;
    await this.each(work, changes, { collection: COLLECTIONS.users, what: `users ${what}` }, (session, after) =>
      this.users.applyPage(session, { after, limit, filter: users }, mapping, this.clock.now()),
    );
    await this.each(work, changes, { collection: COLLECTIONS.stakes, what: `stakes ${what}` }, (session, after) =>
      this.stakes.applyPage(session, { after, limit, filter: stakes }, mapping),
    );
  }

  private async each(
    { progress, lock }: ApplyWork,
    changes: ChangeCounts,
    { collection, what }: { readonly collection: string; readonly what: string },
    page: Page,
  ): Promise<void> {
    const total = await this.connection.collection(collection).estimatedDocumentCount();
    let index = await this.batches.nextIndex();
    let read = 0;
    let after: Types.ObjectId | null = null;
    do {
      lock.check();
      const applied: AppliedPage = await this.applyOne(page, after, index);
      if (applied.batch.replaced.length > 0) index += 1;
      changes.add(applied);
      read += applied.read;
      progress(what, read, total);
      after = applied.last;
    } while (after !== null);
  }

  private async applyOne(page: Page, after: Types.ObjectId | null, index: number): Promise<AppliedPage> {
    try {
      const applied = await runInTransaction(this.connection, async (session) => {
        const result = await page(session, after);
        if (result.batch.replaced.length > 0) {
          await this.batches.insert(session, index, result, this.clock.now());
          checkpoint('adoption.batch-written', { index });
        }
        return result;
      });
      if (applied.batch.replaced.length > 0) checkpoint('adoption.batch-committed', { index });
      return applied;
    } catch (error) {
      if (isDuplicateKey(error)) throw new AdoptionLostError(TAKEN_OVER, { cause: error });
      throw error;
    }
  }
}

class ChangeCounts {
  batches = 0;
  private readonly counts = { wallets: 0, openings: 0, stakes: 0, secrets: 0 };

  add({ batch, counts }: AppliedPage): void {
    if (batch.replaced.length === 0) return;
    this.batches += 1;
    this.counts.wallets += counts.wallets;
    this.counts.openings += counts.openings;
    this.counts.stakes += counts.stakes;
    this.counts.secrets += counts.secrets;
  }

  toChanges(): Changes {
    return { ...this.counts, batches: this.batches };
  }
}
