import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { DatabaseClock } from '#lib/workers';
import { AuditChain } from './audit-chain.js';
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
  /** Its number and hash in the chain; null for records from before there was one. */
  readonly seq: number | null;
  readonly hash: string | null;
}

export interface AuditPage {
  readonly entries: readonly AuditView[];
  /** Give it as `cursor` for the next page; null on the last. */
  readonly nextCursor: string | null;
}

export interface AuditQuery {
  readonly cursor?: string;
  /** Entries on a page. */
  readonly limit: number;
  readonly action?: string;
  readonly actorId?: string;
  /** The id or e-mail address of a person, or the name of a part of the system. */
  readonly actor?: string;
  readonly date?: string;
  readonly target?: string;
  readonly requestId?: string;
}

/** Who changed what, when and from where (docs/specification.md 3.4). Entries are never changed or deleted. */
@Injectable()
export class Audit {
  constructor(
    @InjectModel(AuditEntry.name) private readonly entries: Model<AuditEntry>,
    private readonly chain: AuditChain,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Records a change in its own transaction: the change and its record happen together or not at all.
   * @param session the transaction of the change
   */
  async record(session: ClientSession, record: AuditRecord): Promise<void> {
    const { action, actor, address, requestId, date, target, before, after } = record;
    await this.chain.append(session, {
      action,
      actor: asJson(actor),
      address: address ?? null,
      requestId: requestId ?? null,
      date: date ?? null,
      target: target ?? null,
      before: asJson(before ?? null),
      after: asJson(after ?? null),
      at: this.clock.now(),
    });
  }

  /**
   * Newest first.
   * @throws InvalidCursorError
   */
  async list({ cursor, limit, ...filter }: AuditQuery): Promise<AuditPage> {
    const { action, actorId, actor, date, target, requestId } = filter;
    const found = await this.entries
      .find({
        ...(action === undefined ? {} : { action }),
        ...(actorId === undefined ? {} : { 'actor.id': actorId }),
        ...(date === undefined ? {} : { date }),
        ...(target === undefined ? {} : { target }),
        ...(requestId === undefined ? {} : { requestId }),
        $and: [actor === undefined ? {} : byActor(actor), cursor === undefined ? {} : after(cursor)],
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

/** What is hashed must be what is read back: no instants and no fields that are undefined, as JSON has it. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function byActor(actor: string) {
  return { $or: [{ 'actor.id': actor }, { 'actor.email': actor }, { 'actor.system': actor }] };
}

function after(cursor: string) {
  const { at, id } = fromCursor(cursor);
  return { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] };
}

function toView({ _id, seq, prevHash: _prevHash, ...entry }: AuditEntry): AuditView {
  return { id: _id.toHexString(), ...entry, seq: seq ?? null, hash: entry.hash ?? null };
}
