import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { AppConfig } from '#lib/config';
import { addressOf, clientOf } from './client-address.js';
import { TooManyRequestsError } from '../answers/errors.js';
import { RateLimits } from './rate-limits.js';
import { isUnderApi } from '../requests/route-scope.js';

/**
 * Limits requests per network address and minute. Probes and metrics are not limited; passwords have a budget of their
 * own, which is taken where one is looked at.
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
    const client = clientOf(addressOf(request));
    const waitSeconds = await this.limits.take(`all:${client}`, this.config.rateLimitPerMinute);
    if (waitSeconds > 0) throw new TooManyRequestsError(waitSeconds);
    return true;
  }
}
