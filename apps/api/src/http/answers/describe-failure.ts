import { HttpException } from '@nestjs/common';
import { isDependencyDown } from './dependency-errors.js';
import { ERROR_STATUS, isErrorCode, type ErrorCode } from './error-status.js';
import type { FieldError } from './errors.js';

/** How a failed request is answered. */
export interface Failure {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: readonly FieldError[];
  /** What the client needs to go on. */
  readonly data?: object;
  readonly retryAfterSeconds?: number;
}

const INTERNAL: Failure = { status: 500, code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' };
/** How soon a client should come back when a dependency is down. */
const DEPENDENCY_RETRY_SECONDS = 5;
const DEPENDENCY_DOWN: Failure = {
  status: ERROR_STATUS.DEPENDENCY_DOWN,
  code: 'DEPENDENCY_DOWN',
  message: 'A service that this request needs does not answer. Try again soon.',
  retryAfterSeconds: DEPENDENCY_RETRY_SECONDS,
};

/**
 * Turns any error into an answer: domain errors by their code, Nest's and Express's own by their status, the rest into
 * one that tells nothing.
 */
export function describeFailure(error: unknown): Failure {
  if (isErrorCode((error as { code?: unknown } | null)?.code)) return describeDomainError(error as DomainError);
  if (isDependencyDown(error)) return DEPENDENCY_DOWN;
  if (error instanceof HttpException) return describeHttpException(error);
  return INTERNAL;
}

interface DomainError extends Error {
  readonly code: ErrorCode;
  readonly details?: readonly FieldError[];
  readonly data?: object;
  readonly retryAfterSeconds?: number;
}

function describeDomainError({ code, message, details, data, retryAfterSeconds }: DomainError): Failure {
  const status = ERROR_STATUS[code];
  if (status === 'internal') return INTERNAL;
  if (status === 'dependency') return DEPENDENCY_DOWN;
  return {
    status,
    code,
    message,
    ...(details === undefined ? {} : { details }),
    ...(data === undefined ? {} : { data }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** What Nest, Express and its body parser throw before any code of ours runs. */
function describeHttpException(error: HttpException): Failure {
  const status = error.getStatus();
  if (status >= 500) return INTERNAL;
  const cause = error.cause as { type?: unknown } | undefined;
  switch (status) {
    case 400:
      return cause?.type === 'entity.parse.failed'
        ? { status, code: 'MALFORMED_JSON', message: 'The body is not a JSON object.' }
        : { status, code: 'BAD_REQUEST', message: 'The request could not be read.' };
    case 401:
      return { status, code: 'UNAUTHENTICATED', message: 'Sign in first.' };
    case 403:
      return { status, code: 'FORBIDDEN', message: 'This is not allowed.' };
    case 404:
      return { status, code: 'ROUTE_NOT_FOUND', message: 'There is nothing at this address.' };
    case 413:
      return { status, code: 'PAYLOAD_TOO_LARGE', message: 'The body is too large: at most 100 kB.' };
    case 415:
      return { status, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send JSON, encoded in UTF-8.' };
    case 429:
      return { status, code: 'TOO_MANY_REQUESTS', message: 'Too many requests. Try again later.' };
    default:
      return { status: 400, code: 'BAD_REQUEST', message: 'The request could not be read.' };
  }
}
