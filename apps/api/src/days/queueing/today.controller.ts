import { Body, Controller, Delete, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Account } from '#lib/accounts';
import type { Origin } from '#lib/audit';
import type { IdempotencyScope } from '#lib/idempotency';
import { SlotParamDoc } from '../../http/document/documented.js';
import { ApiMayBeProposed, type ProposedDto } from '../../changes/proposed.dto.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { AdminMutation, ChangesNothing } from '../../http/requests/admin-mutation.decorator.js';
import type { Answer } from '../../http/answers/answer.js';
import { ApiEnvelope, ApiErrors } from '../../http/document/api-docs.js';
import { SlotNumberParam } from '../../http/requests/params.js';
import { From, IdempotentBy, SignedIn } from '../../http/doors/signed-in.decorator.js';
import { UntilGone } from '../../http/answers/until-gone.decorator.js';
import { DayDto, QueuedDayDto } from '../watching/day.dto.js';
import { ForgetStatus } from '../../changes/forget-status.interceptor.js';
import { PreviewDto } from './preview.dto.js';
import { ALL_CANCELLED, CANCELLED, CHANGED, QUEUED, QueueRequests } from './queue-requests.js';
import { PreviewBody, QueueBody } from './queue.dto.js';
import { SlotPatchBody } from './slot-patch.dto.js';

/** Today's queue (docs/specification.md 3.2). */
@ApiTags('today')
@Controller('admin/daily-declaration-returns/today')
@UseInterceptors(ForgetStatus)
export class TodayController {
  constructor(private readonly requests: QueueRequests) {}

  @Post('queue')
  @AdminMutation(QueueBody)
  @ApiOperation({ summary: 'Queue today, as one distribution or as up to 100 slots' })
  @ApiEnvelope(QueuedDayDto, { message: QUEUED })
  @ApiMayBeProposed()
  @ApiErrors(409)
  queue(
    @Body() body: QueueBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<QueuedDayDto | ProposedDto>> {
    return this.requests.queue(body, { origin, scope });
  }

  @Post('preview')
  @ChangesNothing()
  @ApiOperation({ summary: 'What each slot would pay now; changes nothing and needs no code' })
  @ApiEnvelope(PreviewDto)
  @ApiErrors(409)
  preview(
    @Body() body: PreviewBody,
    @UntilGone() gone: AbortSignal,
    @SignedIn() { id }: Account,
  ): Promise<Answer<PreviewDto>> {
    return this.requests.preview(body, gone, id);
  }

  @Patch('queue/:slotNumber')
  @SlotParamDoc()
  @AdminMutation(SlotPatchBody)
  @ApiOperation({ summary: 'Change a slot that is still PENDING' })
  @ApiEnvelope(DayDto, { message: CHANGED })
  @ApiMayBeProposed()
  @ApiErrors(404, 409)
  change(
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @Body() body: SlotPatchBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto | ProposedDto>> {
    return this.requests.change(slotNumber, body, { origin, scope });
  }

  @Delete('queue')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({
    summary: 'Cancel every slot that is still PENDING, and what waits out a delay to pay again; what is declared stays',
  })
  @ApiEnvelope(DayDto, { message: ALL_CANCELLED })
  @ApiErrors(409)
  cancelAll(@From() origin: Origin, @IdempotentBy() scope: IdempotencyScope | undefined): Promise<Answer<DayDto>> {
    return this.requests.cancel(null, { origin, scope });
  }

  @Delete('queue/:slotNumber')
  @SlotParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({
    summary: 'Cancel a slot that is still PENDING, or the retry or compensation that an ended one waits for',
  })
  @ApiEnvelope(DayDto, { message: CANCELLED })
  @ApiErrors(404, 409)
  cancel(
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    return this.requests.cancel(slotNumber, { origin, scope });
  }
}
