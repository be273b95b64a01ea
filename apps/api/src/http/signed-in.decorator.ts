import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import { UnauthenticatedError, type SessionClaims } from '#lib/auth';
import type { IdempotencyScope } from '#lib/idempotency';
import type { ApiRequest } from './api-request.js';
import { readableAddress } from './client-address.js';
import type { OpenSession } from './known-sessions.js';

function requestOf(context: ExecutionContext): ApiRequest {
  return context.switchToHttp().getRequest<ApiRequest>();
}

function accountOf(context: ExecutionContext): Account {
  const { account } = requestOf(context);
  if (account === undefined) throw new UnauthenticatedError('Sign in first.');
  return account;
}

/** The account that calls: `@SignedIn() account: Account`. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): Account => accountOf(context));

/** The session in which somebody calls, and what its token says: `@InSession() { claims }: CallingSession`. */
export const InSession = createParamDecorator((_: unknown, context: ExecutionContext): CallingSession => {
  const { claims, session } = requestOf(context);
  if (claims === undefined || session === undefined) throw new UnauthenticatedError('Sign in first.');
  return { claims, session };
});

export interface CallingSession {
  readonly claims: SessionClaims;
  readonly session: OpenSession;
}

/** Who asks and from where, for the audit log: `@From() origin: Origin`. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  const { id, email } = accountOf(context);
  const { ip, requestId, confirmation } = requestOf(context);
  const address = readableAddress(ip);
  return {
    actor: { id: id.toHexString(), email },
    requestId,
    ...(address === undefined ? {} : { address }),
    ...(confirmation === undefined ? {} : { confirm: (session) => confirmation.use(session) }),
  };
});

/** The request's `Idempotency-Key`, if it has one: `@IdempotentBy() scope: IdempotencyScope | undefined`. */
export const IdempotentBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotencyScope | undefined => requestOf(context).idempotency,
);
