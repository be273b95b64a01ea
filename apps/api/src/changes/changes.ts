import { Injectable } from '@nestjs/common';
import type { Origin } from '#lib/audit';
import { UnauthenticatedError } from '#lib/auth';
import type { Change, Hooks } from '#lib/declarations';
import { Idempotency, type IdempotencyScope } from '#lib/idempotency';
import type { ExecutionNotice } from '../health/execution-notice.js';

/** Who asks for a change, and what goes with it. */
export interface Asking {
  readonly origin: Origin;
  /** Undefined if the request has no `Idempotency-Key`. */
  readonly scope: IdempotencyScope | undefined;
  /** How long he waits for what it starts, in milliseconds; left out: as long as a request does. */
  readonly waitMs?: number | undefined;
  /** Where it pays; see `PayoutGate`. */
  readonly hooks?: Hooks | undefined;
  /** Where it pays: what its answer says while nothing is paid; see `PayoutGate`. */
  readonly notice?: ExecutionNotice | undefined;
  /** Makes the `data` that is remembered of the change's own; left out: it is that. */
  readonly wrap?: (data: unknown) => unknown;
}

/** A change as an admin's request asks for it. */
interface Asked<View> extends Asking {
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
  asked<View>({ origin, scope, hooks, message, toData = same, running, wrap = same }: Asked<View>): Change {
    const { actor } = origin;
    if (!('id' in actor)) throw new UnauthenticatedError('Sign in first.');
    const remember: Change['remember'] = async (session, view, runs = false) => {
      await origin.confirm?.(session);
      const goesOn = runs ? running : undefined;
      await this.idempotency.rememberAnswer(session, scope, {
        status: goesOn === undefined ? 200 : 202,
        body: { message: goesOn?.message ?? message, data: wrap((goesOn?.toData ?? toData)(view as View)) },
      });
    };
    return {
      origin: { ...origin, actor },
      remember: hooks?.remember ?? remember,
      admit: hooks?.admit,
      approvedBy: hooks?.approvedBy,
      notBefore: hooks?.notBefore,
    };
  }
}

function same(value: unknown): unknown {
  return value;
}
