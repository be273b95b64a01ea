import type { NextFunction, Request, Response } from 'express';
import type { AppConfig } from '#lib/config';
import { addressOf, clientOf } from './client-address.js';
import { TooManyRequestsError } from '../answers/errors.js';
import type { RateLimits } from './rate-limits.js';

const DOCS = /^\/docs(-json)?(\/|$)/i;

/** The documentation stands outside of Nest's guards: it takes from the same budget as everything else. */
export function limitDocs(limits: RateLimits, config: AppConfig) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!DOCS.test(request.path)) {
      next();
      return;
    }
    limits.take(`all:${clientOf(addressOf(request))}`, config.rateLimitPerMinute).then((waitSeconds) => {
      next(waitSeconds > 0 ? new TooManyRequestsError(waitSeconds) : undefined);
    }, next);
  };
}
