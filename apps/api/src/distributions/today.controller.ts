import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import { QueueToday, type DayView } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { AdminMutation } from '../http/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { From, IdempotentBy } from '../http/signed-in.decorator.js';
import { QueuedDayDto } from './day.dto.js';
import { ExecutionNotices } from './execution-notice.js';
import { ForgetStatus } from './forget-status.interceptor.js';
import { QueueBody, toDayRequest, toQueuedDay } from './queue.dto.js';

const QUEUED = 'Distribution queued successfully';

/** Today's queue (spec.md section 3.2). */
@ApiTags('today')
@Controller('admin/daily-declaration-returns/today')
@UseInterceptors(ForgetStatus)
export class TodayController {
  constructor(
    private readonly queueToday: QueueToday,
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
    return answer(toData(await this.queueToday.queue(toDayRequest(body), change)), { message: QUEUED });
  }
}
