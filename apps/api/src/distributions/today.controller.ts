import { Body, Controller, Delete, Param, Patch, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { PreviewDay, QueueDay, ChangeSlots, type DayView } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { SlotParamDoc } from '../declarations/documented.js';
import { AdminMutationBody } from '../http/admin-mutation-body.js';
import { AdminMutation, ChangesNothing } from '../http/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { SlotNumberParam } from '../http/params.js';
import { From, IdempotentBy } from '../http/signed-in.decorator.js';
import { DayDto, QueuedDayDto } from './day.dto.js';
import { ExecutionNotices } from './execution-notice.js';
import { ForgetStatus } from './forget-status.interceptor.js';
import { PreviewDto } from './preview.dto.js';
import { PreviewBody, QueueBody, toDayRequest, toQueuedDay } from './queue.dto.js';
import { SlotPatchBody, toSlotPatch } from './slot-patch.dto.js';

const QUEUED = 'Distribution queued successfully';
const CHANGED = 'Slot updated successfully';
const CANCELLED = 'Slot cancelled successfully';
const ALL_CANCELLED = 'Queue cancelled successfully';

/** Today's queue (docs/specification.md 3.2). */
@ApiTags('today')
@Controller('admin/daily-declaration-returns/today')
@UseInterceptors(ForgetStatus)
export class TodayController {
  constructor(
    private readonly queueDay: QueueDay,
    private readonly changeSlots: ChangeSlots,
    private readonly previewDay: PreviewDay,
    private readonly notices: ExecutionNotices,
    private readonly changes: Changes,
  ) {}

  @Post('queue')
  @AdminMutation(QueueBody)
  @ApiOperation({ summary: 'Queue today, as one distribution or as up to 100 slots' })
  @ApiEnvelope(QueuedDayDto, { message: QUEUED })
  @ApiErrors(409)
  async queue(
    @Body() body: QueueBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<QueuedDayDto>> {
    const notice = await this.notices.read();
    const toData = (day: DayView): QueuedDayDto => toQueuedDay(day, notice);
    const change = this.changes.asked({ origin, scope, message: QUEUED, toData });
    return answer(toData(await this.queueDay.queue(toDayRequest(body), change)), { message: QUEUED });
  }

  @Post('preview')
  @ChangesNothing()
  @ApiOperation({ summary: 'What each slot would pay now; changes nothing and needs no code' })
  @ApiEnvelope(PreviewDto)
  async preview(@Body() body: PreviewBody): Promise<Answer<PreviewDto>> {
    return answer(await this.previewDay.preview(toDayRequest(body)));
  }

  @Patch('queue/:slotNumber')
  @SlotParamDoc()
  @AdminMutation(SlotPatchBody)
  @ApiOperation({ summary: 'Change a slot that is still PENDING' })
  @ApiEnvelope(DayDto, { message: CHANGED })
  @ApiErrors(404, 409)
  async change(
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @Body() body: SlotPatchBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    const change = this.changes.asked({ origin, scope, message: CHANGED });
    return answer(await this.changeSlots.change(slotNumber, toSlotPatch(body), change), { message: CHANGED });
  }

  @Delete('queue')
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Cancel every slot that is still PENDING' })
  @ApiEnvelope(DayDto, { message: ALL_CANCELLED })
  @ApiErrors(409)
  async cancelAll(
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    const change = this.changes.asked({ origin, scope, message: ALL_CANCELLED });
    return answer(await this.changeSlots.cancel(null, change), { message: ALL_CANCELLED });
  }

  @Delete('queue/:slotNumber')
  @SlotParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Cancel a slot that is still PENDING' })
  @ApiEnvelope(DayDto, { message: CANCELLED })
  @ApiErrors(404, 409)
  async cancel(
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    const change = this.changes.asked({ origin, scope, message: CANCELLED });
    return answer(await this.changeSlots.cancel(slotNumber, change), { message: CANCELLED });
  }
}
