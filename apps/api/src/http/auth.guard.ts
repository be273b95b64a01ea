import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccessTokens, UnauthenticatedError } from '#lib/auth';
import type { ApiRequest } from './api-request.js';
import { ForbiddenError } from './errors.js';
import { KnownAccounts } from './known-accounts.js';
import { PUBLIC } from './public.decorator.js';
import { isAdminRoute, isWriting } from './route-scope.js';

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Lets in who is signed in and active, and under /admin only admins. Routes marked `Public` are open. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly accounts: KnownAccounts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const admin = isAdminRoute(request);
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (open === true && !admin) return true;

    const id = await this.tokens.verify(bearerToken(request));
    const account = await (isWriting(request) ? this.accounts.fresh(id) : this.accounts.recent(id));
    if (account === null || !account.isActive) {
      throw new UnauthenticatedError('This account does not exist or is not active.');
    }
    if (admin && account.role !== 'admin') throw new ForbiddenError('This needs the role admin.');
    request.account = account;
    return true;
  }
}

/** @throws UnauthenticatedError */
function bearerToken(request: ApiRequest): string {
  const [, token] = BEARER.exec(request.get('authorization') ?? '') ?? [];
  if (token === undefined) {
    throw new UnauthenticatedError('Sign in first: send the access token as Authorization: Bearer <token>.');
  }
  return token;
}
