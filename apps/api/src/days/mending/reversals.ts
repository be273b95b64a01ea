import { Injectable } from '@nestjs/common';
import { ReverseSlots, type ReversalTarget, type ReversalsView } from '#lib/declarations';
import { Changes, type Asking } from '../../changes/changes.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import type { ProposedDto } from '../../changes/proposed.dto.js';
import { accepted, answer, type Answer } from '../../http/answers/answer.js';
import { toPreviewedDto, type ReversalsDto, type ReverseBody, type RunningReversalsDto } from './reverse.dto.js';
import { statusUrlOf, statusUrlOfPool } from '../../http/answers/status-url.js';

const PREVIEWED = 'This would be taken back';
export const REVERSED = 'Reversal completed';
export const REVERSING = 'Reversal started';
export const REINSTATED = 'Reinstated: a retry pays again what was taken back';

/** What is to be taken back, as it is asked for. */
type ReverseRequest = Readonly<Record<string, unknown>> & {
  readonly target: ReversalTarget;
  readonly reason: string;
};

/** Answers what takes payouts back, of slots and of pools without a date alike (docs/specification.md 3.7). */
@Injectable()
export class Reversals {
  private readonly takeBack: (
    request: ReverseRequest,
    asking: Asking,
  ) => Promise<Answer<ReversalsDto | RunningReversalsDto | ProposedDto>>;

  constructor(
    private readonly reverseSlots: ReverseSlots,
    private readonly changes: Changes,
    gate: PayoutGate,
  ) {
    this.takeBack = gate.register({ action: 'slot.reverse', verb: 'Take back', pay: this.carryOut.bind(this) });
  }

  async reverse(
    target: ReversalTarget,
    { reason, preview }: ReverseBody,
    asking: Asking,
    gone: AbortSignal,
  ): Promise<Answer<ReversalsDto | RunningReversalsDto | ProposedDto>> {
    if (preview === true) {
      return answer(toPreviewedDto(await this.reverseSlots.preview(target, gone)), { message: PREVIEWED });
    }
    return this.takeBack({ target, reason: reason.trim() }, asking);
  }

  private async carryOut(
    { target, reason }: ReverseRequest,
    asking: Asking,
  ): Promise<Answer<ReversalsDto | RunningReversalsDto>> {
    const owed = await this.reverseSlots.standing(target);
    if (owed.length > 0) await asking.hooks?.admitOwed?.(owed, true);
    const toData = (view: ReversalsView): RunningReversalsDto => ({
      ...view,
      ...asking.notice,
      statusUrl: urlOf(target),
    });
    const change = this.changes.asked({ ...asking, message: REVERSED, running: { message: REVERSING, toData } });
    const { ended, view } = await this.reverseSlots.reverse(target, reason, change, asking.waitMs);
    return ended ? answer(view, { message: REVERSED }) : accepted(toData(view), { message: REVERSING });
  }

  async reinstate(target: ReversalTarget, { origin, scope }: Asking): Promise<Answer<ReversalsDto>> {
    const change = this.changes.asked({ origin, scope, message: REINSTATED });
    return answer(await this.reverseSlots.reinstate(target, change), { message: REINSTATED });
  }
}

function urlOf(target: ReversalTarget): string {
  return target.kind === 'pool' ? statusUrlOfPool(target.id) : statusUrlOf(target.date);
}
