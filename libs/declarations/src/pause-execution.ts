import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import { Audit } from '#lib/audit';
import { runInTransaction } from '#lib/database';
import { SlotJobs, SlotOverview, SlotStore, type Slot } from '#lib/slots';
import { DatabaseClock, ExecutionControl } from '#lib/workers';
import type { Change } from './change.js';

/** Whether execution is paused now, and which slots a resumption has woken. */
export interface PauseState {
  readonly paused: boolean;
  readonly wokenSlots: readonly string[];
}

/** Pauses and resumes the execution of slots; kept in MongoDB, so that it outlives restarts and a Redis flush. */
@Injectable()
export class PauseExecution {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly control: ExecutionControl,
    private readonly clock: DatabaseClock,
    private readonly overview: SlotOverview,
    private readonly slots: SlotStore,
    private readonly enqueueSlots: SlotJobs,
    private readonly audit: Audit,
  ) {}

  /** Lets no further slot start; one that runs goes on to its end. */
  async pause(change: Change): Promise<PauseState> {
    return runInTransaction(this.connection, async (session) => {
      const state: PauseState = { paused: true, wokenSlots: [] };
      await this.set(session, state, change);
      return state;
    });
  }

  /** Lets slots start again; those whose time passed meanwhile run at once. */
  async resume(change: Change): Promise<PauseState> {
    const { state, woken } = await runInTransaction(this.connection, async (session) => {
      const woken = await this.renewOverdue(session);
      const state: PauseState = { paused: false, wokenSlots: woken.map(({ key }) => key) };
      await this.set(session, state, change);
      return { state, woken };
    });
    await this.enqueueSlots.enqueue(woken);
    return state;
  }

  private async set(session: ClientSession, state: PauseState, change: Change): Promise<void> {
    const { paused, wokenSlots } = state;
    const changed = await this.control.setPaused(session, paused);
    if (changed) {
      await this.audit.record(session, {
        ...change.origin,
        action: paused ? 'execution.pause' : 'execution.resume',
        before: { paused: !paused },
        after: { paused, ...(paused ? {} : { wokenSlots }) },
      });
    }
    await change.remember(session, state);
  }

  /** Their jobs came and went while nothing might start: each needs a new one. A running slot needs none. */
  private async renewOverdue(session: ClientSession): Promise<Slot[]> {
    const renewed: Slot[] = [];
    for (const { distribution } of await this.overview.overdue(this.clock.now(), session)) {
      if (distribution.status !== 'EXECUTING') renewed.push(await this.slots.renewJob(session, distribution));
    }
    return renewed;
  }
}
