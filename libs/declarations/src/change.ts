import { InjectConnection } from '@nestjs/mongoose';
import { Injectable } from '@nestjs/common';
import { Types, type ClientSession, type Connection } from 'mongoose';
import type { Origin } from '#lib/audit';
import { isDuplicateKey, runInTransaction } from '#lib/database';

/** Who changes a day, and what is remembered with the change in its transaction. */
export interface Change {
  readonly origin: Origin & { readonly actor: { readonly id: string; readonly email: string } };
  /** Keeps the first answer for a repeated request. @param runs whether the work goes on after the change; left out: no */
  readonly remember: (session: ClientSession, data: unknown, runs?: boolean) => Promise<void>;
}

export function adminId({ origin }: Change): Types.ObjectId {
  return new Types.ObjectId(origin.actor.id);
}

/** How often a change starts over when another one wrote the same new document first. */
const ATTEMPTS = 3;

/** Runs changes of a day. */
@Injectable()
export class DayTransaction {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Two changes that both create: the later starts over, finds what the first wrote, and says so. */
  async run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runInTransaction(this.connection, work);
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
