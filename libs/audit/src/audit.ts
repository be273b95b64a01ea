import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { AuditEntry, type AuditActor, type JsonObject } from './audit-entry.schema.js';
import { fromCursor, toCursor } from './cursor.js';

/** Who asks for a change, and from where. The system's own changes have neither address nor request. */
export interface Origin {
  readonly actor: AuditActor;
  readonly address?: string;
  readonly requestId?: string;
  /** Uses up the code that confirms the change, in the change's transaction; absent where there is none. */
  readonly confirm?: (session: ClientSession) => Promise<void>;
}

/** One change, to be recorded. */
export interface AuditRecord extends Origin {
  /** A stable word such as `declaration.create`. */
  readonly action: string;
  /** The calendar date that it concerns. */
  readonly date?: string;
  readonly target?: string;
  /** The thing before and after, as plain data without secrets; null or left out where there was or is none. */
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
}

/** One recorded change, as the applications see it. */
export interface AuditView {
  readonly id: string;
  readonly action: string;
  readonly actor: AuditActor;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly date: string | null;
  readonly target: string | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly at: Date;
}

export interface AuditPage {
  readonly entries: readonly AuditView[];
  /** Give it as `cursor` for the next page; null on the last. */
  readonly nextCursor: string | null;
}

/** Who changed what, when and from where (spec.md section 3.4). Entries are never changed or deleted. */
@Injectable()
export class Audit {
  constructor(@InjectModel(AuditEntry.name) private readonly entries: Model<AuditEntry>) {}

  /**
   * Records a change in its own transaction: the change and its record happen together or not at all.
   * @param session the transaction of the change
   */
  async record(session: ClientSession, record: AuditRecord): Promise<void> {
    const { action, actor, address, requestId, date, target, before, after } = record;
    await this.entries.collection.insertOne(
      {
        action,
        actor,
        address: address ?? null,
        requestId: requestId ?? null,
        date: date ?? null,
        target: target ?? null,
        before: before ?? null,
        after: after ?? null,
        at: new Date(),
      },
      { session },
    );
  }

  /**
   * Newest first.
   * @param limit entries on a page
   * @throws InvalidCursorError
   */
  async list(query: { cursor?: string; limit: number; action?: string; actorId?: string }): Promise<AuditPage> {
    const { cursor, limit, action, actorId } = query;
    const found = await this.entries
      .find({
        ...(action === undefined ? {} : { action }),
        ...(actorId === undefined ? {} : { 'actor.id': actorId }),
        ...(cursor === undefined ? {} : after(cursor)),
      })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean<AuditEntry[]>();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      entries: page.map(toView),
      nextCursor: found.length > limit && last !== undefined ? toCursor({ at: last.at, id: last._id }) : null,
    };
  }
}

function after(cursor: string) {
  const { at, id } = fromCursor(cursor);
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] };
}

function toView({ _id, ...entry }: AuditEntry): AuditView {
  return { id: _id.toHexString(), ...entry };
}
