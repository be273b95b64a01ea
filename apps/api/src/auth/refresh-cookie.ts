import type { Request, Response } from 'express';
import { API_PREFIX } from '../http/requests/route-scope.js';

const COOKIE = 'ddr_refresh';
const FROM_COOKIE = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`);
const PATH = `/${API_PREFIX}/auth`;

/** @returns the refresh token that a browser sends along; empty if there is none */
export function refreshTokenOf(request: Request): string {
  return FROM_COOKIE.exec(request.get('cookie') ?? '')?.[1] ?? '';
}

/** No script can read the cookie, no other site can make use of it, and it is sent to the sign-in routes alone. */
export function keepRefreshToken(request: Request, response: Response, refreshToken: string, keptMs: number): void {
  setCookie(request, response, refreshToken, Math.max(0, keptMs));
}

export function dropRefreshToken(request: Request, response: Response): void {
  setCookie(request, response, '', 0);
}

function setCookie(request: Request, response: Response, value: string, maxAge: number): void {
  response.cookie(COOKIE, value, { path: PATH, httpOnly: true, sameSite: 'strict', secure: request.secure, maxAge });
}
