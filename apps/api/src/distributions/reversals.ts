import { Injectable } from '@nestjs/common';
import type { Origin } from '#lib/audit';
import { ReverseSlots, type ReversalTarget, type ReversalsView } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { accepted, answer, type Answer } from '../http/answer.js';
import { toPreviewedDto, type ReversalsDto, type ReverseBody, type RunningReversalsDto } from './reverse.dto.js';
import { statusUrlOf, statusUrlOfPool } from './status-url.js';

const PREVIEWED = 'This would be taken back';
export const REVERSED = 'Reversal completed';
export const REVERSING = 'Reversal started';
export const REINSTATED = 'Reinstated: a retry pays again what was taken back';

/** Who asks, and how long he waits. */
export interface Asking {
  readonly origin: Origin;
  readonly scope: IdempotencyScope | undefined;
  readonly waitMs?: number | undefined;
  /** Aborted when the client has gone. */
  readonly gone?: AbortSignal;
}

/** Answers what takes payouts back, of slots and of pools without a date alike (docs/specification.md 3.7). */
@Injectable()
export class Reversals {
  constructor(
    private readonly reverseSlots: ReverseSlots,
    private readonly changes: Changes,
  ) {}

  async reverse(
    target: ReversalTarget,
    { reason, preview }: ReverseBody,
    { origin, scope, waitMs, gone }: Asking,
  ): Promise<Answer<ReversalsDto | RunningReversalsDto>> {
    if (preview === true) {
      return answer(toPreviewedDto(await this.reverseSlots.preview(target, gone)), { message: PREVIEWED });
    }
    const toData = (view: ReversalsView): RunningReversalsDto => ({ ...view, statusUrl: urlOf(target) });
    const change = this.changes.asked({ origin, scope, message: REVERSED, running: { message: REVERSING, toData } });
    const { ended, view } = await this.reverseSlots.reverse(target, reason.trim(), change, waitMs);
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
