import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Accounts, type Account } from '#lib/accounts';
import { AccessTokens, UnauthenticatedError } from '#lib/auth';
import { BOARD_PATH } from './board-page.js';

const COOKIE = 'ddr_board';
const FROM_COOKIE = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`);
const FROM_HEADER = /^Bearer ([\w.-]+)$/i;

/** Who looks at the board: an access token, in a cookie of the board's own or as a bearer token. */
@Injectable()
export class BoardSession {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: Accounts,
  ) {}

  /** @returns the signed-in account as it is now; null if nobody is signed in, or the account is not active */
  async accountOf(request: Request): Promise<Account | null> {
    const [, token] =
      FROM_HEADER.exec(request.get('authorization') ?? '') ?? FROM_COOKIE.exec(request.get('cookie') ?? '') ?? [];
    if (token === undefined) return null;
    try {
      const account = await this.accounts.byId(await this.tokens.verify(token));
      return account?.isActive === true ? account : null;
    } catch (error) {
      if (error instanceof UnauthenticatedError) return null;
      throw error;
    }
  }

  /** Signs a browser in: no script can read the cookie, no other site can make use of it. */
  begin(request: Request, response: Response, session: { accessToken: string; expiresIn: number }): void {
    this.setCookie(request, response, session.accessToken, session.expiresIn);
  }

  /** Signs a browser out. */
  end(request: Request, response: Response): void {
    this.setCookie(request, response, '', 0);
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
