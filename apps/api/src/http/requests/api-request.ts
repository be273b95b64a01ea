import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { Account } from '#lib/accounts';
import type { Confirmation, SessionClaims } from '#lib/auth';
import type { IdempotencyScope } from '#lib/idempotency';
import type { OpenSession } from '../doors/known-sessions.js';

/** A request as this API's own middleware and guards complete it. */
export interface ApiRequest extends Request {
  requestId: string;
  /** Set when a body was read: its length as it was sent. */
  bodyBytes?: number;
  /** Set by the auth guard on every route that is not public. */
  account?: Account;
  /** The session that the account calls in, and what its token says of it; set together with `account`. */
  session?: OpenSession;
  claims?: SessionClaims;
  /** Set where the request changes something under /admin: its code, found right. */
  confirmation?: Confirmation;
  /** Set under /admin where the client sent an `Idempotency-Key`. */
  idempotency?: IdempotencyScope;
  /** Set when the request failed, for the access log. */
  errorCode?: string;
}

/** For the body parser, which alone sees the bytes. */
export function noteBodySize(request: IncomingMessage, _response: unknown, bytes: Buffer): void {
  (request as ApiRequest).bodyBytes = bytes.length;
}
