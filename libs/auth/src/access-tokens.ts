import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Types } from 'mongoose';
import { AppConfig } from '#lib/config';
import { DatabaseClock } from '#lib/workers';
import { InvalidTokenError } from './errors.js';
import type { Audience } from './session.schema.js';
import type { SessionClaims, StartedSession } from './sessions.js';

const ID = /^[0-9a-f]{24}$/;

interface Payload {
  readonly sub?: unknown;
  readonly sid?: unknown;
  readonly exp?: unknown;
}

/**
 * JSON Web Tokens (HS256) that say who calls: `sub` the user's id, `sid` the session's, `aud` what it opens, `role` for
 * the web apps to read.
 */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  /** @returns a token of the session and its life in seconds */
  async issue({
    userId,
    sessionId,
    audience,
    role,
  }: StartedSession): Promise<{ accessToken: string; expiresIn: number }> {
    const expiresIn = this.config.accessTokenMinutes * 60;
    const payload = { sub: userId.toHexString(), sid: sessionId.toHexString(), role, iat: this.seconds() };
    return { accessToken: await this.jwt.signAsync(payload, { expiresIn, audience }), expiresIn };
  }

  /**
   * @param audience what is to be opened with it
   * @returns whose token it is, and of which session; whether that is still open must be asked anew
   * @throws InvalidTokenError
   */
  async verify(token: string, audience: Audience): Promise<SessionClaims> {
    const { sub, sid, exp } = await this.jwt
      .verifyAsync<object & Payload>(token, { audience, clockTimestamp: this.seconds() })
      .catch((): Payload => ({}));
    if (!isId(sub) || !isId(sid) || typeof exp !== 'number') {
      throw new InvalidTokenError();
    }
    return {
      userId: new Types.ObjectId(sub),
      sessionId: new Types.ObjectId(sid),
      audience,
      expiresAt: new Date(exp * 1_000),
    };
  }

  /** Every process tells the same time, whatever its own clock says. */
  private seconds(): number {
    return Math.floor(this.clock.nowMs() / 1_000);
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}
