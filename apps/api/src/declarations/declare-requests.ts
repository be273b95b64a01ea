import { Injectable } from '@nestjs/common';
import type { Origin } from '#lib/audit';
import { DeclareDay, type DeclarationView } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { statusUrlOf } from '../distributions/status-url.js';
import { accepted, answer, type Answer } from '../http/answer.js';
import { Changes } from './changes.js';
import type { DeclaredDto, RunningDeclaredDto } from './declaration.dto.js';
import { toDeclareRequest, type DeclareBody } from './declare.dto.js';

export const DECLARED_AND_RUNS = 'Declared; the distribution is still running';

/** Who declares, and how he is answered. */
interface Asking {
  readonly origin: Origin;
  readonly scope: IdempotencyScope | undefined;
  /** When nothing of it runs any more. */
  readonly message: string;
  readonly waitMs: number | undefined;
}

/** What a date is declared by, under whichever name. */
@Injectable()
export class DeclareRequests {
  constructor(
    private readonly declareDay: DeclareDay,
    private readonly changes: Changes,
  ) {}

  /** Answers 200, or 202 while what is distributed at once still runs. */
  async declare(
    body: DeclareBody,
    { origin, scope, message, waitMs }: Asking,
  ): Promise<Answer<DeclaredDto | RunningDeclaredDto>> {
    const toData = (view: DeclarationView): RunningDeclaredDto => ({ ...view, statusUrl: statusUrlOf(body.date) });
    const running = { message: DECLARED_AND_RUNS, toData };
    const change = this.changes.asked({ origin, scope, message, running });
    const { view, ended } = await this.declareDay.declare(toDeclareRequest(body), change, waitMs);
    return ended ? answer(view, { message }) : accepted(toData(view), { message: DECLARED_AND_RUNS });
  }
}
