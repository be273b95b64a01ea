import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppLogger, Metrics } from '#lib/observability';
import type { ApiRequest } from '../requests/api-request.js';
import { describeFailure, type Failure } from './describe-failure.js';

/** Answers every failed request in the one shape of docs/specification.md 3, and logs those that are our fault. */
@Catch()
export class ApiExceptionFilter implements ExceptionFilter {
  constructor(
    private readonly logger: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    // Nobody waits for the answer of what was broken off because nobody waits for its answer.
    if (response.destroyed && isAbort(error)) return;
    const failure = describeFailure(error);
    request.errorCode = failure.code;
    if (failure.status >= 500) this.report(error, request);
    if (response.headersSent) {
      response.end();
      return;
    }
    send(response, failure, request.requestId);
  }

  private report(error: unknown, { requestId, method, path, account }: ApiRequest): void {
    this.metrics.errors.inc({ where: 'http' });
    this.logger.failure('request failed', error, { requestId, method, path, userId: account?.id.toHexString() });
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Answers what no route, of Nest's or of another's, has taken. */
export function answerNotFound(request: Request, response: Response): void {
  const failure = describeFailure(new NotFoundException());
  send(response, failure, (request as ApiRequest).requestId);
}

function send(response: Response, failure: Failure, requestId: string): void {
  const { status, code, message, details, data, retryAfterSeconds } = failure;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  response.setHeader('Cache-Control', 'no-store');
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.status(status).json({
    success: false,
    message,
    error: { code, ...(details === undefined ? {} : { details }) },
    ...(data === undefined ? {} : { data }),
    requestId,
  });
}
