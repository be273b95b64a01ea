import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ADOPTION_STATE_ID, AdoptionState, type AdoptionRecord, type Mendable } from '#lib/adoption-state';
import { Audit } from '#lib/audit';
import { VERSION } from '#lib/config';
import { COLLECTIONS, runInTransaction } from '#lib/database';
import { DatabaseClock } from '#lib/workers';
import { AdoptionLock } from './adoption-lock.js';
import { ApplyAdoption } from './applying/apply-adoption.js';
import { ProveAdoption } from './applying/prove-adoption.js';
import { Batches } from './batches.js';
import { OldDays } from './old-days/old-days.js';
import type { OldDaysReport } from './old-days/report.js';
import type { Mapping } from './mapping/mapping.js';
import type { Progress } from './progress.js';
import type { ApplyReport, Plan, PlanReport, UndoReport, Changes } from './report.js';
import { Survey } from './survey/survey.js';
import { UndoAdoption } from './undoing/undo-adoption.js';

const ACTOR = { system: 'npm run adopt' } as const;

/** How adoption tells what it does, and by which names it reads. */
export interface AdoptOptions {
  readonly mapping: Mapping;
  readonly progress: Progress;
  /** Told what somebody who waits should know. */
  readonly say: (line: string) => void;
}

export interface ApplyOptions extends AdoptOptions {
  /** Records of one transaction. */
  readonly batch: number;
  /** Makes indexes and collections, once nobody else adopts. */
  readonly prepare: () => Promise<unknown>;
}

/** Takes the database of a platform over that has lived without us (docs/specification.md 6). */
@Injectable()
export class Adoption {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly survey: Survey,
    private readonly lock: AdoptionLock,
    private readonly applying: ApplyAdoption,
    private readonly undoing: UndoAdoption,
    private readonly batches: Batches,
    private readonly proving: ProveAdoption,
    private readonly oldDays: OldDays,
    private readonly state: AdoptionState,
    private readonly audit: Audit,
    private readonly clock: DatabaseClock,
  ) {}

  /** Reads everything, and says what `apply` would do. It writes nothing. */
  async plan({ mapping, progress }: AdoptOptions): Promise<PlanReport> {
    const started = performance.now();
    await this.oldDays.check(mapping.oldDays);
    const plan = await this.survey.plan(mapping, progress);
    const oldDays = await this.lookAtOldDays(mapping, progress, 'survey');
    return { mode: 'plan', tookMs: elapsed(started), plan, oldDays };
  }

  /**
   * Adopts the database while the platform goes on, in batches that each are one transaction. Broken off at any point and
   * run again it ends the same; where all is done it changes nothing.
   * @throws AdoptionRunsError, AdoptionLostError
   */
  async apply({ mapping, progress, say, batch, prepare }: ApplyOptions): Promise<ApplyReport> {
    const started = performance.now();
    return this.lock.hold(say, async (lock) => {
      const startedAt = this.clock.now();
      await this.oldDays.check(mapping.oldDays);
      const plan = await this.survey.plan(mapping, progress);
      await prepare();
      const changed = await this.applying.run({ mapping, batch, progress, lock });
      progress('proof', 0, 0);
      const stillToMend = await this.proving.lookForMore(mapping, startedAt);
      await lock.confirm();
      await this.record(plan, stillToMend.all, changed);
      const proof = await this.proving.prove(stillToMend);
      lock.check();
      const oldDays = await this.lookAtOldDays(mapping, progress, 'record');
      return { mode: 'apply', tookMs: elapsed(started), plan, changed, proof, oldDays };
    });
  }

  /**
   * Puts back what `apply` has replaced, where it still is as it was left then; the rest is told.
   * @throws AdoptionRunsError, AdoptionLostError
   */
  async undo({ progress, say }: AdoptOptions): Promise<UndoReport> {
    const started = performance.now();
    return this.lock.hold(say, async (lock) => {
      const oldDays = await this.oldDays.undo();
      const { returned, left, leftTotal } = await this.undoing.run(lock, progress);
      await lock.confirm();
      const undone = { slotsTakenAway: oldDays.removed, returned: { ...returned }, left: leftTotal };
      await runInTransaction(this.connection, async (session) => {
        await this.records().updateOne(
          { _id: ADOPTION_STATE_ID, undoneAt: null },
          { $set: { undoneAt: this.clock.now() } },
          { session },
        );
        await this.audit.record(session, { actor: ACTOR, action: 'adoption.undo', after: undone });
      });
      return { mode: 'undo', tookMs: elapsed(started), returned, leftTotal, left, oldDays };
    });
  }

  private async lookAtOldDays(
    { oldDays: mapping, stakes }: Mapping,
    progress: Progress,
    how: 'survey' | 'record',
  ): Promise<OldDaysReport> {
    const total = await this.connection.collection(COLLECTIONS.users).estimatedDocumentCount();
    return this.oldDays[how]({
      mapping,
      activatedAt: [stakes.activatedAt],
      progress: (users) => progress('old days: users', users, total),
    });
  }

  private async record(plan: Plan, left: Mendable, changed: Changes): Promise<void> {
    const before = await this.state.record();
    const now = this.clock.now();
    const isFirst = before === null || before.undoneAt !== null;
    const record: AdoptionRecord = {
      appliedAt: isFirst ? now : before.appliedAt,
      lastAppliedAt: now,
      undoneAt: null,
      by: VERSION,
      walletMovements: isFirst ? plan.walletMovements.meaning : before.walletMovements,
      changed: await this.batches.changed(),
      left,
    };
    await runInTransaction(this.connection, async (session) => {
      await this.records().updateOne({ _id: ADOPTION_STATE_ID }, { $set: record }, { upsert: true, session });
      if (!isFirst && changed.batches === 0) return;
      const after = { ...changed, walletMovements: record.walletMovements, version: VERSION };
      await this.audit.record(session, { actor: ACTOR, action: 'adoption.apply', after });
    });
  }

  private records() {
    return this.connection.collection<AdoptionRecord & { _id: string }>(COLLECTIONS.adoption);
  }
}

function elapsed(started: number): number {
  return Math.round(performance.now() - started);
}
