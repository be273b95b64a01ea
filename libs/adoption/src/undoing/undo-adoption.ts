import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { runInTransaction } from '#lib/database';
import { checkpoint } from '#lib/observability';
import { DatabaseClock } from '#lib/workers';
import type { HeldLock } from '../adoption-lock.js';
import { Batches, NO_COUNTS, plusCounts, type StoredBatch } from '../batches.js';
import type { Progress } from '../progress.js';
import type { Changes, LeftRecord } from '../report.js';
import { UndoStakes } from './undo-stakes.js';
import { UndoUsers, type Returned } from './undo-users.js';

const LEFT_TOLD = 1_000;

/** What undoing came to. */
export interface Undone {
  readonly returned: Changes;
  readonly left: readonly LeftRecord[];
  readonly leftTotal: number;
}

interface UndoneBatch extends Returned {
  readonly id: string;
}

/** Takes adoption back, batch by batch, the newest first, each one transaction: broken off, it goes on where it was. */
@Injectable()
export class UndoAdoption {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly users: UndoUsers,
    private readonly stakes: UndoStakes,
    private readonly batches: Batches,
    private readonly clock: DatabaseClock,
  ) {}

  async run(lock: HeldLock, progress: Progress): Promise<Undone> {
    const total = await this.batches.countStanding();
    let counts = NO_COUNTS;
    let batches = 0;
    const left: LeftRecord[] = [];
    let leftTotal = 0;
    let below: string | null = null;
    for (;;) {
      lock.check();
      const undone: UndoneBatch | null = await this.undoNewest(below);
      if (undone === null) return { returned: { ...counts, batches }, left, leftTotal };
      below = undone.id;
      batches += 1;
      counts = plusCounts(counts, undone.counts);
      leftTotal += undone.left.length;
      left.push(...undone.left.slice(0, LEFT_TOLD - left.length));
      progress('batches undone', batches, total);
    }
  }

  private async undoNewest(below: string | null): Promise<UndoneBatch | null> {
    return runInTransaction(this.connection, async (session) => {
      const batch: StoredBatch | null = await this.batches.newest(session, below);
      if (batch === null) return null;
      const returned =
        batch.kind === 'users'
          ? await this.users.undo(session, batch.replaced)
          : await this.stakes.undo(session, batch.replaced);
      await this.batches.markUndone(session, batch, this.clock.now());
      checkpoint('adoption.batch-undone', { batch: batch._id });
      return { ...returned, id: batch._id };
    });
  }
}
