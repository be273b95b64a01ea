import { Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { DeclarationReader, RetrySlot } from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { DateParamDoc, SlotParamDoc } from '../declarations/documented.js';
import { AdminMutationBody } from '../http/admin-mutation-body.js';
import { AdminMutation } from '../http/admin-mutation.decorator.js';
import { answer, type Answer } from '../http/answer.js';
import { ApiEnvelope, ApiErrors } from '../http/api-docs.js';
import { CalendarDateParam, SlotNumberParam } from '../http/params.js';
import { From, IdempotentBy } from '../http/signed-in.decorator.js';
import { DayDto } from './day.dto.js';
import { ForgetStatus } from './forget-status.interceptor.js';

const RETRIED = 'Slot retry started';

/** What a slot left unpaid (docs/specification.md 3.2). */
@ApiTags('status')
@Controller('admin/daily-declaration-returns')
@UseInterceptors(ForgetStatus)
export class RetryController {
  constructor(
    private readonly retrySlot: RetrySlot,
    private readonly reader: DeclarationReader,
    private readonly changes: Changes,
  ) {}

  @Post(':date/slots/:slotNumber/retry')
  @DateParamDoc()
  @SlotParamDoc()
  @AdminMutation(AdminMutationBody)
  @ApiOperation({ summary: 'Pay what a FAILED slot, or a COMPLETED one with errors, has not paid' })
  @ApiEnvelope(DayDto, { message: RETRIED })
  @ApiErrors(404, 409)
  async retry(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<DayDto>> {
    await this.retrySlot.retry(date, slotNumber, this.changes.asked({ origin, scope, message: RETRIED }));
    return answer(await this.reader.status(date), { message: RETRIED });
  }
}
