import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { AppConfig } from '#lib/config';
import { clientOf } from './client-address.js';
import { TooManyRequestsError } from './errors.js';
import { RateLimits } from './rate-limits.js';
import { isAuthRoute, isUnderApi } from './route-scope.js';

/**
 * Limits requests per network address and minute, with two budgets: sign-in and 2FA, and everything else. Probes and
 * metrics are not limited.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RateLimits,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!isUnderApi(request)) return true;
    const client = clientOf(request.ip);
    const waitSeconds = isAuthRoute(request)
      ? await this.limits.take(`sign-in:${client}`, this.config.signInLimitPerMinute)
      : await this.limits.take(`all:${client}`, this.config.rateLimitPerMinute);
    if (waitSeconds > 0) throw new TooManyRequestsError(waitSeconds);
    return true;
  }
}
