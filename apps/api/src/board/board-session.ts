import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessTokens, Sessions, UnauthenticatedError, type SessionClaims } from '#lib/auth';
import type { ApiRequest } from '../http/requests/api-request.js';
import { BearerTokens } from '../http/doors/bearer-tokens.js';
import { KnownSessions, type OpenSession } from '../http/doors/known-sessions.js';
import { ProviderSignIns } from '../http/doors/provider-sign-ins.js';
import { placeOf } from '../http/doors/signed-in.decorator.js';
import { BOARD_PATH } from './board-page.js';

const COOKIE = 'ddr_board';
const FROM_COOKIE = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`);
const FROM_HEADER = /^Bearer ([\w.-]+)$/i;

/**
 * Who looks at the board: a token of the board's own in its cookie, which opens nothing else, or an access token of the
 * API as a bearer token, which is no cookie.
 */
@Injectable()
export class BoardSession {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly bearers: BearerTokens,
    private readonly sessions: Sessions,
    private readonly known: KnownSessions,
    private readonly signIns: ProviderSignIns,
  ) {}

  /** @returns the session that a request belongs to; null if nobody is signed in, or it is over */
  async of(request: Request): Promise<OpenSession | null> {
    const claims = await this.claimsOf(request);
    if (claims === null) return null;
    const session = await this.known.recent(claims);
    if (session !== null) await this.signIns.note(claims, session, placeOf(request as ApiRequest));
    return session;
  }

  /** Signs a browser in: no script can read the cookie, no other site can make use of it. */
  begin(request: Request, response: Response, session: { accessToken: string; expiresIn: number }): void {
    this.setCookie(request, response, session.accessToken, session.expiresIn);
  }

  /** Signs a browser out, and ends its session, for whoever has kept the cookie. */
  async end(request: Request, response: Response): Promise<void> {
    const claims = await this.claimsOf(request);
    if (claims !== null && claims.sessionId !== null && claims.audience === 'board') {
      await this.sessions.end(claims.sessionId);
      this.known.forget(claims);
    }
    this.setCookie(request, response, '', 0);
  }

  private async claimsOf(request: Request): Promise<SessionClaims | null> {
    const [, bearer] = FROM_HEADER.exec(request.get('authorization') ?? '') ?? [];
    const [, cookie] = FROM_COOKIE.exec(request.get('cookie') ?? '') ?? [];
    try {
      if (bearer !== undefined) return await this.bearers.verify(bearer);
      return cookie === undefined ? null : await this.tokens.verify(cookie, 'board');
    } catch (error) {
      if (error instanceof UnauthenticatedError) return null;
      throw error;
    }
  }

  private setCookie(request: Request, response: Response, value: string, seconds: number): void {
    response.cookie(COOKIE, value, {
      path: BOARD_PATH,
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      maxAge: seconds * 1_000,
    });
  }
}
