import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Types, type ClientSession, type Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { DatabaseClock } from '#lib/workers';
import { Credential } from './credential.schema.js';
import { SessionEndedError, UnauthenticatedError } from './errors.js';
import { hashOf, newOpaqueToken } from './opaque-token.js';
import { scopesOf, type Scope } from './scopes.js';
import { Session, type Audience } from './session.schema.js';
import { Ticket } from './ticket.schema.js';

/** What a token says of the session that it belongs to. */
export interface SessionClaims {
  /** Null: a token of the platform's identity provider, whose session is not kept here. */
  readonly sessionId: Types.ObjectId | null;
  readonly userId: Types.ObjectId;
  readonly audience: Audience;
  /** When the token itself runs out; a stream that it opened ends then. */
  readonly expiresAt: Date;
}

/** Which session of ours, and what it is to open. */
export interface KeptSession {
  readonly sessionId: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly audience: Audience;
}

/** What the owner of a session may do. */
export interface Rights {
  readonly scopes: readonly Scope[];
  readonly twoFAEnabled: boolean;
}

/** A session that is open, and what its owner may do. */
export interface SessionState extends Rights {
  readonly role: string;
  readonly endsAt: Date;
}

/** A session that was just begun or renewed. */
export interface StartedSession {
  readonly sessionId: Types.ObjectId;
  readonly userId: Types.ObjectId;
  readonly audience: Audience;
  readonly role: string;
  readonly endsAt: Date;
  /** For the client to keep; works once. Empty where the session cannot be renewed. */
  readonly refreshToken: string;
}

/** How long a ticket may lie unused. */
export const TICKET_SECONDS = 60;
/** Used refresh tokens that are known again, the newest; a session that is renewed every minute has 60 an hour. */
const USED_KEPT = 100;
const REFRESH_TOKEN = /^([0-9a-f]{24})\.([\w-]{43})$/;

/**
 * Sessions, kept in the database so that they can be ended (docs/specification.md 3, Authentication): one by one, or
 * all of a user's by the epoch of the credential, which a new password, forgotten 2FA and signing out everywhere raise.
 */
@Injectable()
export class Sessions {
  constructor(
    @InjectModel(Session.name) private readonly sessions: Model<Session>,
    @InjectModel(Ticket.name) private readonly tickets: Model<Ticket>,
    @InjectModel(Credential.name) private readonly credentials: Model<Credential>,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Begins a session of somebody whose password was right.
   * @param epoch the credential's when the password was checked: what has ended sessions since then ends this one too
   */
  async begin(
    { userId, role, audience, epoch }: { userId: Types.ObjectId; role: string; audience: Audience; epoch: number },
    now = this.clock.now(),
  ): Promise<StartedSession> {
    const _id = new Types.ObjectId();
    const secret = newOpaqueToken();
    const endsAt = this.endOf(now);
    const renewable = audience === 'api';
    await this.sessions.collection.insertOne({
      _id,
      userId,
      audience,
      role,
      epoch,
      refreshHash: renewable ? hashOf(secret) : null,
      usedHashes: [],
      startedAt: now,
      endsAt,
      endedAt: null,
    });
    const refreshToken = renewable ? `${_id.toHexString()}.${secret}` : '';
    return { sessionId: _id, userId, audience, role, endsAt, refreshToken };
  }

  /** @returns the session as it is now; null if it is over */
  async state({ sessionId, userId, audience }: KeptSession, now = this.clock.now()): Promise<SessionState | null> {
    const [session, credential] = await Promise.all([
      this.sessions.findOne({ _id: sessionId, userId, audience }).lean<Session>(),
      this.credentials.findOne({ userId }).lean<Credential>(),
    ]);
    if (session === null || credential === null || session.endedAt !== null || session.endsAt <= now) return null;
    if (session.epoch !== (credential.sessionEpoch ?? 0)) return null;
    return { role: session.role, endsAt: session.endsAt, ...rightsOf(credential) };
  }

  /** @returns what somebody may do who is signed in elsewhere, with or without a credential here */
  async rights(userId: Types.ObjectId): Promise<Rights> {
    return rightsOf(await this.credentials.findOne({ userId }).lean<Credential>());
  }

  /**
   * Renews a session and gives its next refresh token. One that was used before tells that somebody has copied it:
   * then the session ends.
   * @throws SessionEndedError
   */
  async renew(refreshToken: string, now = this.clock.now()): Promise<StartedSession> {
    const [, id, secret] = REFRESH_TOKEN.exec(refreshToken) ?? [];
    if (id === undefined || secret === undefined) throw new SessionEndedError();
    const sessionId = new Types.ObjectId(id);
    const next = newOpaqueToken();
    const endsAt = this.endOf(now);
    const renewed = await this.sessions
      .findOneAndUpdate(
        { _id: sessionId, refreshHash: hashOf(secret), endedAt: null, endsAt: { $gt: now } },
        {
          $set: { refreshHash: hashOf(next), endsAt },
          $push: { usedHashes: { $each: [hashOf(secret)], $slice: -USED_KEPT } },
        },
      )
      .lean<Session>();
    if (renewed === null) {
      const wasUsed = await this.sessions.exists({ _id: sessionId, usedHashes: hashOf(secret) });
      if (wasUsed !== null) await this.end(sessionId, now);
      throw new SessionEndedError();
    }
    const { userId, audience, role } = renewed;
    return { sessionId, userId, audience, role, endsAt, refreshToken: `${id}.${next}` };
  }

  /** Ends a session; one that is over stays so. */
  async end(sessionId: Types.ObjectId, now = this.clock.now()): Promise<void> {
    await this.sessions.updateOne({ _id: sessionId, endedAt: null }, { $set: { endedAt: now, refreshHash: null } });
  }

  /** Ends every session of a user, those that begin at this moment too. */
  async endAll(session: ClientSession, userId: Types.ObjectId): Promise<void> {
    await this.credentials.updateOne({ userId }, { $inc: { sessionEpoch: 1 } }, { session });
  }

  /** @returns a ticket that opens one stream or download of this session within `TICKET_SECONDS` */
  async issueTicket(
    { sessionId, userId, expiresAt: tokenEndsAt }: SessionClaims,
    now = this.clock.now(),
  ): Promise<string> {
    const ticket = newOpaqueToken();
    const expiresAt = new Date(now.getTime() + TICKET_SECONDS * 1_000);
    // Nothing of ours ends what the platform's sign-in opens: its token does.
    const until = sessionId === null ? { tokenEndsAt } : {};
    await this.tickets.create([{ _id: hashOf(ticket), sessionId, userId, expiresAt, ...until }]);
    return ticket;
  }

  /**
   * Uses a ticket up.
   * @returns the session that it belongs to; whether that is still open must be asked
   * @throws UnauthenticatedError
   */
  async useTicket(ticket: string, now = this.clock.now()): Promise<SessionClaims> {
    const used = await this.tickets.findOneAndDelete({ _id: hashOf(ticket), expiresAt: { $gt: now } }).lean<Ticket>();
    if (used === null) throw new UnauthenticatedError('This ticket was used, or is too old. Ask for another.');
    const expiresAt = used.tokenEndsAt ?? new Date(now.getTime() + this.config.accessTokenMinutes * 60_000);
    return { sessionId: used.sessionId, userId: used.userId, audience: 'api', expiresAt };
  }

  private endOf(now: Date): Date {
    return new Date(now.getTime() + this.config.sessionHours * 3_600_000);
  }
}

function rightsOf(credential: Credential | null): Rights {
  return { scopes: scopesOf(credential?.scopes), twoFAEnabled: credential?.totp?.enabled === true };
}
