import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import { ChangeDeclaration, DistributeNow, type DistributionView } from '#lib/declarations';
import { statusUrlOf } from '../../http/answers/status-url.js';
import { accepted, answer, type Answer } from '../../http/answers/answer.js';
import { toDeclarationPatch, type ChangeDeclarationBody } from './change-declaration.dto.js';
import { Changes, type Asking } from '../../changes/changes.js';
import type { DeclaredDto } from './declaration.dto.js';
import { toParts, type DistributeBody, type DistributionDto, type RunningDistributionDto } from './distribute.dto.js';
import { delayNotice } from '../../changes/delay-notice.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import type { ProposedDto } from '../../changes/proposed.dto.js';

export const CHANGED = 'Daily declaration returns updated successfully';
export const DISTRIBUTED = 'Distribution completed successfully';
export const RUNNING = 'Distribution is still running';

type OfDate<Body> = Readonly<Record<string, unknown>> & { readonly date: CalendarDate; readonly body: Body };

/** What of a declaration that stands may pay, and how it is answered. */
@Injectable()
export class DeclarationRequests {
  readonly change: (
    request: OfDate<ChangeDeclarationBody>,
    asking: Asking,
  ) => Promise<Answer<DeclaredDto | ProposedDto>>;
  readonly distribute: (
    request: OfDate<DistributeBody>,
    asking: Asking,
  ) => Promise<Answer<DistributionDto | RunningDistributionDto | ProposedDto>>;

  constructor(
    private readonly changeDeclaration: ChangeDeclaration,
    private readonly distributeNow: DistributeNow,
    private readonly changes: Changes,
    gate: PayoutGate,
  ) {
    this.change = gate.register({ action: 'declaration.change', verb: 'Change', pay: this.changeDate.bind(this) });
    this.distribute = gate.register({
      action: 'day.distribute',
      verb: 'Distribute',
      pay: this.distributeDate.bind(this),
    });
  }

  private async changeDate(
    { date, body }: OfDate<ChangeDeclarationBody>,
    asking: Asking,
  ): Promise<Answer<DeclaredDto>> {
    const change = this.changes.asked({ ...asking, message: CHANGED });
    return answer(await this.changeDeclaration.change(date, toDeclarationPatch(body), change), { message: CHANGED });
  }

  private async distributeDate(
    { date, body }: OfDate<DistributeBody>,
    asking: Asking,
  ): Promise<Answer<DistributionDto | RunningDistributionDto>> {
    const toData = (view: DistributionView) => ({ ...view, statusUrl: statusUrlOf(date), ...delayNotice(asking) });
    const running = { message: RUNNING, toData };
    const change = this.changes.asked({ ...asking, message: DISTRIBUTED, running });
    const { ended, view } = await this.distributeNow.distribute(date, toParts(body), change, asking.waitMs);
    return ended ? answer(view, { message: DISTRIBUTED }) : accepted(toData(view), { message: RUNNING });
  }
}
