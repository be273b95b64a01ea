import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Account } from '#lib/accounts';
import { Idempotency, requestHash, type IdempotencyScope } from '#lib/idempotency';
import { Answer } from './answer.js';
import type { ApiRequest } from '../requests/api-request.js';
import { ValidationFailedError } from './errors.js';

const SANE_KEY = /^[\x21-\x7e]{1,200}$/;
/** A request of the same key that is still under way commits within this time, or is left alone. */
const WAIT_MS = 2_000;
const LOOK_EVERY_MS = 50;

/** Answers a request that was sent again with what the first was answered (docs/specification.md 3.2). */
@Injectable()
export class IdempotentReplay {
  constructor(private readonly idempotency: Idempotency) {}

  /**
   * @returns the request's scope, or undefined if it has no `Idempotency-Key`
   * @throws ValidationFailedError if the key is not a sane one
   */
  scopeOf(request: ApiRequest, account: Account): IdempotencyScope | undefined {
    const key = request.get('idempotency-key');
    if (key === undefined) return undefined;
    if (!SANE_KEY.test(key)) {
      throw new ValidationFailedError([
        { field: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters' },
      ]);
    }
    const body: Record<string, unknown> = { ...(request.body as object | undefined) };
    delete body['twoFACode'];
    const hash = requestHash({ method: request.method, path: request.path.toLowerCase(), body });
    return { adminId: account.id.toHexString(), key, requestHash: hash };
  }

  /**
   * @param scope undefined if the request has no key
   * @returns the first answer, or null
   * @throws IdempotencyKeyReusedError if the key belongs to another request; FirstRequestFailedError
   */
  async recall(scope: IdempotencyScope | undefined): Promise<Answer | null> {
    if (scope === undefined) return null;
    const first = await this.idempotency.recall(scope);
    return first === null ? null : new Answer(first.status, first.body);
  }

  /** Remembers the request's own answer for those that come after. */
  async settle(scope: IdempotencyScope, { status, body }: Answer): Promise<void> {
    await this.idempotency.settle(scope, { status, body });
  }

  /** As `settle`, of a request that failed after its change was accepted. */
  async settleFailure(scope: IdempotencyScope, failure: { code: string; message: string }): Promise<void> {
    await this.idempotency.settleFailure(scope, { code: failure.code, message: failure.message });
  }

  /** As `recall`, but gives a request with the same key that may be under way a moment to finish. */
  async recallSoon(scope: IdempotencyScope | undefined): Promise<Answer | null> {
    if (scope === undefined) return null;
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const first = await this.recall(scope);
      if (first !== null || Date.now() >= deadline) return first;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
