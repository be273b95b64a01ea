import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { AccountLockedError, InvalidCredentialsError, UnauthenticatedError } from '#lib/auth';
import { SignIn } from '../auth/sign-in.js';
import type { ApiRequest } from '../http/requests/api-request.js';
import { ForbiddenError, ReadOnlyError, TooManyRequestsError } from '../http/answers/errors.js';
import { isWriting } from '../http/requests/route-scope.js';
import { assertSameSite } from '../http/doors/same-site.js';
import { placeOf } from '../http/doors/signed-in.decorator.js';
import { BOARD_PATH, signInPage } from './board-page.js';
import { BoardSession } from './board-session.js';
import { readForm } from './read-form.js';

const ADMINS_ONLY = 'This needs the role admin.';
const VIEW_ONLY = 'This needs the scope view, which this account does not have.';

/**
 * Stands before Bull Board, which Nest's guards do not reach: lets signed-in admins look, signs them in, and lets
 * nobody change anything. Retries go through the API and its 2FA (docs/specification.md 3.4).
 */
@Injectable()
export class BoardAccess implements NestMiddleware {
  constructor(
    private readonly session: BoardSession,
    private readonly signIn: SignIn,
  ) {}

  use(request: Request, response: Response, next: NextFunction): void {
    response.setHeader('Cache-Control', 'no-store');
    this.handle(request, response, next).catch(next);
  }

  private async handle(request: Request, response: Response, next: NextFunction): Promise<void> {
    const page = request.path.replace(/\/+$/, '').toLowerCase();
    if (page === '/sign-in' && request.method === 'POST') return this.signInWithForm(request, response);
    if (page === '/sign-out') return this.signOut(request, response);

    const session = await this.session.of(request);
    if (session === null) return refuse(request, response, new UnauthenticatedError('Sign in first.'), 401);
    if (session.account.role !== 'admin') return refuse(request, response, new ForbiddenError(ADMINS_ONLY), 403);
    if (!session.scopes.includes('view')) return refuse(request, response, new ForbiddenError(VIEW_ONLY), 403);
    if (page === '/sign-in') return response.redirect(303, BOARD_PATH);
    if (isWriting(request)) {
      response.setHeader('Allow', 'GET, HEAD');
      throw new ReadOnlyError();
    }
    next();
  }

  private async signInWithForm(request: Request, response: Response): Promise<void> {
    assertSameSite(request);
    const form = await readForm(request);
    const code = form.get('twoFACode') ?? '';
    try {
      const signedIn = await this.signIn.withPassword(
        {
          email: form.get('email') ?? '',
          password: form.get('password') ?? '',
          twoFACode: code === '' ? undefined : code,
        },
        'board',
        placeOf(request as ApiRequest),
      );
      if (signedIn.account.role !== 'admin') return showForm(response, 403, ADMINS_ONLY);
      this.session.begin(request, response, signedIn);
      response.redirect(303, BOARD_PATH);
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return showForm(response, 401, error.message);
      if (error instanceof AccountLockedError || error instanceof TooManyRequestsError) {
        return showForm(response, 429, error.message);
      }
      throw error;
    }
  }

  private async signOut(request: Request, response: Response): Promise<void> {
    await this.session.end(request, response);
    response.redirect(303, BOARD_PATH);
  }
}

/** People get the form, programs the error. */
function refuse(request: Request, response: Response, error: Error, status: number): void {
  const isPage =
    !isWriting(request) && !request.path.startsWith('/api/') && request.accepts(['json', 'html']) === 'html';
  if (!isPage) throw error;
  showForm(response, status, error instanceof ForbiddenError ? error.message : '');
}

function showForm(response: Response, status: number, problem: string): void {
  response.status(status).type('html').send(signInPage(problem));
}
