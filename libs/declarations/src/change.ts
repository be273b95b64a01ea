import { InjectConnection } from '@nestjs/mongoose';
import { Injectable } from '@nestjs/common';
import { Types, type ClientSession, type Connection } from 'mongoose';
import type { Origin } from '#lib/audit';
import type { AskedRun, Slot } from '#lib/slots';
import { isDuplicateKey, runInTransaction } from '#lib/database';

/** What a change is about to have paid, as its transaction has written it. */
export interface Started {
  /** Null for pools without a date. */
  readonly date: string | null;
  readonly multiSlot?: boolean;
  /** When it was asked for: what has this instant is paid at once. */
  readonly now: Date;
  /** The slots as they wait now, in the order of their instants. */
  readonly slots: readonly Slot[];
  /** False where they were to pay as much before, and merely are paid sooner; left out: they pay more. */
  readonly isMore?: boolean;
}

/** Looks at what is about to be paid, in the change's transaction; throws where it must not be. */
export type Admit = (session: ClientSession, started: Started) => Promise<void>;

/** Who changes a day, and what is remembered with the change in its transaction. */
export interface Change {
  readonly origin: Origin & {
    readonly actor: { readonly id: string; readonly email: string; readonly approvedBy?: string };
  };
  /** Keeps the first answer for a repeated request. @param runs whether the work goes on after the change; left out: no */
  readonly remember: (session: ClientSession, data: unknown, runs?: boolean) => Promise<void>;
  /** Left out: whatever it has paid may be. */
  readonly admit?: Admit | undefined;
  /** The second admin, where the change has been approved. */
  readonly approvedBy?: string | undefined;
  /** Nothing that the change starts is paid before. */
  readonly notBefore?: Date | undefined;
}

/** To be called by whatever starts a payment, when that is written and before anything is remembered. */
export async function admit(session: ClientSession, change: Change, started: Started): Promise<void> {
  if (started.slots.length > 0) await change.admit?.(session, started);
}

/** @returns the instant, or the first one at which the change lets anything be paid */
export function notBefore({ notBefore: earliest }: Change, instant: Date): Date {
  return earliest !== undefined && earliest > instant ? earliest : instant;
}

/** How long a request waits for what it starts: not at all for what is not to be paid yet. */
export function waitOf({ notBefore: earliest }: Change, waitMs: number | undefined): number | undefined {
  return earliest === undefined ? waitMs : 0;
}

/** Who asks by a change that a slot runs again. */
export function askedBy({ origin, approvedBy, notBefore: earliest }: Change): AskedRun {
  return { by: origin.actor.email, approvedBy, notBefore: earliest };
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
