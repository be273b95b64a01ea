import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { withLogContext, type AppLogger, type Metrics } from '#lib/observability';
import type { ApiRequest } from './api-request.js';
import { addressOf } from '../doors/client-address.js';

const SANE_ID = /^[\w.-]{1,64}$/;
const MS_PER_NS = 1e-6;

/**
 * The outermost middleware: gives the request its id (the client's, if it is a sane one), puts it on every log line and
 * in the response, and writes one access log line and one metric at the end.
 */
export function requestContext(logger: AppLogger, metrics: Metrics) {
  return (rawRequest: Request, response: Response, next: NextFunction): void => {
    const request = rawRequest as ApiRequest;
    const given = request.get('x-request-id');
    request.requestId = given !== undefined && SANE_ID.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const durationMs = Number(process.hrtime.bigint() - started) * MS_PER_NS;
      const { method, path } = request;
      const route = routePattern(request);
      // A connection that ended before its answer did counts as nginx counts it.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.httpRequests.observe({ method, route, status }, durationMs / 1000);
      logger.write('info', 'request', {
        requestId: request.requestId,
        method,
        route,
        path,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        address: addressOf(request),
        userId: request.account?.id.toHexString(),
        errorCode: request.errorCode,
      });
    });
    withLogContext({ requestId: request.requestId }, next);
  };
}

/** The route as it was declared: a metric must not have a series for each date or id. */
function routePattern(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}
