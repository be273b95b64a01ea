import { Body, Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { DeclarationReader, RetrySlots, type DayView } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes, type Asking } from '../../changes/changes.js';
import { DateParamDoc, SlotParamDoc } from '../../http/document/documented.js';
import { delayNotice } from '../../changes/delay-notice.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation } from '../../http/requests/admin-mutation.decorator.js';
import { accepted, answer, type Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam, SlotNumberParam } from '../../http/requests/params.js';
import { ApiPrefersWait, PreferredWait } from '../../http/answers/preferred-wait.js';
import { From, IdempotentBy } from '../../http/doors/signed-in.decorator.js';
import { DayDto, RunningDayDto } from '../watching/day.dto.js';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { RetrySlotsBody } from './retry.dto.js';
import { statusUrlOf } from '../../http/answers/status-url.js';

const RETRIED = 'Slot retry completed';
const RUNNING = 'Slot retry started';

type RetryRequest = Readonly<Record<string, unknown>> & {
  readonly date: CalendarDate;
  /** Null for everything of the date. */
  readonly slots: readonly number[] | null;
};
type RetryAnswer = Answer<DayDto | RunningDayDto | ProposedDto>;

/** What slots left unpaid (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
@UseInterceptors(ForgetStatus)
export class RetryController {
  private readonly retry: (request: RetryRequest, asking: Asking) => Promise<RetryAnswer>;

  constructor(
    private readonly retrySlots: RetrySlots,
    private readonly reader: DeclarationReader,
    private readonly changes: Changes,
    gate: PayoutGate,
  ) {
    this.retry = gate.register({ action: 'slot.retry', verb: 'Retry', pay: this.retrySlotsOf.bind(this) });
  }

  @Post(':date/slots/:slotNumber/retry')
  @DateParamDoc()
  @SlotParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Pay what a FAILED slot, or a COMPLETED one with errors, has not paid; waits for the end' })
  @ApiPrefersWait()
  @ApiEnvelope(DayDto, { message: RETRIED })
  @ApiMayBeProposed(RunningDayDto, RUNNING)
  @ApiErrors(404, 409, 500)
  retryOne(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<RetryAnswer> {
    return this.retry({ date, slots: [slotNumber] }, { origin, scope, waitMs });
  }

  @Post(':date/retry')
  @DateParamDoc()
  @AdminMutation(RetrySlotsBody)
  @ApiOperation({ summary: 'The same for several slots, or for everything of the date that left something unpaid' })
  @ApiPrefersWait()
  @ApiEnvelope(DayDto, { message: RETRIED })
  @ApiMayBeProposed(RunningDayDto, RUNNING)
  @ApiErrors(404, 409, 500)
  retryMany(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() { slots }: RetrySlotsBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
    @PreferredWait() waitMs: number | undefined,
  ): Promise<RetryAnswer> {
    return this.retry({ date, slots: slots ?? null }, { origin, scope, waitMs });
  }

  private async retrySlotsOf({ date, slots }: RetryRequest, asking: Asking): Promise<Answer<DayDto | RunningDayDto>> {
    const toData = (view: DayView): RunningDayDto => ({
      ...view,
      statusUrl: statusUrlOf(date),
      ...delayNotice(asking),
    });
    const change = this.changes.asked({ ...asking, message: RETRIED, running: { message: RUNNING, toData } });
    const { ended } = await this.retrySlots.retry(date, slots, change, asking.waitMs);
    const view = await this.reader.status(date);
    return ended ? answer(view, { message: RETRIED }) : accepted(toData(view), { message: RUNNING });
  }
}
