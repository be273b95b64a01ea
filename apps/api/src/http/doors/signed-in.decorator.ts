import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import { UnauthenticatedError, type SessionClaims } from '#lib/auth';
import type { IdempotencyScope } from '#lib/idempotency';
import type { ApiRequest } from '../requests/api-request.js';
import { addressOf } from './client-address.js';
import type { OpenSession } from './known-sessions.js';
import type { Place } from './security-events.js';

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
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(requestOf(context), accountOf(context)),
);

/** Who asks, from where, and how the code that confirms the change is used up. */
export function originOf(request: ApiRequest, { id, email }: Account): Origin {
  const { confirmation } = request;
  return {
    actor: { id: id.toHexString(), email },
    ...placeOf(request),
    ...(confirmation === undefined ? {} : { confirm: (session) => confirmation.use(session) }),
  };
}

/** From where, of who is not signed in: `@At() place: Place`. */
export const At = createParamDecorator((_: unknown, context: ExecutionContext): Place => placeOf(requestOf(context)));

export function placeOf(request: ApiRequest): Place {
  const address = addressOf(request);
  return { requestId: request.requestId, ...(address === undefined ? {} : { address }) };
}

/** The request's `Idempotency-Key`, if it has one: `@IdempotentBy() scope: IdempotencyScope | undefined`. */
export const IdempotentBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotencyScope | undefined => requestOf(context).idempotency,
);
