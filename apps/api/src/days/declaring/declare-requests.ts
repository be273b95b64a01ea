import { Injectable } from '@nestjs/common';
import { DeclareDay, type DeclarationView } from '#lib/declarations';
import { statusUrlOf } from '../../http/answers/status-url.js';
import { accepted, answer, type Answer } from '../../http/answers/answer.js';
import { Changes, type Asking } from '../../changes/changes.js';
import type { DeclaredDto, RunningDeclaredDto } from './declaration.dto.js';
import { delayNotice } from '../../changes/delay-notice.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import type { ProposedDto } from '../../changes/proposed.dto.js';
import { toDeclareRequest, type DeclareBody } from './declare.dto.js';

export const DECLARED_AND_RUNS = 'Declared; the distribution is still running';

/** A declaration as it is asked for, under whichever name. */
type DeclareRequest = Readonly<Record<string, unknown>> & {
  readonly body: DeclareBody;
  /** Of the answer, when nothing of it runs any more. */
  readonly message: string;
};

/** What a date is declared by, under whichever name. */
@Injectable()
export class DeclareRequests {
  /** Answers 200, or 202 while what is distributed at once still runs or waits for a second admin. */
  readonly declare: (
    request: DeclareRequest,
    asking: Asking,
  ) => Promise<Answer<DeclaredDto | RunningDeclaredDto | ProposedDto>>;

  constructor(
    private readonly declareDay: DeclareDay,
    private readonly changes: Changes,
    gate: PayoutGate,
  ) {
    this.declare = gate.register({ action: 'declaration.create', verb: 'Declare', pay: this.declareDate.bind(this) });
  }

  private async declareDate(
    { body, message }: DeclareRequest,
    asking: Asking,
  ): Promise<Answer<DeclaredDto | RunningDeclaredDto>> {
    const toData = (view: DeclarationView): RunningDeclaredDto => ({
      ...view,
      statusUrl: statusUrlOf(body.date),
      ...delayNotice(asking),
    });
    const running = { message: DECLARED_AND_RUNS, toData };
    const change = this.changes.asked({ ...asking, message, running });
    const { view, ended } = await this.declareDay.declare(toDeclareRequest(body), change, asking.waitMs);
    return ended ? answer(view, { message }) : accepted(toData(view), { message: DECLARED_AND_RUNS });
  }
}
