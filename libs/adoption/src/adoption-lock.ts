import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS, isDuplicateKey, isPassing } from '#lib/database';
import { DatabaseClock } from '#lib/workers';

const LOCK_ID = 'lock';
const LOOK_EVERY_MS = 250;

interface LockDocument {
  readonly _id: typeof LOCK_ID;
  readonly holder: string;
  /** For people: who that is. */
  readonly who: string;
  readonly since: Date;
  readonly until: Date;
}

/** Somebody else adopts this database at the moment. */
export class AdoptionRunsError extends Error {
  readonly code = 'ADOPTION_RUNS';
}

/** Another process has taken over, because this one was silent for too long. */
export class AdoptionLostError extends Error {
  readonly code = 'ADOPTION_LOST';
}

export const TAKEN_OVER = 'Another process has taken this adoption over. Run it again to see how far it is.';

/** Held while somebody adopts. */
export interface HeldLock {
  /** @throws AdoptionLostError once the lease is known to be another's */
  check(): void;
  /** Asks the database. @throws AdoptionLostError if the lease is another's */
  confirm(): Promise<void>;
}

/**
 * Lets one process at a time adopt a database: a lease by the database's time, renewed while the work goes on. Correctness does
 * not hang on it: two who both believed that they hold it are in conflict over the number of their next batch.
 */
@Injectable()
export class AdoptionLock {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /**
   * Runs `work` alone. Whoever is silent is waited for, as long as a lease.
   * @param say told that it waits, and for whom
   * @throws AdoptionRunsError if somebody else is alive and at it
   */
  async hold<T>(say: (line: string) => void, work: (lock: HeldLock) => Promise<T>): Promise<T> {
    const holder = randomUUID();
    await this.acquire(holder, say);
    let lost = false;
    const renewal = setInterval(() => {
      void this.renew(holder).then(
        (held) => (lost ||= !held),
        (error: unknown) => (lost ||= !isPassing(error)),
      );
    }, this.config.leaseMs / 3);
    try {
      return await work({
        check: () => {
          if (lost) throw new AdoptionLostError(TAKEN_OVER);
        },
        confirm: async () => {
          if (!(await this.renew(holder))) throw new AdoptionLostError(TAKEN_OVER);
        },
      });
    } finally {
      clearInterval(renewal);
      await this.locks().deleteOne({ _id: LOCK_ID, holder });
    }
  }

  private async acquire(holder: string, say: (line: string) => void): Promise<void> {
    let first: LockDocument | null = null;
    for (;;) {
      await this.clock.measure();
      if (await this.take(holder)) return;
      const found = await this.locks().findOne({ _id: LOCK_ID });
      if (found === null) continue;
      if (first?.holder !== found.holder) {
        if (first !== null) throw runs(found);
        first = found;
        const seconds = Math.ceil((found.until.getTime() - this.clock.nowMs()) / 1_000);
        say(
          `${found.who} adopts this database since ${found.since.toISOString()}; waiting ${seconds} s to see whether it still lives …`,
        );
      } else if (found.until > first.until) {
        throw runs(found);
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  private async take(holder: string): Promise<boolean> {
    const now = this.clock.now();
    const who = `process ${process.pid} on ${hostname()}`;
    const fields = { holder, who, since: now, until: this.leaseFrom(now) };
    try {
      const result = await this.locks().updateOne(
        { _id: LOCK_ID, until: { $lte: now } },
        { $set: fields },
        { upsert: true },
      );
      return result.upsertedCount + result.modifiedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private async renew(holder: string): Promise<boolean> {
    const until = this.leaseFrom(this.clock.now());
    const result = await this.locks().updateOne({ _id: LOCK_ID, holder }, { $set: { until } });
    return result.matchedCount === 1;
  }

  private leaseFrom(now: Date): Date {
    return new Date(now.getTime() + this.config.leaseMs);
  }

  private locks() {
    return this.connection.collection<LockDocument>(COLLECTIONS.adoption);
  }
}

function runs({ who, since }: LockDocument): AdoptionRunsError {
  return new AdoptionRunsError(
    `${who} adopts this database since ${since.toISOString()}. Let it end, or end it, and run this again.`,
  );
}
