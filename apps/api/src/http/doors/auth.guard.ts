import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InvalidTokenError, Sessions, UnauthenticatedError, type Scope, type SessionClaims } from '#lib/auth';
import type { ApiRequest } from '../requests/api-request.js';
import { BearerTokens } from './bearer-tokens.js';
import { TICKET_FORM } from '../requests/download-query.js';
import { ForbiddenError, ScopeMissingError } from '../answers/errors.js';
import { KnownSessions, type OpenSession } from './known-sessions.js';
import { NEEDS_SCOPE } from './needs-scope.decorator.js';
import { ProviderSignIns } from './provider-sign-ins.js';
import { PUBLIC } from './public.decorator.js';
import { isAdminRoute, isWriting } from '../requests/route-scope.js';
import { placeOf } from './signed-in.decorator.js';
import { TAKES_TICKET } from './takes-ticket.decorator.js';

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Lets in whose session is open, and under /admin only admins with the scope that the route needs. Routes marked `Public` are open. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: BearerTokens,
    private readonly sessions: Sessions,
    private readonly known: KnownSessions,
    private readonly signIns: ProviderSignIns,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const admin = isAdminRoute(request);
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (open === true && !admin) return true;

    const claims = await this.claimsOf(request, context);
    const session = await (isWriting(request) ? this.known.fresh(claims) : this.known.recent(claims));
    if (session === null) throw refusal(claims);
    if (admin) this.assertAdmin(request, context, session);
    await this.signIns.note(claims, session, placeOf(request));
    request.claims = claims;
    request.session = session;
    request.account = session.account;
    return true;
  }

  private assertAdmin(request: ApiRequest, context: ExecutionContext, { account, scopes }: OpenSession): void {
    if (account.role !== 'admin') throw new ForbiddenError('This needs the role admin.');
    const needed =
      this.reflector.getAllAndOverride<readonly Scope[] | undefined>(NEEDS_SCOPE, [
        context.getHandler(),
        context.getClass(),
      ]) ?? (isWriting(request) ? (['pay'] as const) : (['view'] as const));
    if (!needed.some((scope) => scopes.includes(scope))) throw new ScopeMissingError(needed);
  }

  private async claimsOf(request: ApiRequest, context: ExecutionContext): Promise<SessionClaims> {
    const ticket = this.ticketOf(request, context);
    if (ticket !== undefined) return this.sessions.useTicket(ticket);
    const [, token] = BEARER.exec(request.get('authorization') ?? '') ?? [];
    if (token === undefined) {
      throw new UnauthenticatedError('Sign in first: send the access token as Authorization: Bearer <token>.');
    }
    return this.tokens.verify(token);
  }

  private ticketOf(request: ApiRequest, context: ExecutionContext): string | undefined {
    const { ticket } = request.query;
    // What is no ticket by its form is refused with the query, after whoever asks is known by the token.
    if (typeof ticket !== 'string' || !TICKET_FORM.test(ticket) || isWriting(request)) return undefined;
    return this.reflector.get<boolean | undefined>(TAKES_TICKET, context.getHandler()) === true ? ticket : undefined;
  }
}

/** Who is vouched for elsewhere is not told whether there is an account here. */
function refusal({ sessionId }: SessionClaims): UnauthenticatedError {
  return sessionId === null
    ? new InvalidTokenError()
    : new UnauthenticatedError('This session is over. Sign in again.');
}
