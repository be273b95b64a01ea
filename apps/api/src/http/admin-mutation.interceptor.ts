import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, mergeMap, of, type Observable } from 'rxjs';
import { TwoFACodeUsedError, TwoFactor, UnauthenticatedError } from '#lib/auth';
import { isDuplicateKey } from '#lib/database';
import type { IdempotencyScope } from '#lib/idempotency';
import { ADMIN_MUTATION, CHANGES_NOTHING } from './admin-mutation.decorator.js';
import type { AdminMutationBody } from './admin-mutation-body.js';
import { Answer } from './answer.js';
import type { ApiRequest } from './api-request.js';
import { describeFailure } from './describe-failure.js';
import { UnprotectedMutationError } from './errors.js';
import { IdempotentReplay } from './idempotent-replay.js';
import { assertRouteParams } from './params.js';
import { isAdminRoute, isWriting } from './route-scope.js';
import { validInput } from './valid-input.js';

/**
 * Stands before every change under /admin: checks the request first, so that a mistake in it does not cost a code, then
 * answers a repeated one, then uses up the code, and only then lets the handler run.
 */
@Injectable()
export class AdminMutationInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly twoFactor: TwoFactor,
    private readonly replay: IdempotentReplay,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (!isAdminRoute(request) || !isWriting(request)) return next.handle();
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(CHANGES_NOTHING, handler) === true) return next.handle();
    const dto = this.reflector.get<Type<AdminMutationBody> | undefined>(ADMIN_MUTATION, handler);
    if (dto === undefined) throw new UnprotectedMutationError(`${request.method} ${request.path} has no AdminMutation`);

    assertRouteParams(request.params);
    const { twoFACode } = await validInput(dto, request.body);
    const { account } = request;
    if (account === undefined) throw new UnauthenticatedError('Sign in first.');

    const scope = this.replay.scopeOf(request, account);
    if (scope === undefined) {
      await this.twoFactor.burn(account.id, twoFACode);
      return next.handle();
    }
    request.idempotency = scope;
    const first = (await this.replay.recall(scope)) ?? (await this.burnOrRecall(request, scope, twoFACode));
    if (first !== null) return of(first);
    return next.handle().pipe(
      mergeMap((value: unknown) => this.settled(scope, value)),
      catchError((error) => this.failed(scope, error)),
    );
  }

  /** What is remembered with the change is how it was accepted; some changes are answered with how they ended. */
  private async settled(scope: IdempotencyScope, value: unknown): Promise<unknown> {
    if (value instanceof Answer) await this.replay.settle(scope, value);
    return value;
  }

  /** A client that repeats a request under way sends the same code too: that is no misuse of the code. */
  private async burnOrRecall(request: ApiRequest, scope: IdempotencyScope, code: unknown): Promise<Answer | null> {
    const { account } = request;
    if (account === undefined) throw new UnauthenticatedError('Sign in first.');
    try {
      await this.twoFactor.burn(account.id, code);
      return null;
    } catch (error) {
      const first = error instanceof TwoFACodeUsedError ? await this.replay.recallSoon(scope) : null;
      if (first === null) throw error;
      return first;
    }
  }

  /**
   * Of two requests with one key the later fails, on the key or on what the other has changed; it gets its answer. A
   * change that was accepted and then failed is answered with that, now and when it is sent again.
   */
  private async failed(scope: IdempotencyScope, error: unknown): Promise<Answer> {
    const failure = describeFailure(error);
    if (failure.code === 'DISTRIBUTION_FAILED') await this.replay.settleFailure(scope, failure);
    if (!isDuplicateKey(error) && failure.status !== 409 && failure.status !== 404) throw error;
    const first = await this.replay.recall(scope);
    if (first === null) throw error;
    return first;
  }
}
