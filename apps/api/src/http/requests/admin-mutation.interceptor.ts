import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, mergeMap, of, type Observable } from 'rxjs';
import type { Account } from '#lib/accounts';
import { TwoFACodeUsedError, TwoFAInvalidError, TwoFactor, UnauthenticatedError } from '#lib/auth';
import { isDuplicateKey } from '#lib/database';
import type { IdempotencyScope } from '#lib/idempotency';
import {
  ADMIN_MUTATION,
  CHANGES_NOTHING,
  MAY_PREVIEW,
  NEEDS_NO_CODE,
  NOT_REPLAYED,
} from './admin-mutation.decorator.js';
import type { AdminMutationBody } from './admin-mutation-body.js';
import { Answer } from '../answers/answer.js';
import type { ApiRequest } from './api-request.js';
import { describeFailure, type Failure } from '../answers/describe-failure.js';
import { UnprotectedMutationError } from '../answers/errors.js';
import { IdempotentReplay } from '../answers/idempotent-replay.js';
import { assertRouteParams } from './params.js';
import { isAdminRoute, isWriting } from './route-scope.js';
import { SecurityEvents } from '../doors/security-events.js';
import { originOf } from '../doors/signed-in.decorator.js';
import { validInput } from './valid-input.js';

/** How a change that was accepted can end that was waited for. */
const ENDED_OTHERWISE: ReadonlySet<string> = new Set(['DISTRIBUTION_FAILED', 'DISTRIBUTION_CANCELLED']);

/**
 * Stands before every change under /admin: checks the request, answers a repeated one, checks the code, and only then
 * lets the handler run. The change uses the code up in its own transaction (`Origin.confirm`), so that a request that
 * is refused does not cost one.
 */
@Injectable()
export class AdminMutationInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly twoFactor: TwoFactor,
    private readonly replay: IdempotentReplay,
    private readonly events: SecurityEvents,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (!isAdminRoute(request) || !isWriting(request)) return next.handle();
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(CHANGES_NOTHING, handler) === true) return next.handle();
    const dto = this.reflector.get<Type<AdminMutationBody> | undefined>(ADMIN_MUTATION, handler);
    if (dto === undefined) throw new UnprotectedMutationError(`${request.method} ${request.path} has no AdminMutation`);

    assertRouteParams(context, request.params);
    const body = await validInput(dto, request.body);
    const { twoFACode } = body;
    const mayPreview = this.reflector.get<boolean | undefined>(MAY_PREVIEW, handler) === true;
    if (mayPreview && (body as { preview?: unknown }).preview === true) return next.handle();
    const { account } = request;
    if (account === undefined) throw new UnauthenticatedError('Sign in first.');

    const isReplayed = this.reflector.get<boolean | undefined>(NOT_REPLAYED, handler) !== true;
    // A key that is none is refused everywhere, also where no answer is kept.
    const asked = this.replay.scopeOf(request, account);
    const scope = isReplayed ? asked : undefined;
    if (scope !== undefined) request.idempotency = scope;
    const needsCode = this.reflector.get<boolean | undefined>(NEEDS_NO_CODE, handler) !== true;
    const first =
      (await this.replay.recall(scope)) ?? (needsCode ? await this.checkOrRecall(request, account, twoFACode) : null);
    if (first !== null) return of(first);
    return next.handle().pipe(
      mergeMap((value: unknown) => this.done(request, value)),
      catchError((error) => this.failed(scope, error)),
    );
  }

  /** A client that repeats a request under way sends the same code too: that is no misuse of the code. */
  private async checkOrRecall(request: ApiRequest, account: Account, code: unknown): Promise<Answer | null> {
    try {
      request.confirmation = await this.twoFactor.check(account.id, code);
      return null;
    } catch (error) {
      if (error instanceof TwoFAInvalidError)
        await this.events.codeRefused(originOf(request, account), account.email, error);
      const first = error instanceof TwoFACodeUsedError ? await this.replay.recallSoon(request.idempotency) : null;
      if (first === null) throw error;
      return first;
    }
  }

  /**
   * What is remembered with the change is how it was accepted; some changes are answered with how they ended. Of what
   * changed nothing in a transaction the code is used up now.
   */
  private async done({ confirmation, idempotency }: ApiRequest, value: unknown): Promise<unknown> {
    if (confirmation?.used === false) await confirmation.use(null);
    if (idempotency !== undefined && value instanceof Answer) await this.replay.settle(idempotency, value);
    return value;
  }

  /**
   * Of two requests with one key the later fails, on the key, the code or what the other has changed; it gets its
   * answer. A change that was accepted and then failed is answered with that, now and when it is sent again.
   */
  private async failed(scope: IdempotencyScope | undefined, error: unknown): Promise<Answer> {
    if (scope === undefined) throw error;
    const failure = describeFailure(error);
    if (ENDED_OTHERWISE.has(failure.code)) await this.replay.settleFailure(scope, failure);
    const first = await this.firstAnswer(scope, error, failure);
    if (first === null) throw error;
    return first;
  }

  private async firstAnswer(scope: IdempotencyScope, error: unknown, { status }: Failure): Promise<Answer | null> {
    if (error instanceof TwoFACodeUsedError) return this.replay.recallSoon(scope);
    return isDuplicateKey(error) || status === 409 || status === 404 ? this.replay.recall(scope) : null;
  }
}
