import { Body, Controller, Delete, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import type { IdempotencyScope } from '#lib/idempotency';
import { DateParamDoc, SlotParamDoc } from '../../http/document/documented.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation, ChangesNothing } from '../../http/requests/admin-mutation.decorator.js';
import type { Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { CalendarDateParam, SlotNumberParam } from '../../http/requests/params.js';
import { From, IdempotentBy, SignedIn } from '../../http/doors/signed-in.decorator.js';
import { UntilGone } from '../../http/answers/until-gone.decorator.js';
import { DayDto, QueuedDayDto } from '../watching/day.dto.js';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { PreviewDto } from './preview.dto.js';
import { ALL_CANCELLED, CANCELLED, CHANGED, QUEUED, QueueRequests } from './queue-requests.js';
import { PreviewBody, QueueBody } from './queue.dto.js';
import { SlotPatchBody } from './slot-patch.dto.js';

/** The queue of any day from today to today + 30 (docs/specification.md 3.2). */
@ApiTags('days')
@Controller('admin/daily-declaration-returns')
@UseInterceptors(ForgetStatus)
export class DayQueueController {
  constructor(private readonly requests: QueueRequests) {}

  @Post(':date/queue')
  @DateParamDoc()
  @AdminMutation(QueueBody)
  @ApiOperation({ summary: 'Queue a day from today to today + 30, as one distribution or as up to 100 slots' })
  @ApiEnvelope(QueuedDayDto, { message: QUEUED })
  @ApiMayBeProposed()
  @ApiErrors(409)
  queue(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() body: QueueBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<QueuedDayDto | ProposedDto>> {
    return this.requests.queue(body, { origin, scope, date });
  }

  @Post(':date/preview')
  @DateParamDoc()
  @ChangesNothing()
  @ApiOperation({ summary: 'What each slot would pay now; changes nothing and needs no code' })
  @ApiEnvelope(PreviewDto)
  @ApiErrors(409)
  preview(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Body() body: PreviewBody,
    @UntilGone() gone: AbortSignal,
    @SignedIn() { id }: Account,
  ): Promise<Answer<PreviewDto>> {
    return this.requests.preview(body, gone, id, date);
  }

  @Patch(':date/queue/:slotNumber')
  @DateParamDoc()
  @SlotParamDoc()
  @AdminMutation(SlotPatchBody)
  @ApiOperation({ summary: 'Change a slot that is still PENDING' })
  @ApiEnvelope(DayDto, { message: CHANGED })
  @ApiMayBeProposed()
  @ApiErrors(404, 409)
  change(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @Body() body: SlotPatchBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto | ProposedDto>> {
    return this.requests.change(slotNumber, body, { origin, scope, date });
  }

  @Delete(':date/queue')
  @DateParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({
    summary: 'Cancel every slot that is still PENDING, and what waits out a delay to pay again; what is declared stays',
  })
  @ApiEnvelope(DayDto, { message: ALL_CANCELLED })
  @ApiErrors(404, 409)
  cancelAll(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    return this.requests.cancel(null, { origin, scope, date });
  }

  @Delete(':date/queue/:slotNumber')
  @DateParamDoc()
  @SlotParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({
    summary: 'Cancel a slot that is still PENDING, or the retry or compensation that an ended one waits for',
  })
  @ApiEnvelope(DayDto, { message: CANCELLED })
  @ApiErrors(404, 409)
  cancel(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    return this.requests.cancel(slotNumber, { origin, scope, date });
  }
}
