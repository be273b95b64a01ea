import { Injectable } from '@nestjs/common';
import type { Origin } from '#lib/audit';
import { UnauthenticatedError } from '#lib/auth';
import type { Change } from '#lib/declarations';
import { Idempotency, type IdempotencyScope } from '#lib/idempotency';

/** A change as an admin's request asks for it. */
interface Asked<View> {
  readonly origin: Origin;
  /** Undefined if the request has no `Idempotency-Key`. */
  readonly scope: IdempotencyScope | undefined;
  /** What the answer says when the change is done. */
  readonly message: string;
  /** Makes the answer's `data` of what the change gives; left out: it is the answer. */
  readonly toData?: (view: View) => unknown;
  /** How it is answered, with 202, where the work goes on after it is accepted. */
  readonly running?: { readonly message: string; readonly toData: (view: View) => unknown };
}

/** Makes of a request what a changing service takes: who asks, and how its code is used up and its answer remembered. */
@Injectable()
export class Changes {
  constructor(private readonly idempotency: Idempotency) {}

  /** @typeParam View what the service gives to `remember`, and returns */
  asked<View>({ origin, scope, message, toData = (view) => view, running }: Asked<View>): Change {
    const { actor } = origin;
    if (!('id' in actor)) throw new UnauthenticatedError('Sign in first.');
    return {
      origin: { ...origin, actor },
      remember: async (session, view, runs = false) => {
        await origin.confirm?.(session);
        const goesOn = runs ? running : undefined;
        await this.idempotency.rememberAnswer(session, scope, {
          status: goesOn === undefined ? 200 : 202,
          body: { message: goesOn?.message ?? message, data: (goesOn?.toData ?? toData)(view as View) },
        });
      },
    };
  }
}
