import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
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

/** What others write while it runs is found by going through all of it again; a platform that never rests is not waited for. */
const PASSES = 3;

export interface ApplyWork {
  readonly mapping: Mapping;
  /** Records of one transaction. */
  readonly batch: number;
  readonly progress: Progress;
  readonly lock: HeldLock;
}

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
  ) {}

  async run(work: ApplyWork): Promise<Changes> {
    const changes = new ChangeCounts();
    for (let pass = 1; pass <= PASSES; pass += 1) {
      const before = changes.batches;
      await this.pass(work, changes, pass);
      if (changes.batches === before) break;
    }
    return changes.toChanges();
  }

  private async pass(work: ApplyWork, changes: ChangeCounts, pass: number): Promise<void> {
    const { mapping, batch: limit } = work;
    const suffix = pass === 1 ? '' : `, once more`;
    await this.each(work, changes, COLLECTIONS.users, `users adopted${suffix}`, (session, after) =>
      this.users.applyPage(session, { after, limit }, mapping, this.clock.now()),
    );
    await this.each(work, changes, COLLECTIONS.stakes, `stakes adopted${suffix}`, (session, after) =>
      this.stakes.applyPage(session, { after, limit }, mapping),
    );
  }

  private async each(
    { progress, lock }: ApplyWork,
    changes: ChangeCounts,
    collection: string,
    what: string,
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
